//! Who may look as whom, and until when.

use super::model::{ASKED_LASTS, AnswerForm, AskForm, Looking, Visit};
use super::store::{self, FoundVisit, Leave, Look};
use crate::staff::service::{Console, Entry};
use identity::accounts::model::Status;
use identity::secret;
use identity::security::model::SecurityEvent;
use identity::security::service::{Circumstances, security_event};
use identity::service::Client;
use identity::sessions::service::{require_recent_proof, seat};
use identity::trail::service::{Change, record};
use identity::{Actor, WayIn};
use kernel::id::{EntryId, OrganisationId, PersonId};
use kernel::{AppError, Result};
use platform::{Scope, Services};
use serde_json::json;
use uuid::Uuid;

/// Visits on a person's page.
const SHOWN: i64 = 20;
/// As much of a path as both trails keep.
const PATH_MOST: usize = 200;

/// Asks somebody whether one may look at Kinwork as they see it. They are told by mail.
///
/// # Errors
/// `Invalid`; `NotFound`; `Conflict("oneself")`; `Forbidden` over staff, whoever asks.
pub async fn ask(console: &Console, form: &AskForm) -> Result<PersonId> {
    let (person, reason) = form.parse()?;
    let console = console.clone();
    let db = console.services.db.clone();
    db.run(async move {
        let mut tx = console.begin().await?;
        console.may_decide_over(&mut tx, person).await?;
        if crate::staff::store::role_of(&mut tx, person)
            .await?
            .is_some()
        {
            return Err(AppError::Forbidden);
        }
        crate::people::store::one(&mut tx, person)
            .await?
            .filter(|found| found.status == Status::Active)
            .ok_or(AppError::NotFound)?;
        let services = &console.services;
        let now = services.clock.now();
        store::end_asked(&mut tx, person, console.person, now).await?;
        let id = services.new_id::<EntryId>().0;
        store::ask(&mut tx, id, person, console.person, &reason, now).await?;
        let how = Circumstances::default().about(&reason);
        security_event(services, &mut tx, person, SecurityEvent::StaffAsked, how).await?;
        let entry = Entry::person("visit.asked", person).because(&reason);
        console.note(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(person)
    })
    .await
}

/// The latest visit one asked of somebody.
///
/// # Errors
/// `Internal`.
pub async fn latest(console: &Console, person: PersonId) -> Result<Option<Visit>> {
    let mut tx = console.begin().await?;
    let visits = store::of_person(&mut tx, person, Some(console.person), 1).await?;
    tx.commit().await?;
    Ok(visits.into_iter().next())
}

/// Begins a visit that is allowed, in this session of staff; returns the token that the browser shows from then on.
///
/// # Errors
/// `NotFound` if it is not, or not any more.
pub async fn start(console: &Console, session: Uuid, form: &AnswerForm) -> Result<String> {
    let id = form.id()?;
    let console = console.clone();
    let db = console.services.db.clone();
    db.run(async move {
        let token = secret::mint(&*console.services.entropy, "");
        let now = console.services.clock.now();
        let mut tx = console.begin().await?;
        let person = store::start(&mut tx, id, &secret::sha256(&token), session, now)
            .await?
            .ok_or(AppError::NotFound)?;
        console
            .note(&mut tx, Entry::person("visit.started", person))
            .await?;
        tx.commit().await?;
        Ok(token)
    })
    .await
}

/// Ends a visit of one's own, as staff.
///
/// # Errors
/// `NotFound` if it is over.
pub async fn end(console: &Console, form: &AnswerForm) -> Result<PersonId> {
    let id = form.id()?;
    let console = console.clone();
    let db = console.services.db.clone();
    db.run(async move {
        let services = &console.services;
        let mut tx = console.begin().await?;
        let person = store::end(&mut tx, id, services.clock.now())
            .await?
            .ok_or(AppError::NotFound)?;
        let (what, how) = (SecurityEvent::StaffLookEnded, Circumstances::default());
        security_event(services, &mut tx, person, what, how).await?;
        console
            .note(&mut tx, Entry::person("visit.ended", person))
            .await?;
        tx.commit().await?;
        Ok(person)
    })
    .await
}

/// As whom the holder of a token looks; `None` if it opens nothing, or nothing any more. The request is noted in both trails
/// before it is answered, or, if it is refused, in that of the console.
///
/// # Errors
/// `Internal`: what cannot be noted is not shown.
pub async fn look(
    services: &Services,
    client: Client<'_>,
    staff: &Actor,
    token: &str,
    (path, shown): (&str, bool),
) -> Result<Option<Looking>> {
    let WayIn::Session(session) = &staff.way_in else {
        return Ok(None);
    };
    if !secret::is_one(token, "") {
        return Ok(None);
    }
    let path: String = path.chars().take(PATH_MOST).collect();
    let look = Look {
        token_sha256: &secret::sha256(token),
        staff: staff.person,
        session: session.0,
        event: services.new_id(),
        line: services.new_id(),
        path: &path,
        shown,
        address: client.address,
        user_agent: client.user_agent,
        at: services.clock.now(),
    };
    Ok(store::look(services.db.pool(), look).await?.map(read))
}

/// The actor of a visit has the person's rights to see, in the one organisation they let staff see, and no proof: what asks
/// for one stays shut.
fn read(found: FoundVisit) -> Looking {
    Looking {
        visit: found.visit_id,
        until: found.allowed_until,
        actor: Actor {
            seat: seat(
                found.organisation_id,
                found.organisation_name,
                found.organisation_slug,
                found.organisation_kind.as_deref(),
                found.suspended,
                found.role.as_deref(),
            ),
            person: found.account_id,
            name: found.display_name,
            email: found.email,
            way_in: WayIn::Visit(found.visit_id),
            proved_at: None,
            status: Status::Active,
        },
    }
}

/// Who asked to look as oneself, the latest first.
///
/// # Errors
/// `Internal`.
pub async fn mine(services: &Services, actor: &Actor) -> Result<Vec<Visit>> {
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let visits = store::of_person(&mut tx, actor.person, None, SHOWN).await?;
    tx.commit().await?;
    Ok(visits)
}

/// Allows a visit that was asked for: to what is one's own, and to the organisation one acts for if the form says so, which
/// its trail tells.
///
/// # Errors
/// `Unproved`; `Forbidden` but in a browser; `Invalid`; `NotFound` if it is not one's own, was answered or is too old, or for
/// an organisation one does not act for.
pub async fn allow(
    services: &Services,
    client: Client<'_>,
    actor: &Actor,
    form: &AnswerForm,
) -> Result<()> {
    if !matches!(actor.way_in, WayIn::Session(_)) {
        return Err(AppError::Forbidden);
    }
    require_recent_proof(services, actor)?;
    let (id, how_long) = (form.id()?, form.how_long()?);
    let organisation = consented(actor, form)?;
    let (services, person) = (services.clone(), actor.person);
    let how = Circumstances::of(client);
    let db = services.db.clone();
    db.run(async move {
        let at = services.clock.now();
        let scope = organisation.map_or(Scope::person(person), |id| Scope::tenant(id, person));
        let mut tx = services.db.begin(scope).await?;
        let leave = Leave {
            at,
            until: at + how_long,
            organisation,
        };
        if !store::allow(&mut tx, id, at - ASKED_LASTS, leave).await? {
            return Err(AppError::NotFound);
        }
        let minutes = how_long.whole_minutes();
        if let Some(id) = organisation {
            let changes = json!({ "minutes": [null, minutes] });
            let change = Change::organisation("organisation.visit_allowed", id, changes);
            record(&services, &mut tx, person, id, change).await?;
        }
        let how = how.about(&format!("for {minutes} minutes"));
        security_event(&services, &mut tx, person, SecurityEvent::StaffAllowed, how).await?;
        tx.commit().await
    })
    .await
}

/// The organisation that is to be seen too: none, or the one acted for.
fn consented(actor: &Actor, form: &AnswerForm) -> Result<Option<OrganisationId>> {
    let acting = actor.seat.as_ref().map(|seat| seat.organisation);
    match form.organisation()? {
        None => Ok(None),
        wanted if wanted == acting => Ok(wanted),
        Some(_) => Err(AppError::NotFound),
    }
}

/// Refuses a visit to oneself, or ends it at once.
///
/// # Errors
/// `NotFound` if it is not one's own, or over.
pub async fn refuse(
    services: &Services,
    client: Client<'_>,
    actor: &Actor,
    form: &AnswerForm,
) -> Result<()> {
    let id = form.id()?;
    let (services, person) = (services.clone(), actor.person);
    let how = Circumstances::of(client);
    let db = services.db.clone();
    db.run(async move {
        let scope = Scope::person(person).even_suspended();
        let mut tx = services.db.begin(scope).await?;
        store::end(&mut tx, id, services.clock.now())
            .await?
            .ok_or(AppError::NotFound)?;
        let what = SecurityEvent::StaffLookEnded;
        security_event(&services, &mut tx, person, what, how).await?;
        tx.commit().await
    })
    .await
}
