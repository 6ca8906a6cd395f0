//! Who may get tokens and keys, and whom they speak for.

use super::model::{
    ACCESS_PREFIX, Grant, KEY_PREFIX, KeyForm, KeyRow, NewKey, REFRESH_PREFIX, RevokeKeyForm,
    Tokens,
};
use super::scope::KeyScope;
use super::store::{self, FoundAccess, FoundKey, NewFamily, NewKeyRow, Pair};
use crate::accounts::model::Status;
use crate::factors::service::second_step_of_app;
use crate::model::{Actor, WayIn, parse_name};
use crate::organisations::model::{Kind, Seat};
use crate::organisations::permissions::{Permission, Role};
use crate::organisations::service::{self as organisations, Change};
use crate::secret;
use crate::security::model::SecurityEvent;
use crate::security::service::{Circumstances, security_event};
use crate::service::{Client, authenticate};
use crate::sessions::service::{require_recent_proof, seat};
use kernel::id::{ApiKeyId, OrganisationId, PersonId};
use kernel::state::State as _;
use kernel::{AppError, Result};
use platform::{Scope, Services, TenantTx};
use time::{Duration, OffsetDateTime};

/// An access token ends after this long.
pub const ACCESS_LASTS: Duration = Duration::minutes(15);
/// A refresh token ends when it was not used for this long.
pub const REFRESH_LASTS: Duration = Duration::days(7);
/// However much it is used, a native client signs in again after this long.
pub const FAMILY_LASTS: Duration = Duration::days(90);
/// Keys of one organisation that work at the same time.
pub const KEYS_MAX: i64 = 50;

/// Signs a native client in.
///
/// # Errors
/// `Invalid` in the same words for an unknown address and a wrong password; `RateLimited`;
/// `Conflict("second_factor_required")` if the password was right and the code is missing.
pub async fn grant(services: &Services, client: Client<'_>, grant: &Grant) -> Result<Tokens> {
    let device_name = parse_name(&grant.device_name, 1, 80)
        .map_err(|message| AppError::invalid("device_name", message))?;
    let account = authenticate(services, client, &grant.email, &grant.password).await?;
    if account.status == Status::Inactive {
        let message = "You have deactivated this account. Sign in on the site to come back";
        return Err(AppError::invalid("", message));
    }
    second_step_of_app(services, client, account.id, &grant.code).await?;
    let now = services.clock.now();
    let (tokens, pair) = mint(services, now);
    let new = NewFamily {
        id: services.new_id(),
        person: account.id,
        device_name,
        user_agent: client.user_agent.to_owned(),
        address: client.address.to_owned(),
        at: now,
        until: now + FAMILY_LASTS,
    };
    let how = Circumstances::of(client).about(&new.device_name);
    let services = services.clone();
    let db = services.db.clone();
    db.run(async move {
        let mut tx = services.db.begin(Scope::PUBLIC).await?;
        store::open_family(&mut tx, &new, &pair).await?;
        let what = SecurityEvent::AppSignedIn;
        security_event(&services, &mut tx, new.person, what, how).await?;
        tx.commit().await
    })
    .await?;
    Ok(tokens)
}

/// Uses a refresh token, which works once, for the next pair. If it comes back within ten seconds and
/// nobody has used what it bought, the answer was lost and it buys another pair; if it comes back
/// otherwise, somebody else has it too, and the whole family ends.
///
/// # Errors
/// `Unauthenticated` for a token that is none, has ended or was used; `RateLimited` for one that buys
/// its pair in this very second.
pub async fn refresh(services: &Services, client: Client<'_>, token: &str) -> Result<Tokens> {
    if !secret::is_one(token, REFRESH_PREFIX) {
        return Err(AppError::Unauthenticated);
    }
    let now = services.clock.now();
    let (tokens, pair) = mint(services, now);
    let presented = secret::sha256(token);
    let how = Circumstances::of(client);
    let services = services.clone();
    let db = services.db.clone();
    let outcome = db
        .run(async move {
            let mut tx = services.db.begin(Scope::PUBLIC).await?;
            let done = store::refresh(&mut tx, &presented, &pair, &how.address, now).await?;
            if let ("REUSED", Some(person)) = (done.outcome.as_str(), done.person_id) {
                let how = how.about(&done.device_name.unwrap_or_default());
                let what = SecurityEvent::TokenReused;
                security_event(&services, &mut tx, person, what, how).await?;
            }
            tx.commit().await?;
            Ok(done.outcome)
        })
        .await?;
    match outcome.as_str() {
        "ROTATED" | "REISSUED" => Ok(tokens),
        "BUSY" => Err(AppError::RateLimited { retry_after_s: 1 }),
        _ => Err(AppError::Unauthenticated),
    }
}

