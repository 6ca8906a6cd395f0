//! What a person may ask about their own data. Each of it works for the suspended too: it is their right.

use super::model::{
    AskForm, Consent, ConsentForm, Copy, EraseForm, Erasure, Purpose, SECOND_THOUGHTS,
};
use super::store;
use crate::model::Actor;
use crate::sessions::service::require_recent_proof;
use kernel::email::Email;
use kernel::id::{EntryId, PersonId};
use kernel::{AppError, Result};
use platform::files::{self, Chunks, File};
use platform::jobs::{self, NewJob};
use platform::mail::{self, Letter};
use platform::{Scope, Services, TenantTx};
use serde_json::json;
use uuid::Uuid;

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// What was agreed to.
    pub consents: Vec<Consent>,
    /// The latest copy.
    pub copy: Option<Copy>,
    /// The erasure that is under way.
    pub erasure: Option<Erasure>,
}

/// How everything stands with somebody.
///
/// # Errors
/// `Internal`.
pub async fn overview(services: &Services, actor: &Actor) -> Result<Overview> {
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let overview = Overview {
        consents: store::consents(&mut tx, actor.person).await?,
        copy: store::copy(&mut tx, actor.person, services.clock.now()).await?,
        erasure: store::erasure(&mut tx, actor.person).await?,
    };
    tx.commit().await?;
    Ok(overview)
}

/// Gives or withdraws a consent.
///
/// # Errors
/// `NotFound`; `Conflict("needed")`.
pub async fn say(services: &Services, actor: &Actor, form: &ConsentForm) -> Result<()> {
    let (purpose, given) = form.parse()?;
    let (owned, person) = (services.clone(), actor.person);
    services
        .db
        .run(async move {
            let scope = Scope::person(person).even_suspended();
            let mut tx = owned.db.begin(scope).await?;
            note_in_tx(&owned, &mut tx, person, purpose, given).await?;
            tx.commit().await
        })
        .await
}

/// Notes what somebody has just agreed to, or no longer agrees to, on whichever page: nothing if that is how it stands.
///
/// # Errors
/// `Internal`.
pub async fn note_in_tx(
    services: &Services,
    tx: &mut TenantTx,
    person: PersonId,
    purpose: Purpose,
    given: bool,
) -> Result<()> {
    let stands = store::consents(tx, person)
        .await?
        .into_iter()
        .find(|one| one.purpose == purpose)
        .unwrap_or(Consent::unsaid(purpose));
    let as_it_is = stands.said.is_some() && stands.given == given && !stands.is_old();
    if as_it_is {
        return Ok(());
    }
    let now = services.clock.now();
    store::say(tx, services.new_id(), person, purpose, given, now).await
}

/// Asks for a copy of everything; asked for while it is being packed, it is that one.
///
/// # Errors
/// `Unproved`.
pub async fn ask_copy(services: &Services, actor: &Actor, _: &AskForm) -> Result<()> {
    require_recent_proof(services, actor)?;
    let (owned, person) = (services.clone(), actor.person);
    services
        .db
        .run(async move {
            let scope = Scope::person(person).even_suspended();
            let mut tx = owned.db.begin(scope).await?;
            let (id, now) = (owned.new_id::<EntryId>().0, owned.clock.now());
            if store::ask_copy(&mut tx, id, person, now).await? {
                let job = NewJob::new("privacy.export", json!({ "copy": id }));
                let job = job.scope(Scope::person(person));
                jobs::enqueue(&mut tx, &owned, job).await?;
            }
            tx.commit().await
        })
        .await
}

/// The archive, to be read bit by bit: it may be as large as all that somebody keeps here.
///
/// # Errors
/// `Unproved`; `NotFound` if it is another's, or its week is over.
pub async fn fetch_copy(services: &Services, actor: &Actor, id: Uuid) -> Result<(File, Chunks)> {
    require_recent_proof(services, actor)?;
    let scope = Scope::person(actor.person);
    let mut tx = services.db.begin(scope).await?;
    let file = store::copy_file(&mut tx, actor.person, id, services.clock.now()).await?;
    let file = files::find(&mut tx, file.ok_or(AppError::NotFound)?).await?;
    tx.commit().await?;
    let chunks = files::stream(services, &file).await?;
    Ok((file, chunks))
}

