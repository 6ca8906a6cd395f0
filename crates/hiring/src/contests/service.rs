//! What may be done with contests, and by whom: a person begins and takes back their own, the organisation answers those about
//! what its jobs ask, staff the others (in the console). A foreign id is not found, whoever asks.

use super::model::{
    AnswerForm, Answerer, Contest, ContestForm, MONTH_MOST, NewContest, OPEN_MOST, Standing,
    TakeBackForm,
};
use super::numbers::{self, Block};
use super::store::{self, Held, NewRow};
use crate::matches;
use crate::matches::service::{Made, Numbers};
use identity::trail::service::{self as trail, Change};
use identity::{Actor, Permission};
use kernel::email::Email;
use kernel::id::{EntryId, JobId, MatchId, OrganisationId, PersonId};
use kernel::state::State;
use kernel::{AppError, Result};
use matching::Score;
use platform::db::internal;
use platform::jobs::{self, NewJob};
use platform::mail::{self, Letter};
use platform::{Scope, Services, TenantTx, events};
use serde_json::json;
use time::Duration;
use uuid::Uuid;

/// Most a list shows.
const MOST: i64 = 200;
/// A contest was answered, or its score made anew.
const MOVED: &str = "contest.moved";

/// A person's own score with every number, in blocks for the page, and their contests about it.
///
/// # Errors
/// `NotFound` if there is no such published job; `Conflict("no_profile")`.
pub async fn of_score(
    services: &Services,
    actor: &Actor,
    job: JobId,
) -> Result<(Numbers, Vec<Block>, Vec<Contest>)> {
    let found = matches::service::own_numbers(services, actor.person, job).await?;
    let blocks = numbers::blocks(&found);
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let contests = store::mine(&mut tx, actor.person, Some(job), MOST).await?;
    tx.commit().await?;
    Ok((found, blocks, contests))
}

/// Begins a contest about an input of one's own score, which is kept with all it was made of. Sent twice, it is the same one.
///
/// # Errors
/// `Invalid`; `NotFound` if there is no such published job or its score has no such input; `Conflict`: `no_profile`, `limit`.
pub async fn raise(services: &Services, actor: &Actor, form: &ContestForm) -> Result<JobId> {
    let new = form.parse()?;
    let found = matches::service::own_numbers(services, actor.person, new.job).await?;
    let shown = numbers::shown(&numbers::blocks(&found), new.input).ok_or(AppError::NotFound)?;
    let (owned, person) = (services.clone(), actor.person);
    services
        .db
        .run(async move {
            let mut tx = owned.db.begin(Scope::person(person)).await?;
            store::lock_person(&mut tx, person).await?;
            let key = new.input.key();
            if store::live(&mut tx, person, new.job, &key).await?.is_some() {
                return Ok(new.job);
            }
            let now = owned.clock.now();
            let (open, lately) = store::counts(&mut tx, person, now - Duration::days(30)).await?;
            if open >= OPEN_MOST || lately >= MONTH_MOST {
                return Err(AppError::conflict("contests_limit"));
            }
            begin(&owned, &mut tx, person, &new, &shown, &found).await?;
            tx.commit().await?;
            tracing::info!(job = %new.job, input = key, "score contested");
            Ok(new.job)
        })
        .await
}

async fn begin(
    services: &Services,
    tx: &mut TenantTx,
    person: PersonId,
    new: &NewContest,
    shown: &str,
    found: &Numbers,
) -> Result<()> {
    let score = keep(services, tx, new.job, person, &found.made).await?;
    let row = NewRow {
        id: services.new_id::<EntryId>().0,
        tenant: found.job.organisation,
        person,
        score,
        new,
        shown,
        at: services.clock.now(),
    };
    store::insert(tx, row).await
}

async fn keep(
    services: &Services,
    tx: &mut TenantTx,
    job: JobId,
    person: PersonId,
    made: &Made,
) -> Result<MatchId> {
    matches::service::keep_in_tx(services, tx, made).await?;
    store::score(tx, job, person, &made.sha256()?).await
}

/// A person's own contests, the latest first.
///
/// # Errors
/// `Internal`.
pub async fn mine(services: &Services, actor: &Actor) -> Result<Vec<Contest>> {
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let all = store::mine(&mut tx, actor.person, None, MOST).await?;
    tx.commit().await?;
    Ok(all)
}

