//! What staff see of organisations, and what they decide.

use super::model::{Act, Filter, Found, PAGE, Record, Standing};
use super::store;
use crate::staff::model::{ActForm, Permission};
use crate::staff::service::{Console, Entry};
use crate::trail::model::{after, cursor};
use identity::organisations::model::RESTORABLE;
use identity::organisations::service::{Change, record};
use kernel::email::Email;
use kernel::id::OrganisationId;
use kernel::page::Page;
use kernel::{AppError, Result};
use platform::TenantTx;
use platform::db::internal;
use platform::mail::{self, Letter};
use serde_json::json;

fn entry<'a>(action: &'a str, id: OrganisationId) -> Entry<'a> {
    Entry {
        action,
        subject_kind: "organisation",
        subject: Some(id.0),
        ..Entry::default()
    }
}

/// A page of organisations, the newest first. An id finds the one it belongs to.
///
/// # Errors
/// `Internal`.
pub async fn search(console: &Console, filter: &Filter) -> Result<Page<Found>> {
    let mut tx = console.begin().await?;
    let rows = match filter.words.parse::<OrganisationId>() {
        Ok(id) => store::one(&mut tx, id).await?.into_iter().collect(),
        Err(_) => {
            let from = after(&filter.after);
            store::page(&mut tx, &filter.words, filter.standing, from, PAGE + 1).await?
        }
    };
    let asked = json!({ "words": filter.words, "standing": filter.standing.map(Standing::name) });
    let searched = Entry::of("organisations.searched").with(asked);
    console.note(&mut tx, searched).await?;
    tx.commit().await?;
    Ok(Page::cut(rows, PAGE, |found| {
        cursor(found.created_at, found.id.0)
    }))
}

/// Everything staff see of an organisation.
///
/// # Errors
/// `NotFound`.
pub async fn one(console: &Console, id: OrganisationId) -> Result<Record> {
    let mut tx = console.begin().await?;
    let record = Record {
        organisation: store::one(&mut tx, id).await?.ok_or(AppError::NotFound)?,
        members: store::members(&mut tx, id).await?,
    };
    console
        .note(&mut tx, entry("organisation.read", id))
        .await?;
    tx.commit().await?;
    Ok(record)
}

/// Does something to an organisation. Its owners are told, with the reason, and it stands in its own trail.
///
/// # Errors
/// `Invalid`; `NotFound`; `Forbidden` without the right; `Conflict` because of how it stands.
pub async fn act(console: &Console, form: &ActForm) -> Result<OrganisationId> {
    let id: OrganisationId = form.id()?;
    let (act, reason) = form.parse(Act::from_name)?;
    if !console.role.may(Permission::DecideOverOrganisations) {
        return Err(AppError::Forbidden);
    }
    let console = console.clone();
    let db = console.services.db.clone();
    db.run(async move {
        let mut tx = console.begin().await?;
        let was = store::one(&mut tx, id).await?.ok_or(AppError::NotFound)?;
        let now = console.services.clock.now();
        let done = match act {
            Act::Suspend => store::set_suspended(&mut tx, id, Some(now)).await?,
            Act::Reinstate => store::set_suspended(&mut tx, id, None).await?,
            Act::Restore => store::restore(&mut tx, id, now - RESTORABLE).await?,
        };
        if !done {
            return Err(AppError::conflict("illegal_transition"));
        }
        let changes = json!({ "standing": [was.standing().name(), act.becomes(&was).name()] });
        let action = trail_name(act);
        let told = Change::organisation(action, id, changes.clone());
        record(&console.services, &mut tx, console.person, id, told).await?;
        tell_owners(&console, &mut tx, &was, act, &reason).await?;
        let noted = entry(action, id).because(&reason).with(changes);
        console.note(&mut tx, noted).await?;
        tx.commit().await?;
        Ok(id)
    })
    .await
}

fn trail_name(act: Act) -> &'static str {
    match act {
        Act::Suspend => "organisation.suspended",
        Act::Reinstate => "organisation.reinstated",
        Act::Restore => "organisation.restored",
    }
}

async fn tell_owners(
    console: &Console,
    tx: &mut TenantTx,
    organisation: &Found,
    act: Act,
    reason: &str,
) -> Result<()> {
    let done = match act {
        Act::Suspend => "was suspended",
        Act::Reinstate => "is open again",
        Act::Restore => "was restored",
    };
    let heading = format!("{} {done}", organisation.name);
    let page = format!("{}/organisation", console.services.public_url);
    let owners = store::members(tx, organisation.id).await?;
    for owner in owners.iter().filter(|member| member.role == "OWNER") {
        let to = Email::parse(&owner.email).map_err(internal)?;
        let letter = Letter::new(&heading, &heading)
            .text(reason)
            .text(act.words().2)
            .button("Look at it", &page)
            .because("You get this mail because you own this organisation.");
        let message = letter.to(&to, "console.organisation");
        mail::send(tx, &console.services, message).await?;
    }
    Ok(())
}
