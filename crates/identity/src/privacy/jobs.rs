//! What privacy does in the background: packing copies, erasing, throwing away what is old.

use super::model::{COPY_LASTS, Erasure};
use super::pack::Pack;
use super::{retention, service, store};
use crate::organisations;
use crate::security;
use futures::TryStreamExt as _;
use kernel::email::Email;
use kernel::id::{EntryId, PersonId};
use platform::files::{self, Owner, Purpose, Writing};
use platform::jobs::{Cadence, Completed, Handlers, JobError, Running};
use platform::mail::{self, Letter};
use platform::subjects::{Export, Subject};
use platform::{Services, TenantTx, events, subjects};
use serde::Deserialize;
use time::macros::time;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// A line of the live events: a copy is ready.
pub const READY: &str = "privacy.copy_ready";

/// Adds the kinds of this part.
pub fn handlers(handlers: Handlers) -> Handlers {
    handlers
        .on("privacy.export", pack)
        .on("privacy.erase", erase)
        .on("privacy.retention", retention::apply)
        .every("privacy.retention", Cadence::Daily(time!(03:45)))
}

#[derive(Deserialize)]
struct PackOne {
    copy: Uuid,
}

#[derive(Deserialize)]
struct EraseOne {
    erasure: Uuid,
}

fn person(job: &Running) -> Result<PersonId, JobError> {
    let person = job.scope().person;
    person.ok_or_else(|| JobError::GiveUp("for nobody".to_owned()))
}

/// Packs everything about a person, table by table and file by file, and tells them. What is packed is encrypted and written
/// at once: however much it is, it takes little memory.
async fn pack(job: Running) -> Result<Completed, JobError> {
    let PackOne { copy } = job.payload()?;
    let (services, person) = (&job.services, person(&job)?);
    let mut writing = Writing::begin(services, Purpose::Export, "kinwork-data.zip").await?;
    let email = match packed(&job, person, copy, &mut writing).await {
        Ok(Some(email)) => email,
        Ok(None) => {
            // Erased meanwhile: nobody waits for it.
            writing.give_up().await;
            let tx = job.begin().await?;
            return job.complete(tx).await;
        }
        Err(error) => {
            writing.give_up().await;
            return Err(error);
        }
    };
    let stored = writing.finish().await?;
    let now = services.clock.now();
    let mut tx = job.begin().await?;
    let file = files::record(services, &mut tx, &stored, Owner::Person(person)).await?;
    if store::copy_is_ready(&mut tx, copy, file, now, now + COPY_LASTS).await? {
        let to = Email::parse(&email).map_err(platform::db::internal)?;
        let letter = told(services, now + COPY_LASTS).to(&to, "privacy.copy");
        mail::send(&mut tx, services, letter).await?;
        events::publish(&mut tx, services, &[person], READY, &[copy]);
    }
    job.complete(tx).await
}

/// Writes the archive and tells where to write to; `None` if nobody waits for it.
async fn packed(
    job: &Running,
    person: PersonId,
    copy: Uuid,
    writing: &mut Writing,
) -> Result<Option<String>, JobError> {
    let services = &job.services;
    let subjects = subjects::all(services)?;
    let mut tx = job.begin().await?;
    let own = files::own(&mut tx, person).await?;
    let (email, name) = store::called(&mut tx, person).await?;
    tx.commit().await?;
    let steps = subjects.len() + own.len();
    let mut pack = Pack::new();
    for (done, subject) in subjects.iter().enumerate() {
        let mut tx = job.begin().await?;
        if !store::copy_goes_on(&mut tx, copy, done, steps).await? {
            return Ok(None);
        }
        // Committed first: who waits for the progress does not wait for the store.
        tx.commit().await?;
        table(job, subject, &mut pack, writing).await?;
    }
    for (done, file) in own.iter().enumerate() {
        // One file at a time: none is larger than an upload may be.
        let bytes = files::read(services, file).await?;
        pack.file(&file.id.to_string(), &file.name, &bytes)?;
        hand_on(pack.take(), writing).await?;
        let mut tx = job.begin().await?;
        store::copy_goes_on(&mut tx, copy, subjects.len() + done, steps).await?;
        tx.commit().await?;
    }
    let rest = pack.finish(&name, services.clock.now())?;
    writing.write(&rest).await?;
    Ok(Some(email))
}