/// A fresh pair, and what is stored of it.
fn mint(services: &Services, now: OffsetDateTime) -> (Tokens, Pair) {
    let access_token = secret::mint(&*services.entropy, ACCESS_PREFIX);
    let refresh_token = secret::mint(&*services.entropy, REFRESH_PREFIX);
    let pair = Pair {
        refresh_sha256: secret::sha256(&refresh_token),
        access_sha256: secret::sha256(&access_token),
        refresh_until: now + REFRESH_LASTS,
        access_until: now + ACCESS_LASTS,
    };
    let tokens = Tokens {
        access_token,
        token_type: "Bearer",
        expires_in_s: ACCESS_LASTS.whole_seconds(),
        refresh_token,
        refresh_expires_in_s: REFRESH_LASTS.whole_seconds(),
    };
    (tokens, pair)
}

/// Ends a native client's sign-in by either of its tokens. Whether there was one is not told.
///
/// # Errors
/// `Internal`.
pub async fn revoke(services: &Services, token: &str) -> Result<()> {
    store::end_family_of(services.db.pool(), &secret::sha256(token)).await
}

/// Who calls the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// A person, who may do what their role permits.
    Person(Actor),
    /// A machine, which may do what its key's scopes permit.
    Machine(Machine),
}

/// A machine with a key. It becomes an [`Actor`] only for one scope at a time, so that nothing can be
/// done in its name that did not ask for the scope first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Its key.
    pub key: ApiKeyId,
    /// The organisation it acts for.
    pub organisation: OrganisationId,
    /// The organisation's name.
    pub organisation_name: String,
    /// What it may do.
    pub scopes: Vec<KeyScope>,
    slug: String,
    kind: Kind,
    suspended: bool,
    maker: PersonId,
    maker_name: String,
    maker_email: String,
}

impl Caller {
    /// The actor of an endpoint that is about this scope. A person's role is asked by the service; a
    /// machine's key must have the scope, and its actor can do what that scope permits and no more.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn acting(&self, scope: KeyScope) -> Result<Actor> {
        match self {
            Self::Person(actor) => Ok(actor.clone()),
            Self::Machine(machine) if machine.scopes.contains(&scope) => Ok(machine.acting(scope)),
            Self::Machine(_) => Err(AppError::Forbidden),
        }
    }

    /// The person, where no machine has any business.
    pub fn person(&self) -> Option<&Actor> {
        match self {
            Self::Person(actor) => Some(actor),
            Self::Machine(_) => None,
        }
    }
}

impl Machine {
    /// Who made its key, in whose name it acts.
    pub fn maker(&self) -> PersonId {
        self.maker
    }

    fn acting(&self, scope: KeyScope) -> Actor {
        Actor {
            person: self.maker,
            name: self.maker_name.clone(),
            email: self.maker_email.clone(),
            way_in: WayIn::Key(self.key, vec![scope]),
            proved_at: None,
            status: Status::Active,
            seat: Some(Seat {
                organisation: self.organisation,
                name: self.organisation_name.clone(),
                slug: self.slug.clone(),
                kind: self.kind,
                logo: None,
                suspended: self.suspended,
                // The scope decides; to whoever asks for the role alone a machine is the least of all.
                role: Role::Viewer,
            }),
        }
    }
}

/// Whom what stands behind `Authorization: Bearer` speaks for; `None` if for nobody, or no longer.
///
/// # Errors
/// `Internal`.
pub async fn caller(
    services: &Services,
    client: Client<'_>,
    bearer: &str,
) -> Result<Option<Caller>> {
    let (pool, now) = (services.db.pool(), services.clock.now());
    let minute_ago = now - Duration::minutes(1);
    if secret::is_one(bearer, ACCESS_PREFIX) {
        let Some(found) = store::access(pool, &secret::sha256(bearer), now).await? else {
            return Ok(None);
        };
        if found.last_seen_at < minute_ago {
            store::see_family(pool, found.family_id, now, client.address).await?;
        }
        return Ok(person_of(found).map(Caller::Person));
    }
    if secret::is_one(bearer, KEY_PREFIX) {
        let Some(found) = store::key(pool, &secret::sha256(bearer), now).await? else {
            return Ok(None);
        };
        if found.last_used_at.is_none_or(|at| at < minute_ago) {
            store::see_key(pool, found.key_id, now).await?;
        }
        return Ok(machine_of(found).map(Caller::Machine));
    }
    Ok(None)
}

fn person_of(found: FoundAccess) -> Option<Actor> {
    let seat = seat(
        found.organisation_id,
        found.organisation_name,
        found.organisation_slug,
        found.organisation_kind.as_deref(),
        found.suspended,
        found.role.as_deref(),
    );
    Some(Actor {
        person: found.account_id,
        name: found.display_name,
        email: found.email,
        way_in: WayIn::Token(found.family_id),
        proved_at: Some(found.proved_at),
        status: Status::from_name(&found.status)?,
        seat,
    })
}

