//! Who may stand at the console, and who may make whom staff.

use super::model::{GrantForm, Permission, StaffMember, StaffRole};
use super::store::{self, NewEvent};
use identity::accounts::model::Status;
use identity::factors::model::TWO_STEPS_FIRST;
use identity::service::Client;
use identity::sessions::service::require_recent_proof;
use identity::{Actor, WayIn};
use kernel::email::Email;
use kernel::id::PersonId;
use kernel::{AppError, Result};
use platform::db::internal;
use platform::{Db, Scope, Services, TenantTx};
use serde_json::{Value, json};
use sqlx::PgPool;
use std::time::Duration;
use uuid::Uuid;

/// For how long a server remembers whom it shows the way to the console.
const REMEMBERED: Duration = Duration::from_secs(60);

/// Must staff sign in with two steps?
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TwoSteps {
    /// Whoever does not finds no console.
    #[default]
    Required,
    /// As they like: for demo logins, which anybody may use, and for tests of something else.
    Optional,
}

/// The pool of `app_admin`. Nothing but [`enter`] hands it out.
struct Desk {
    db: Db,
    two_steps: TwoSteps,
    /// Who is staff, for the link alone.
    known: moka::future::Cache<PersonId, bool>,
}

/// Opens the console on this server; `db` is logged in as `app_admin`. Without it there is none.
pub fn install(services: Services, db: Db, two_steps: TwoSteps) -> Services {
    let known = moka::future::Cache::builder()
        .max_capacity(10_000)
        .time_to_live(REMEMBERED)
        .build();
    services.with(Desk {
        db,
        two_steps,
        known,
    })
}

/// Somebody at the console, for one request.
#[derive(Clone)]
pub struct Console {
    /// The services, with the database as `app_admin`.
    pub services: Services,
    /// Who.
    pub person: PersonId,
    /// What they are.
    pub role: StaffRole,
    address: String,
    user_agent: String,
}

/// A line of the trail, before it is written.
#[derive(Debug, Default)]
pub struct Entry<'a> {
    /// What, as `area.verb`.
    pub action: &'a str,
    /// Of what kind the thing is.
    pub subject_kind: &'a str,
    /// Which thing.
    pub subject: Option<Uuid>,
    /// Why.
    pub reason: &'a str,
    /// Field by field, before and after.
    pub changes: Value,
}

impl<'a> Entry<'a> {
    /// Something about a person.
    pub fn person(action: &'a str, person: PersonId) -> Self {
        Self {
            action,
            subject_kind: "person",
            subject: Some(person.0),
            ..Self::default()
        }
    }

    /// Something about nothing in particular.
    pub fn of(action: &'a str) -> Self {
        Self {
            action,
            ..Self::default()
        }
    }

    /// For this reason.
    #[must_use]
    pub fn because(mut self, reason: &'a str) -> Self {
        self.reason = reason;
        self
    }

    /// With these changes, or these words.
    #[must_use]
    pub fn with(mut self, changes: Value) -> Self {
        self.changes = changes;
        self
    }
}

/// Lets staff in who may do this.
///
/// # Errors
/// `NotFound` to whoever is not staff, whose account may not act, or who does not come with a browser; `Forbidden`
/// to staff of another role; `Conflict` with [`TWO_STEPS_FIRST`] to those who sign in with one step and must not; `Unproved`.
pub async fn enter(
    services: &Services,
    actor: &Actor,
    client: Client<'_>,
    permission: Permission,
) -> Result<Console> {
    let console = step_in(services, actor, client).await?;
    if !console.role.may(permission) {
        return Err(AppError::Forbidden);
    }
    require_two_steps(services, &console).await?;
    require_recent_proof(services, actor)?;
    Ok(console)
}

/// Lets any staff in.
///
/// # Errors
/// As [`enter`].
pub async fn enter_any(services: &Services, actor: &Actor, client: Client<'_>) -> Result<Console> {
    let console = step_in(services, actor, client).await?;
    require_two_steps(services, &console).await?;
    require_recent_proof(services, actor)?;
    Ok(console)
}

/// A passkey alone will not do: beside it the password alone still lets one in.
async fn require_two_steps(services: &Services, console: &Console) -> Result<()> {
    let desk = services.part::<Desk>().ok_or(AppError::NotFound)?;
    if desk.two_steps == TwoSteps::Optional {
        return Ok(());
    }
    let mut tx = console.begin().await?;
    let factors = crate::people::store::factors(&mut tx, console.person).await?;
    tx.commit().await?;
    match factors.two_steps {
        Some(_) => Ok(()),
        None => Err(AppError::conflict(TWO_STEPS_FIRST)),
    }
}

/// Lets any staff in, however long ago they showed who they are: for leaving what they have begun.
pub(crate) async fn step_in(
    services: &Services,
    actor: &Actor,
    client: Client<'_>,
) -> Result<Console> {
    let by_browser = matches!(actor.way_in, WayIn::Session(_));
    if !by_browser || actor.status != Status::Active {
        return Err(AppError::NotFound);
    }
    let desk = services.part::<Desk>().ok_or(AppError::NotFound)?;
    let mut services = services.clone();
    services.db = desk.db.clone();
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let role = store::own_role(&mut tx).await?;
    tx.commit().await?;
    Ok(Console {
        person: actor.person,
        role: role.ok_or(AppError::NotFound)?,
        address: client.address.to_owned(),
        user_agent: client.user_agent.to_owned(),
        services,
    })
}