/// Takes one's own contest back.
///
/// # Errors
/// `NotFound`; `Conflict("illegal_transition")` once it was answered.
pub async fn take_back(services: &Services, actor: &Actor, form: &TakeBackForm) -> Result<()> {
    let id: Uuid = form.contest.parse().map_err(|_| AppError::NotFound)?;
    let (owned, person) = (services.clone(), actor.person);
    services
        .db
        .run(async move {
            let mut tx = owned.db.begin(Scope::person(person)).await?;
            let held = store::hold(&mut tx, id)
                .await?
                .filter(|held| held.person == person)
                .ok_or(AppError::NotFound)?;
            standing(&held)?.go(Standing::Withdrawn)?;
            store::withdraw(&mut tx, id, owned.clock.now()).await?;
            tx.commit().await
        })
        .await
}

fn standing(held: &Held) -> Result<Standing> {
    Standing::from_name(&held.state).ok_or_else(|| internal("unknown state of a contest"))
}

/// What people contest of the organisation's jobs: what waits first. Never who they are.
///
/// # Errors
/// `Forbidden`.
pub async fn of_organisation(services: &Services, actor: &Actor) -> Result<Vec<Contest>> {
    let tenant = actor.seat_seeing(Permission::ReadHiring)?.organisation;
    let mut tx = services
        .db
        .begin(Scope::tenant(tenant, actor.person))
        .await?;
    let all = store::of_organisation(&mut tx, tenant, MOST).await?;
    tx.commit().await?;
    Ok(all)
}

