//! What may be done with alerts, and what they do: a person has their own, and nobody else sees them.

use super::model::{
    AT_ONCE_A_DAY, Alert, AlertForm, Cadence, Change, ChangeForm, JOBS_IN_MAIL, MOST, in_words,
    query_of,
};
use super::store::{self, Found, NewRow};
use crate::{jobs, matches};
use identity::Actor;
use identity::privacy::model::Purpose;
use identity::privacy::service as privacy;
use kernel::email::Email;
use kernel::id::{EntryId, JobId, OrganisationId, PersonId};
use kernel::{AppError, Result};
use platform::db::internal;
use platform::jobs::{self as queue, NewJob};
use platform::mail::{self, Letter};
use platform::web::percent;
use platform::{Scope, Services, TenantTx, events};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use time::Duration;
use uuid::Uuid;

/// A line of the live events: an alert found a job.
const FOUND: &str = "alert.found";
/// Hexadecimal digits of a link's token.
const TOKEN_DIGITS: usize = 64;
/// Longest search, in bytes of its address.
const QUERY_MAX: usize = 2000;
/// Candidates read at a time.
const BATCH: i32 = 500;

/// What the page shows of the search it was asked about.
pub struct Shown {
    /// As a query.
    pub query: String,
    /// In words.
    pub words: String,
}

/// A search in words and as a query, with its place found.
///
/// # Errors
/// `Internal`.
pub async fn shown(services: &Services, form: &AlertForm) -> Result<Shown> {
    let search = form.search();
    let (filter, _) = jobs::service::filter_of(services, &search).await?;
    let labels = match filter.skill {
        Some(skill) => jobs::service::skill_labels(services, &[skill])?,
        None => std::collections::BTreeMap::new(),
    };
    let skill = filter.skill.and_then(|skill| labels.get(&skill));
    Ok(Shown {
        words: in_words(&search, &filter, skill.map(String::as_str)),
        query: query_of(&search, percent),
    })
}

/// A person's own alerts, the latest first, each with its search in words; and whether they agree to mail about jobs.
///
/// # Errors
/// `Internal`.
pub async fn mine(services: &Services, actor: &Actor) -> Result<(Vec<(Alert, String)>, bool)> {
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let all = store::mine(&mut tx, actor.person).await?;
    let agreed = store::address(&mut tx, actor.person, Purpose::JobMail.name()).await?;
    tx.commit().await?;
    let mut told = Vec::with_capacity(all.len());
    for alert in all {
        let form = AlertForm {
            search: alert.search.clone(),
            ..AlertForm::default()
        };
        let shown = shown(services, &form).await?;
        told.push((alert, shown.words));
    }
    Ok((told, agreed.is_some()))
}

/// Makes an alert, and notes that its owner agrees to mail about jobs.
///
/// # Errors
/// `Invalid`; `Conflict("alerts_limit")`.
pub async fn make(services: &Services, actor: &Actor, form: &AlertForm) -> Result<()> {
    let new = form.parse()?;
    let (filter, unknown) = jobs::service::filter_of(services, &new.search).await?;
    if let Some(message) = unknown {
        return Err(AppError::invalid("", message));
    }
    if let Some(skill) = filter.skill
        && jobs::service::skill_labels(services, &[skill])?.is_empty()
    {
        return Err(AppError::invalid(
            "",
            "The skill of this search is not known",
        ));
    }
    let query = query_of(&new.search, percent);
    if query.len() > QUERY_MAX {
        return Err(AppError::invalid(
            "",
            "This search is too long: use fewer words",
        ));
    }
    let (owned, person) = (services.clone(), actor.person);
    services
        .db
        .run(async move {
            let mut tx = owned.db.begin(Scope::person(person)).await?;
            store::lock_person(&mut tx, person).await?;
            let have = store::mine(&mut tx, person).await?;
            // The same form sent twice makes one.
            if have
                .iter()
                .any(|one| one.name == new.name && one.search == query)
            {
                return Ok(());
            }
            if i64::try_from(have.len()).unwrap_or(i64::MAX) >= MOST {
                return Err(AppError::conflict("alerts_limit"));
            }
            privacy::note_in_tx(&owned, &mut tx, person, Purpose::JobMail, true).await?;
            let row = NewRow {
                id: owned.new_id::<EntryId>().0,
                person,
                new: &new,
                query: &query,
                filter: &filter,
                at: owned.clock.now(),
            };
            store::insert(&mut tx, row).await?;
            tx.commit().await
        })
        .await
}