/// Is this staff? For the link to the console, and remembered for a minute; what the link leads to asks again.
///
/// # Errors
/// `Internal`.
pub async fn is_staff(services: &Services, actor: &Actor) -> Result<bool> {
    let Some(desk) = services.part::<Desk>() else {
        return Ok(false);
    };
    if let Some(known) = desk.known.get(&actor.person).await {
        return Ok(known);
    }
    let mut tx = desk.db.begin(Scope::person(actor.person)).await?;
    let staff = store::own_role(&mut tx).await?.is_some();
    tx.commit().await?;
    desk.known.insert(actor.person, staff).await;
    Ok(staff)
}

impl Console {
    /// A transaction that sees across organisations, for as long as this person is staff.
    ///
    /// # Errors
    /// `Internal`.
    pub async fn begin(&self) -> Result<TenantTx> {
        self.services.db.begin(Scope::person(self.person)).await
    }

    /// Writes a line of the trail, in the transaction of what it tells of.
    ///
    /// # Errors
    /// `Internal`.
    pub async fn note(&self, tx: &mut TenantTx, entry: Entry<'_>) -> Result<()> {
        let changes = match &entry.changes {
            Value::Null => json!({}),
            changes => changes.clone(),
        };
        let event = NewEvent {
            id: self.services.new_id(),
            staff: Some(self.person),
            action: entry.action,
            subject_kind: entry.subject_kind,
            subject: entry.subject,
            reason: entry.reason,
            changes: &changes,
            address: &self.address,
            user_agent: &self.user_agent,
            at: self.services.clock.now(),
        };
        store::append(tx, event).await
    }

    /// Whom a decision is about must be somebody else, and staff are decided over by a platform owner alone.
    ///
    /// # Errors
    /// `Conflict("oneself")`, `Forbidden`.
    pub(crate) async fn may_decide_over(&self, tx: &mut TenantTx, person: PersonId) -> Result<()> {
        if person == self.person {
            return Err(AppError::conflict("oneself"));
        }
        let theirs = store::role_of(tx, person).await?;
        if theirs.is_some() && !self.role.may(Permission::ManageStaff) {
            return Err(AppError::Forbidden);
        }
        Ok(())
    }
}

/// All staff.
///
/// # Errors
/// `Internal`.
pub async fn list(console: &Console) -> Result<Vec<StaffMember>> {
    let mut tx = console.begin().await?;
    let staff = store::all(&mut tx).await?;
    tx.commit().await?;
    Ok(staff)
}

/// Makes somebody staff, changes what they are, or ends it. Nobody does that to themselves.
///
/// # Errors
/// `Invalid`; `Conflict("oneself")`; `Conflict("last_platform_owner")`.
pub async fn grant(console: &Console, form: &GrantForm) -> Result<()> {
    let (email, role, reason) = form.parse()?;
    let console = console.clone();
    let db = console.services.db.clone();
    db.run(async move {
        let mut tx = console.begin().await?;
        let person = store::by_email(&mut tx, email.as_str())
            .await?
            .ok_or_else(|| AppError::invalid("email", "Nobody has an account with this address"))?;
        if person == console.person {
            return Err(AppError::conflict("oneself"));
        }
        let was = store::role_of(&mut tx, person).await?;
        let now = console.services.clock.now();
        match role {
            Some(role) => store::set(&mut tx, person, role, Some(console.person), now).await?,
            None if was.is_none() => {
                return Err(AppError::invalid("email", "They are not staff"));
            }
            None => store::end(&mut tx, person).await?,
        }
        let changes = json!({ "role": [was.map(StaffRole::name), role.map(StaffRole::name)] });
        let entry = Entry::person(action(role), person)
            .because(&reason)
            .with(changes);
        console.note(&mut tx, entry).await?;
        tx.commit().await
    })
    .await
}

fn action(role: Option<StaffRole>) -> &'static str {
    match role {
        Some(_) => "staff.granted",
        None => "staff.ended",
    }
}

/// Makes somebody staff from the command line, or with no role ends it; whoever can log in as the owner of the
/// database may. Returns what they were.
///
/// # Errors
/// `NotFound` if nobody has an account with this address; `Conflict("last_platform_owner")`.
pub async fn set_from_outside(
    owner: &PgPool,
    services: (&dyn kernel::Clock, &dyn kernel::Entropy),
    email: &Email,
    role: Option<StaffRole>,
) -> Result<Option<StaffRole>> {
    let (clock, entropy) = services;
    let mut connection = owner.acquire().await.map_err(internal)?;
    let mut tx = sqlx::Connection::begin(&mut *connection)
        .await
        .map_err(internal)?;
    let person = store::by_email(&mut tx, email.as_str())
        .await?
        .ok_or(AppError::NotFound)?;
    let was = store::role_of(&mut tx, person).await?;
    match role {
        Some(role) => store::set(&mut tx, person, role, None, clock.now()).await?,
        None => store::end(&mut tx, person).await?,
    }
    let changes = json!({ "role": [was.map(StaffRole::name), role.map(StaffRole::name)] });
    let event = NewEvent {
        id: kernel::id::Id::mint(clock, entropy),
        staff: None,
        action: action(role),
        subject_kind: "person",
        subject: Some(person.0),
        reason: "From the command line",
        changes: &changes,
        address: "",
        user_agent: "",
        at: clock.now(),
    };
    store::append(&mut tx, event).await?;
    tx.commit().await.map_err(internal)?;
    Ok(was)
}
