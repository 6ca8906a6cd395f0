//! Who may change how an account stands, and what follows.

use super::model::{Appeal, AppealForm, DeactivateForm, Status};
use super::store;
use crate::model::Actor;
use crate::security::model::SecurityEvent;
use crate::security::service::{Circumstances, security_event};
use crate::service::Client;
use crate::sessions::service::require_recent_proof;
use kernel::id::PersonId;
use kernel::state::State as _;
use kernel::{AppError, Result};
use platform::{Scope, Services, TenantTx};

/// Somebody of the staff who may decide over accounts. Whoever makes one has established that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// Who, for the log.
    pub name: String,
}

/// Deactivates one's own account and signs it out everywhere.
///
/// # Errors
/// `Unproved`, `ReadOnly` for the suspended, `Invalid` unless confirmed.
pub async fn deactivate(
    services: &Services,
    client: Client<'_>,
    actor: &Actor,
    form: &DeactivateForm,
) -> Result<()> {
    require_recent_proof(services, actor)?;
    if actor.status != Status::Active {
        return Err(AppError::ReadOnly);
    }
    if form.confirm != "true" {
        return Err(AppError::invalid("confirm", "Tick this to go on"));
    }
    let change = Change {
        person: actor.person,
        was: Status::Active,
        becomes: Status::Inactive,
        event: SecurityEvent::Deactivated,
        how: Circumstances::of(client),
    };
    change_status(services, change).await
}

/// Makes a deactivated account active again, for somebody who has just shown that it is theirs.
pub(crate) async fn come_back(
    services: &Services,
    client: Client<'_>,
    person: PersonId,
) -> Result<()> {
    let change = Change {
        person,
        was: Status::Inactive,
        becomes: Status::Active,
        event: SecurityEvent::CameBack,
        how: Circumstances::of(client),
    };
    change_status(services, change).await
}

/// Suspends, bans or reinstates an account, in a transaction of staff who may. The person reads the reason. Reinstating grants
/// an open appeal. Returns how the account stood.
///
/// # Errors
/// `NotFound`; `Conflict` if that move is not one from where the account stands.
pub async fn decide_in(
    services: &Services,
    tx: &mut TenantTx,
    operator: &Operator,
    person: PersonId,
    becomes: Status,
    reason: &str,
) -> Result<Status> {
    let was = store::status(tx, person).await?.ok_or(AppError::NotFound)?;
    was.go(becomes)?;
    let event = match (was, becomes) {
        (Status::Suspended | Status::Banned, Status::Active) => SecurityEvent::Reinstated,
        (_, Status::Suspended) => SecurityEvent::Suspended,
        (_, Status::Banned) => SecurityEvent::Banned,
        // Leaving and coming back are the person's own.
        _ => return Err(AppError::conflict("illegal_transition")),
    };
    tracing::info!(by = operator.name, %person, becomes = becomes.name(), "account standing");
    let change = Change {
        person,
        was,
        becomes,
        event,
        how: Circumstances::default().about(reason),
    };
    change_in(services, tx, change).await?;
    Ok(was)
}

/// Turns an appeal down, in a transaction of staff who may. The person reads the answer and may appeal again.
///
/// # Errors
/// `NotFound` if none is open.
pub async fn deny_appeal_in(
    services: &Services,
    tx: &mut TenantTx,
    operator: &Operator,
    person: PersonId,
    answer: &str,
) -> Result<()> {
    tracing::info!(by = operator.name, %person, "appeal denied");
    let now = services.clock.now();
    if !store::decide_appeal(tx, person, false, answer, now).await? {
        return Err(AppError::NotFound);
    }
    let how = Circumstances::default().about(answer);
    security_event(services, tx, person, SecurityEvent::AppealDenied, how).await
}

/// Appeals against one's own suspension.
///
/// # Errors
/// `Invalid`; `Conflict` if not suspended, or if an appeal is waiting already.
pub async fn appeal(services: &Services, actor: &Actor, form: &AppealForm) -> Result<()> {
    let reason = form.parse()?;
    if actor.status != Status::Suspended {
        return Err(AppError::conflict("not_suspended"));
    }
    let (services, person) = (services.clone(), actor.person);
    let db = services.db.clone();
    db.run(async move {
        let scope = Scope::person(person).even_suspended();
        let mut tx = services.db.begin(scope).await?;
        let now = services.clock.now();
        if !store::insert_appeal(&mut tx, services.new_id(), person, &reason, now).await? {
            return Err(AppError::conflict("appeal_waiting"));
        }
        tx.commit().await
    })
    .await
}

/// One's own latest appeal.
///
/// # Errors
/// `Internal`.
pub async fn latest_appeal(services: &Services, actor: &Actor) -> Result<Option<Appeal>> {
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let appeal = store::latest_appeal(&mut tx, actor.person).await?;
    tx.commit().await?;
    Ok(appeal)
}

/// One move of an account and how it came about.
struct Change {
    person: PersonId,
    was: Status,
    becomes: Status,
    event: SecurityEvent,
    how: Circumstances,
}

/// A move that is the person's own.
async fn change_status(services: &Services, change: Change) -> Result<()> {
    let services = services.clone();
    let db = services.db.clone();
    db.run(async move {
        // Whoever comes back is not active yet.
        let scope = Scope::person(change.person).even_suspended();
        let mut tx = services.db.begin(scope).await?;
        change_in(&services, &mut tx, change).await?;
        tx.commit().await
    })
    .await
}

async fn change_in(services: &Services, tx: &mut TenantTx, change: Change) -> Result<()> {
    let Change {
        person,
        was,
        becomes,
        event,
        how,
    } = change;
    if !store::set_status(tx, person, was, becomes).await? {
        return Err(AppError::conflict("stale"));
    }
    if event == SecurityEvent::Reinstated {
        let now = services.clock.now();
        store::decide_appeal(tx, person, true, &how.detail, now).await?;
    }
    security_event(services, tx, person, event, how).await
}
