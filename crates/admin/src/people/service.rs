//! What staff see of people, and what they decide.

use super::model::{Act, Filter, Found, Identified, PAGE, Record, Waiting, standing};
use super::store;
use crate::staff::model::ActForm;
use crate::staff::service::{Console, Entry};
use crate::staff::store::role_of;
use crate::trail::model::{after, cursor};
use identity::accounts::service::{Operator, decide_in, deny_appeal_in};
use identity::factors::service::reset_in;
use identity::security::model::SecurityEvent;
use identity::security::service::{Circumstances, security_event};
use identity::sessions::service::SESSION_IDLES;
use kernel::id::PersonId;
use kernel::page::Page;
use kernel::state::State as _;
use kernel::{AppError, Result};
use platform::TenantTx;
use serde_json::{Value, json};

/// Lines of somebody's security activity that staff see at once.
const EVENTS: i64 = 50;

/// A page of people, the newest first. An id finds the one it belongs to.
///
/// # Errors
/// `Internal`.
pub async fn search(console: &Console, filter: &Filter) -> Result<Page<Found>> {
    let mut tx = console.begin().await?;
    let rows = match filter.words.parse::<PersonId>() {
        Ok(id) => store::one(&mut tx, id).await?.into_iter().collect(),
        Err(_) => {
            let after = after(&filter.after);
            store::page(&mut tx, &filter.words, filter.standing, after, PAGE + 1).await?
        }
    };
    let asked = json!({ "words": filter.words, "standing": filter.standing.map(standing) });
    let entry = Entry::of("people.searched").with(asked);
    console.note(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(Page::cut(rows, PAGE, |found| {
        cursor(found.created_at, found.id.0)
    }))
}

/// A page of appeals that wait, the longest waiting first.
///
/// # Errors
/// `Internal`.
pub async fn appeals(console: &Console, from: &str) -> Result<Page<Waiting>> {
    let mut tx = console.begin().await?;
    let rows = store::waiting(&mut tx, after(from), PAGE + 1).await?;
    console.note(&mut tx, Entry::of("appeals.listed")).await?;
    tx.commit().await?;
    Ok(Page::cut(rows, PAGE, |one| cursor(one.created_at, one.id)))
}

/// Everything staff see of somebody.
///
/// # Errors
/// `NotFound`.
pub async fn record(console: &Console, id: PersonId) -> Result<Record> {
    let mut tx = console.begin().await?;
    let record = read(console, &mut tx, id).await?;
    let entry = Entry::person("person.read", id);
    console.note(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(record)
}

/// Who somebody is; that alone is not noted.
///
/// # Errors
/// `NotFound`.
pub async fn name(console: &Console, id: PersonId) -> Result<Found> {
    let mut tx = console.begin().await?;
    let found = store::one(&mut tx, id).await?;
    tx.commit().await?;
    found.ok_or(AppError::NotFound)
}

async fn read(console: &Console, tx: &mut TenantTx, id: PersonId) -> Result<Record> {
    let now = console.services.clock.now();
    Ok(Record {
        person: store::one(tx, id).await?.ok_or(AppError::NotFound)?,
        staff: role_of(tx, id).await?,
        factors: store::factors(tx, id).await?,
        devices: store::devices(tx, id, now, now - SESSION_IDLES).await?,
        seats: store::seats(tx, id).await?,
        events: store::events(tx, id, EVENTS).await?,
        appeals: store::appeals(tx, id).await?,
    })
}

/// Does something to somebody's account. They are told, with the reason.
///
/// # Errors
/// `Invalid`; `NotFound`; `Forbidden` without the right, or over staff; `Conflict("oneself")`, or because of how the account stands.
pub async fn act(console: &Console, form: &ActForm) -> Result<PersonId> {
    let id: PersonId = form.id()?;
    let (act, reason) = form.parse(Act::from_name)?;
    if !console.role.may(act.permission()) {
        return Err(AppError::Forbidden);
    }
    let identified = identified(act, form)?;
    let console = console.clone();
    let db = console.services.db.clone();
    db.run(async move {
        let mut tx = console.begin().await?;
        store::one(&mut tx, id).await?.ok_or(AppError::NotFound)?;
        console.may_decide_over(&mut tx, id).await?;
        let changes = match identified {
            Some(way) => reset_factors(&console, &mut tx, id, way, &reason).await?,
            None => carry_out(&console, &mut tx, id, act, &reason).await?,
        };
        let action = format!("person.{}", act.words().0.to_lowercase());
        let entry = Entry::person(&action, id).because(&reason).with(changes);
        console.note(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(id)
    })
    .await
}

/// How staff made sure who asks: told for what lets somebody in by less than before, and for nothing else.
fn identified(act: Act, form: &ActForm) -> Result<Option<Identified>> {
    if act != Act::ResetFactors {
        return Ok(None);
    }
    match Identified::from_name(&form.identified) {
        Some(way) => Ok(Some(way)),
        None => Err(AppError::invalid(
            "identified",
            "Say how you made sure that it is them who ask",
        )),
    }
}

/// Returns what changed, before and after, and how it was made sure who asks, which the person is told too.
async fn reset_factors(
    console: &Console,
    tx: &mut TenantTx,
    id: PersonId,
    way: Identified,
    reason: &str,
) -> Result<Value> {
    if way == Identified::Vouched && !store::has_owner_beside(tx, id).await? {
        let message = "They belong to no organisation with another owner who could vouch for them";
        return Err(AppError::invalid("identified", message));
    }
    let operator = Operator {
        name: console.person.to_string(),
    };
    let had = store::factors(tx, id).await?;
    let (name, _, _, told) = way.words();
    let told = format!("{told} The reason: {reason}");
    reset_in(&console.services, tx, &operator, id, &told).await?;
    let two_steps = if had.two_steps.is_some() { "on" } else { "off" };
    Ok(
        json!({ "two_steps": [two_steps, "off"], "passkeys": [had.passkeys, 0], "identified": name }),
    )
}

/// Returns what changed, before and after.
async fn carry_out(
    console: &Console,
    tx: &mut TenantTx,
    id: PersonId,
    act: Act,
    reason: &str,
) -> Result<Value> {
    let services = &console.services;
    let operator = Operator {
        name: console.person.to_string(),
    };
    if let Some(becomes) = act.becomes() {
        let was = decide_in(services, tx, &operator, id, becomes, reason).await?;
        return Ok(json!({ "status": [was.name(), becomes.name()] }));
    }
    if act == Act::DenyAppeal {
        deny_appeal_in(services, tx, &operator, id, reason).await?;
        return Ok(json!({ "appeal": ["waiting", "denied"] }));
    }
    let now = services.clock.now();
    let devices = store::devices(tx, id, now, now - SESSION_IDLES).await?;
    let how = Circumstances::default().about(reason);
    security_event(services, tx, id, SecurityEvent::SignedOutByStaff, how).await?;
    Ok(json!({ "devices": [devices.len(), 0] }))
}