/// How many wait for the organisation acted for.
///
/// # Errors
/// `Forbidden`.
pub async fn waiting(services: &Services, actor: &Actor) -> Result<u64> {
    let tenant = actor.seat_seeing(Permission::ReadHiring)?.organisation;
    let mut tx = services
        .db
        .begin(Scope::tenant(tenant, actor.person))
        .await?;
    let count = store::waiting(&mut tx, tenant).await?;
    tx.commit().await?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Answers for the organisation acted for. The person is told, and what was accepted is scored anew.
///
/// # Errors
/// `Forbidden`; `Invalid`; `NotFound` if it is another's to answer; `Conflict`: `illegal_transition`, `own_contest`.
pub async fn answer(services: &Services, actor: &Actor, form: &AnswerForm) -> Result<()> {
    let tenant = actor.seat_with(Permission::WriteHiring)?.organisation;
    let (id, to, words) = form.parse()?;
    let (owned, person) = (services.clone(), actor.person);
    services
        .db
        .run(async move {
            let mut tx = owned.db.begin(Scope::tenant(tenant, person)).await?;
            let held = store::hold(&mut tx, id)
                .await?
                .filter(|held| answers(held, tenant))
                .ok_or(AppError::NotFound)?;
            if held.person == person {
                return Err(AppError::conflict("own_contest"));
            }
            let from = standing(&held)?;
            from.go(to)?;
            store::answer(&mut tx, id, to, &words, person, owned.clock.now()).await?;
            // Not the words: they are about a person, and the trail outlives their erasure.
            let changes = json!({ "state": [from.label(), to.label()] });
            let line = Change::of("contest.answered", "contest", id, changes);
            trail::record(&owned, &mut tx, person, tenant, line).await?;
            let job = NewJob::new(
                super::jobs::ANSWERED,
                json!({ "contest": id, "person": held.person }),
            );
            jobs::enqueue(&mut tx, &owned, job).await?;
            tx.commit().await
        })
        .await
}

/// A person may work for the organisation and see contests of their own to others: whose it is to answer is asked here.
fn answers(held: &Held, tenant: OrganisationId) -> bool {
    held.tenant == tenant && held.answerer == Answerer::Organisation.name()
}

/// Tells the person what was answered, once; what was accepted is scored anew before. Done again, nothing is done.
///
/// # Errors
/// `Internal`.
pub async fn settle(services: &Services, person: PersonId, id: Uuid) -> Result<()> {
    let scope = Scope::person(person).even_suspended();
    let mut tx = services.db.begin(scope).await?;
    let seen = store::hold(&mut tx, id).await?;
    tx.commit().await?;
    // Erased meanwhile, or told already.
    let Some(seen) = seen.filter(|held| held.person == person && !held.told) else {
        return Ok(());
    };
    let made = match standing(&seen)? {
        Standing::Accepted => matches::service::own_score(services, person, seen.job).await?,
        _ => None,
    };
    let mut tx = services.db.begin(scope).await?;
    let Some(held) = store::hold(&mut tx, id).await?.filter(|held| !held.told) else {
        return Ok(());
    };
    let rescored = match &made {
        Some(made) => Some(keep(services, &mut tx, held.job, person, made).await?),
        None => None,
    };
    store::settle(&mut tx, id, rescored, services.clock.now()).await?;
    let was = store::fit(&mut tx, held.score).await?;
    let scores = made.map(|made| (Score(was), made.fit()));
    tell(
        services,
        &mut tx,
        person,
        answered(services, &held, scores)?,
    )
    .await?;
    events::publish(&mut tx, services, &[person], MOVED, &[id]);
    tx.commit().await
}

/// Scores anew what was accepted, because the job has changed; the person is told if it made a difference.
///
/// # Errors
/// `Internal`.
pub async fn job_changed(services: &Services, tenant: OrganisationId, job: JobId) -> Result<()> {
    let scope = Scope {
        tenant: Some(tenant),
        ..Scope::PUBLIC
    };
    let mut tx = services.db.begin(scope).await?;
    let accepted = store::accepted(&mut tx, job).await?;
    tx.commit().await?;
    for (id, person) in accepted {
        score_anew(services, person, id, job).await?;
    }
    Ok(())
}

async fn score_anew(services: &Services, person: PersonId, id: Uuid, job: JobId) -> Result<()> {
    let Some(made) = matches::service::own_score(services, person, job).await? else {
        return Ok(());
    };
    let mut tx = services
        .db
        .begin(Scope::person(person).even_suspended())
        .await?;
    // What was not told yet is told with the score of that moment.
    let Some(held) = store::hold(&mut tx, id).await?.filter(|held| held.told) else {
        return Ok(());
    };
    let score = keep(services, &mut tx, job, person, &made).await?;
    let before = held.rescored.unwrap_or(held.score);
    if score == before {
        return Ok(());
    }
    let was = store::fit(&mut tx, before).await?;
    store::settle(&mut tx, id, Some(score), services.clock.now()).await?;
    if was != made.fit().0 {
        let first = Score(store::fit(&mut tx, held.score).await?);
        let letter = Letter::new("Your score was made anew", "The job was changed")
            .text(format!(
                "You contested this input of your score: {}. The job has been changed since.",
                held.shown
            ))
            .text(difference(first, made.fit()))
            .button("See every number", numbers_url(services, job))
            .because("You get this mail because you contested this score.");
        tell(services, &mut tx, person, letter).await?;
        events::publish(&mut tx, services, &[person], MOVED, &[id]);
    }
    tx.commit().await
}

fn numbers_url(services: &Services, job: JobId) -> String {
    format!("{}/matches/{job}/numbers", services.public_url)
}

fn difference(was: Score, now: Score) -> String {
    if was == now {
        format!("Your score stays at {now}.")
    } else {
        format!("Your score was {was}; made anew it is {now}.")
    }
}

fn answered(services: &Services, held: &Held, scores: Option<(Score, Score)>) -> Result<Letter> {
    let (subject, heading) = match standing(held)? {
        Standing::Accepted => (
            "You were right about your score",
            "Your contest was accepted",
        ),
        _ => ("An answer about your score", "Your contest was declined"),
    };
    let mut letter = Letter::new(subject, heading)
        .text(format!("You contested: {}.", held.shown))
        .text(format!("The answer: {}", held.answer));
    if let Some((was, now)) = scores {
        letter = letter.text(difference(was, now));
        if was == now {
            letter = letter
                .text("If the input is put right later, your score is made anew and you are told.");
        }
    }
    Ok(letter
        .button("See every number", numbers_url(services, held.job))
        .because("You get this mail because you contested this score."))
}

async fn tell(
    services: &Services,
    tx: &mut TenantTx,
    person: PersonId,
    letter: Letter,
) -> Result<()> {
    let Some(address) = store::address(tx, person).await? else {
        return Ok(());
    };
    let to = Email::parse(&address).map_err(internal)?;
    let scope = Scope::person(person);
    mail::send(tx, services, letter.scope(scope).to(&to, "contests.answer")).await?;
    Ok(())
}