/// Pauses, resumes or deletes an alert of one's own.
///
/// # Errors
/// `NotFound`.
pub async fn change(services: &Services, actor: &Actor, form: &ChangeForm) -> Result<()> {
    let (id, change) = form.parse()?;
    let (owned, person) = (services.clone(), actor.person);
    services
        .db
        .run(async move {
            let mut tx = owned.db.begin(Scope::person(person)).await?;
            let now = owned.clock.now();
            if change != Change::Resume {
                store::forget_waiting(&mut tx, id).await?;
            }
            let found = match change {
                Change::Pause => store::pause(&mut tx, id, Some(now)).await?,
                Change::Resume => store::pause(&mut tx, id, None).await?,
                Change::Delete => store::delete(&mut tx, id).await?,
            };
            if !found {
                return Err(AppError::NotFound);
            }
            tx.commit().await
        })
        .await
}

/// What the link of a mail stops, and whether it is stopped already.
///
/// # Errors
/// `NotFound` for a token that is none.
pub async fn link(services: &Services, token: &str) -> Result<(String, bool)> {
    let found = store::read_link(services.db.pool(), &sha256(token)?).await?;
    found.ok_or(AppError::NotFound)
}

/// Stops the alert whose mail had this token; done again, it is done.
///
/// # Errors
/// `NotFound` for a token that is none.
pub async fn stop(services: &Services, token: &str) -> Result<()> {
    let sha256 = sha256(token)?;
    let owned = services.clone();
    services
        .db
        .run(async move {
            let mut tx = owned.db.begin(Scope::PUBLIC).await?;
            if !store::stop(&mut tx, &sha256, owned.clock.now()).await? {
                return Err(AppError::NotFound);
            }
            tx.commit().await
        })
        .await
}

/// Where a link leads. The token is in the query: a log has paths, and who has the token may stop the alert.
pub fn stop_path(token: &str) -> String {
    format!("/alerts/unsubscribe?token={}", percent(token))
}

/// What is stored of a token; what cannot be one spares the database.
fn sha256(token: &str) -> Result<Vec<u8>> {
    let digits = token
        .bytes()
        .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if token.len() != TOKEN_DIGITS || !digits {
        return Err(AppError::NotFound);
    }
    Ok(Sha256::digest(token.as_bytes()).to_vec())
}

/// Says that a job appeared or changed, in the transaction that made it so.
///
/// # Errors
/// `Internal`.
pub(crate) async fn appeared_in_tx(
    services: &Services,
    tx: &mut TenantTx,
    tenant: OrganisationId,
    job: JobId,
) -> Result<()> {
    let of = json!({ "job": job, "tenant": tenant });
    for kind in [super::jobs::APPEARED, crate::contests::jobs::JOB_CHANGED] {
        let work = NewJob::new(kind, of.clone()).key(job.to_string());
        queue::enqueue(tx, services, work).await?;
    }
    Ok(())
}

/// Finds whom a job is told to. Each person is seen to in a transaction of their own, as they themselves would see the job;
/// done again, whoever was told is not found any more.
///
/// # Errors
/// `Internal`.
pub async fn consider(services: &Services, job: JobId) -> Result<()> {
    let mut after = None;
    loop {
        let found = store::candidates(services.db.pool(), job, after, BATCH).await?;
        for (alert, person) in &found {
            judge(services, *person, *alert, job).await?;
        }
        match found.last() {
            Some((last, _)) => after = Some(*last),
            None => return Ok(()),
        }
    }
}