fn machine_of(found: FoundKey) -> Option<Machine> {
    Some(Machine {
        key: found.key_id,
        organisation: found.organisation_id,
        organisation_name: found.organisation_name,
        scopes: store::scopes(&found.scopes),
        slug: found.organisation_slug,
        kind: Kind::from_name(&found.organisation_kind)?,
        suspended: found.suspended,
        maker: found.account_id,
        maker_name: found.display_name,
        maker_email: found.email,
    })
}

/// Keys of the organisation one manages, the newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn keys(services: &Services, actor: &Actor) -> Result<Vec<KeyRow>> {
    let organisation = actor
        .seat_with(Permission::ManageOrganisation)?
        .organisation;
    let scope = Scope::tenant(organisation, actor.person);
    let mut tx = services.db.begin(scope).await?;
    let keys = store::keys(&mut tx, organisation).await?;
    tx.commit().await?;
    Ok(keys)
}

/// Makes a key for the organisation one manages and returns it; it cannot be shown again.
///
/// # Errors
/// `Forbidden`, `Unproved`, `Invalid`, `Conflict("limit")`.
pub async fn make_key(
    services: &Services,
    client: Client<'_>,
    actor: &Actor,
    form: &KeyForm,
) -> Result<String> {
    let organisation = actor
        .seat_with(Permission::ManageOrganisation)?
        .organisation;
    require_recent_proof(services, actor)?;
    let new = form.parse()?;
    let (services, person) = (services.clone(), actor.person);
    let how = Circumstances::of(client).about(&new.name);
    let db = services.db.clone();
    db.run(async move {
        let scope = Scope::tenant(organisation, person);
        let mut tx = services.db.begin(scope).await?;
        if store::live_keys(&mut tx, organisation, services.clock.now()).await? >= KEYS_MAX {
            return Err(AppError::conflict("limit"));
        }
        let key = insert_key(&services, &mut tx, organisation, person, &new).await?;
        security_event(&services, &mut tx, person, SecurityEvent::KeyMade, how).await?;
        tx.commit().await?;
        Ok(key)
    })
    .await
}

async fn insert_key(
    services: &Services,
    tx: &mut TenantTx,
    organisation: OrganisationId,
    person: PersonId,
    new: &NewKey,
) -> Result<String> {
    let key = secret::mint(&*services.entropy, KEY_PREFIX);
    let now = services.clock.now();
    let row = NewKeyRow {
        id: services.new_id(),
        organisation,
        name: &new.name,
        hint: key.get(..12).unwrap_or_default(),
        token_sha256: &secret::sha256(&key),
        scopes: &new.scopes,
        made_by: person,
        at: now,
        until: now + Duration::days(i64::from(new.days)),
    };
    let id = row.id;
    store::insert_key(tx, row).await?;
    record(services, tx, organisation, person, "api_key.made", id).await?;
    Ok(key)
}

/// Revokes a key of the organisation one manages; it is refused at its next request.
///
/// # Errors
/// `Forbidden`; `NotFound` if there is no such key, or not any more.
pub async fn revoke_key(
    services: &Services,
    client: Client<'_>,
    actor: &Actor,
    form: &RevokeKeyForm,
) -> Result<()> {
    let organisation = actor
        .seat_with(Permission::ManageOrganisation)?
        .organisation;
    let id: ApiKeyId = form.id.parse().map_err(|_| AppError::NotFound)?;
    let (services, person) = (services.clone(), actor.person);
    let how = Circumstances::of(client);
    let db = services.db.clone();
    db.run(async move {
        let scope = Scope::tenant(organisation, person);
        let mut tx = services.db.begin(scope).await?;
        let now = services.clock.now();
        let name = store::revoke_key(&mut tx, organisation, id, person, now).await?;
        let how = how.about(&name.ok_or(AppError::NotFound)?);
        record(
            &services,
            &mut tx,
            organisation,
            person,
            "api_key.revoked",
            id,
        )
        .await?;
        security_event(&services, &mut tx, person, SecurityEvent::KeyRevoked, how).await?;
        tx.commit().await
    })
    .await
}

/// Writes into the organisation's trail what happened to a key.
async fn record(
    services: &Services,
    tx: &mut TenantTx,
    tenant: OrganisationId,
    actor: PersonId,
    action: &'static str,
    key: ApiKeyId,
) -> Result<()> {
    let change = Change::of(action, "api_key", key.0, serde_json::json!({}));
    organisations::record(services, tx, actor, tenant, change).await
}