/// Asks to be erased, in a week or at once.
///
/// # Errors
/// `Unproved`; `Invalid` unless the address was typed, and with the organisations that would have no owner.
pub async fn ask_erasure(services: &Services, actor: &Actor, form: &EraseForm) -> Result<()> {
    require_recent_proof(services, actor)?;
    if form.confirm.trim().to_lowercase() != actor.email {
        return Err(AppError::invalid(
            "confirm",
            format!("Type {} to confirm", actor.email),
        ));
    }
    let now = services.clock.now();
    let at_once = form.at_once == "true";
    let erasure = Erasure {
        id: services.new_id::<EntryId>().0,
        due_at: if at_once { now } else { now + SECOND_THOUGHTS },
    };
    let to = Email::parse(&actor.email).map_err(platform::db::internal)?;
    let (owned, person) = (services.clone(), actor.person);
    services
        .db
        .run(async move {
            let scope = Scope::person(person).even_suspended();
            let mut tx = owned.db.begin(scope).await?;
            let owned_alone = store::sole_owner(&mut tx).await?;
            if !owned_alone.is_empty() {
                return Err(AppError::invalid("", hand_over(&owned_alone)));
            }
            if !store::ask_erasure(&mut tx, erasure, person, now).await? {
                // Asked for already; only to have it done at once is something new.
                let asked = store::erasure(&mut tx, person).await?.filter(|_| at_once);
                let Some(asked) = asked else { return Ok(()) };
                store::postpone(&mut tx, asked.id, now).await?;
                enqueue(
                    &owned,
                    &mut tx,
                    person,
                    Erasure {
                        due_at: now,
                        ..asked
                    },
                )
                .await?;
                return tx.commit().await;
            }
            enqueue(&owned, &mut tx, person, erasure).await?;
            if !at_once {
                let letter = notice(&owned, erasure).to(&to, "privacy.erasure");
                mail::send(&mut tx, &owned, letter).await?;
            }
            tx.commit().await
        })
        .await
}

pub(super) async fn enqueue(
    services: &Services,
    tx: &mut TenantTx,
    person: PersonId,
    erasure: Erasure,
) -> Result<()> {
    let job = NewJob::new("privacy.erase", json!({ "erasure": erasure.id }));
    let job = job.scope(Scope::person(person)).at(erasure.due_at);
    jobs::enqueue(tx, services, job).await?;
    Ok(())
}

/// What to do first.
pub(super) fn hand_over(organisations: &[String]) -> String {
    format!(
        "You are the only owner of {}. Make somebody else an owner, or delete it, first",
        organisations.join(" and ")
    )
}

fn notice(services: &Services, erasure: Erasure) -> Letter {
    let day = ui::format::date_long(erasure.due_at.date());
    Letter::new("You will be erased from Kinwork", "You asked to be erased")
        .text(format!(
            "On {day} your account and everything about you goes for good. Until then you can change your mind."
        ))
        .text("Was it not you? Keep your account, sign out all other devices and change your password.")
        .button("Keep my account", format!("{}/privacy", services.public_url))
        .because("You get this mail because somebody signed in as you asked for it.")
}

/// Keeps the account after all.
///
/// # Errors
/// `NotFound` if nothing can be undone any more.
pub async fn undo_erasure(services: &Services, actor: &Actor, _: &AskForm) -> Result<()> {
    let (owned, person) = (services.clone(), actor.person);
    services
        .db
        .run(async move {
            let scope = Scope::person(person).even_suspended();
            let mut tx = owned.db.begin(scope).await?;
            let now = owned.clock.now();
            if !store::undo_erasure(&mut tx, person, now).await? {
                return Err(AppError::NotFound);
            }
            tx.commit().await
        })
        .await
}