/// Packs what a table holds, row by row.
async fn table(
    job: &Running,
    subject: &Subject,
    pack: &mut Pack,
    writing: &mut Writing,
) -> Result<(), JobError> {
    let only = match subject.export {
        Export::No(why) => {
            pack.leave_out(subject, why);
            return Ok(());
        }
        Export::Rows => &[][..],
        Export::Only(columns) => columns,
    };
    let mut tx = job.begin().await?;
    let mut table = pack.begin_table(subject)?;
    let mut rows = Box::pin(store::rows(&mut tx, subject, only));
    while let Some(row) = rows.try_next().await? {
        pack.row(&mut table, &row)?;
        hand_on(pack.take(), writing).await?;
    }
    drop(rows);
    tx.commit().await?;
    pack.end_table(table)?;
    Ok(())
}

async fn hand_on(ready: Option<Vec<u8>>, writing: &mut Writing) -> Result<(), JobError> {
    if let Some(ready) = ready {
        writing.write(&ready).await?;
    }
    Ok(())
}

fn told(services: &Services, until: OffsetDateTime) -> Letter {
    let day = ui::format::date_long(until.date());
    Letter::new("Your data is ready", "The copy of your data is ready")
        .text(format!("You can fetch it until {day}."))
        .button("Fetch it", format!("{}/privacy", services.public_url))
        .because("You get this mail because you asked for a copy of your data.")
}

/// Erases a person, in one transaction: all of it, or nothing.
async fn erase(job: Running) -> Result<Completed, JobError> {
    let EraseOne { erasure } = job.payload()?;
    let (services, person) = (&job.services, person(&job)?);
    let now = services.clock.now();
    let mut tx = job.begin().await?;
    if !store::start_erasure(&mut tx, erasure, now).await? {
        // Undone, or put off.
        return job.complete(tx).await;
    }
    let alone = store::sole_owner(&mut tx).await?;
    if !alone.is_empty() {
        put_off(services, &mut tx, person, erasure, &alone).await?;
        return job.complete(tx).await;
    }
    for organisation in store::orphans(&mut tx).await? {
        let event = services.new_id::<EntryId>();
        organisations::store::purge(&mut tx, organisation, now, now, event.0).await?;
    }
    security::service::end_everything(&mut tx, person, now).await?;
    files::delete_all(&mut tx, person, now).await?;
    let mut rows = 0;
    for subject in subjects::all(services)? {
        rows += store::erase(&mut tx, &subject).await?;
    }
    store::erase_account(&mut tx, erasure, now).await?;
    tracing::info!(%person, rows, "person erased");
    job.complete(tx).await
}

/// They have become the only owner of something since they asked: they are told, and it is tried again tomorrow.
async fn put_off(
    services: &Services,
    tx: &mut TenantTx,
    person: PersonId,
    erasure: Uuid,
    alone: &[String],
) -> Result<(), JobError> {
    let later = Erasure {
        id: erasure,
        due_at: services.clock.now() + Duration::DAY,
    };
    store::postpone(tx, erasure, later.due_at).await?;
    service::enqueue(services, tx, person, later).await?;
    let (email, _) = store::called(tx, person).await?;
    let to = Email::parse(&email).map_err(platform::db::internal)?;
    let letter = Letter::new("You could not be erased yet", "You could not be erased yet")
        .text(format!("{}.", service::hand_over(alone)))
        .text("We try again every day.")
        .button(
            "Your organisations",
            format!("{}/organisations", services.public_url),
        )
        .because("You get this mail because you asked to be erased.");
    mail::send(tx, services, letter.to(&to, "privacy.erasure")).await?;
    Ok(())
}