async fn judge(services: &Services, person: PersonId, alert: Uuid, job: JobId) -> Result<()> {
    let mut tx = services.db.begin(Scope::person(person)).await?;
    let asks = store::asks(&mut tx, alert).await?;
    tx.commit().await?;
    let Some(asks) = asks else { return Ok(()) };
    let made = matches::service::own_score(services, person, job).await?;
    let fit = made
        .as_ref()
        .and_then(|made| i16::try_from(made.fit().rounded()).ok());
    if asks
        .min_fit
        .is_some_and(|least| fit.is_none_or(|fit| fit < least))
    {
        return Ok(());
    }
    let now = services.clock.now();
    let mut tx = services.db.begin(Scope::person(person)).await?;
    if !store::note(&mut tx, person, alert, job, fit, now).await? {
        return Ok(());
    }
    let at_once = asks.cadence == Cadence::AtOnce.name();
    let lately = store::mails_since(&mut tx, person, now - Duration::DAY).await?;
    if at_once && lately < AT_ONCE_A_DAY {
        let work = NewJob::new(super::jobs::SEND, json!({ "alert": alert }))
            .scope(Scope::person(person))
            .key(alert.to_string());
        queue::enqueue(&mut tx, services, work).await?;
    }
    events::publish(&mut tx, services, &[person], FOUND, &[job.0]);
    tx.commit().await
}

/// Every alert of which something waits is sent, in a transaction of its person: done again, nothing waits any more.
///
/// # Errors
/// `Internal`.
pub async fn send_waiting(services: &Services) -> Result<()> {
    let mut after = None;
    loop {
        let found = store::waiting(services.db.pool(), after, BATCH).await?;
        for (alert, person) in &found {
            // What waits of the suspended counts as told: nobody is written to about jobs they may not apply for.
            let scope = Scope::person(*person).even_suspended();
            let mut tx = services.db.begin(scope).await?;
            send_in_tx(services, &mut tx, *person, *alert).await?;
            tx.commit().await?;
        }
        match found.last() {
            Some((last, _)) => after = Some(*last),
            None => return Ok(()),
        }
    }
}

/// Writes one mail about all that waits of an alert, in the transaction that takes it: there is never one without the other.
///
/// # Errors
/// `Internal`.
pub async fn send_in_tx(
    services: &Services,
    tx: &mut TenantTx,
    person: PersonId,
    alert: Uuid,
) -> Result<()> {
    let now = services.clock.now();
    let asks = store::asks(tx, alert).await?;
    let found = store::take(tx, alert, now).await?;
    let address = store::address(tx, person, Purpose::JobMail.name()).await?;
    let (Some(asks), Some(address)) = (asks, address) else {
        return Ok(());
    };
    if found.is_empty() {
        return Ok(());
    }
    let token = token(services);
    store::make_link(tx, alert, &sha256(&token)?, now).await?;
    let to = Email::parse(&address).map_err(internal)?;
    let letter = letter(services, &asks.name, &found, &token).scope(Scope::person(person));
    mail::send(tx, services, letter.to(&to, "alerts.found")).await?;
    Ok(())
}

fn token(services: &Services) -> String {
    let mut bytes = [0u8; TOKEN_DIGITS / 2];
    services.entropy.fill(&mut bytes);
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn letter(services: &Services, name: &str, found: &[Found], token: &str) -> Letter {
    let home = &services.public_url;
    let count = u64::try_from(found.len()).unwrap_or(0);
    let jobs = ui::format::count(count, "new job", "new jobs");
    let mut letter = Letter::new(format!("{jobs}: {name}"), format!("{jobs} for “{name}”"));
    for job in found.iter().take(JOBS_IN_MAIL) {
        let fit = job.fit.map(|fit| format!("Your fit: {fit}."));
        let line = [
            Some(job.organisation.clone()),
            Some(job.place.clone()).filter(|place| !place.is_empty()),
            fit,
        ];
        let line: Vec<String> = line.into_iter().flatten().collect();
        letter = letter
            .text(line.join(" · "))
            .button(job.title.clone(), format!("{home}/jobs/{}", job.job));
    }
    if found.len() > JOBS_IN_MAIL {
        letter = letter.text(format!("And {} more.", found.len() - JOBS_IN_MAIL));
    }
    let stop = format!("{home}{}", stop_path(token));
    letter
        .text(format!("All your alerts: {home}/matches/alerts"))
        .button("Stop these mails", stop.clone())
        .stopped_at(stop)
        .because("You get this mail because you asked to be told of such jobs.")
}

/// Forgets links and finds of long ago.
///
/// # Errors
/// `Internal`.
pub async fn sweep_in_tx(services: &Services, tx: &mut TenantTx) -> Result<i64> {
    store::sweep(tx, services.clock.now() - Duration::days(365)).await
}
