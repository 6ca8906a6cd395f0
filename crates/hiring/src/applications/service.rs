//! What may be done with applications, and by whom: a person with their own, an organisation with those
//! to its jobs. A foreign id is not found, whoever asks.

use super::model::{
    Application, ApplyForm, Counts, DecideForm, Filter, Move, NewApplication, OwnForm, Side, Stage,
    Step, Story, WayIn,
};
use super::store::{self, NewRow, NewStep, Standing};
use crate::fields::service as fields;
use crate::{jobs, matches};
use identity::trail::service::{self as trail, Change};
use identity::{Actor, Permission, Role};
use kernel::id::{ApplicationId, JobId, OrganisationId, PersonId};
use kernel::page::Page;
use kernel::state::State;
use kernel::{AppError, Result};
use platform::{Scope, Services, TenantTx, events};
use serde_json::json;
use time::OffsetDateTime;

/// Applications on one page of an employer's list.
pub const PAGE: u32 = 25;
/// Most applications a person's own list shows.
const OWN_MOST: i64 = 200;
/// An application came in.
const NEW: &str = "application.new";
/// An application went to another stage.
const MOVED: &str = "application.moved";

/// Sends an application, with the score it is sent with. Sent twice, it is the same one.
///
/// # Errors
/// `Invalid`; `NotFound`; `Conflict`: `no_profile`, `job_closed`, `job_full`.
pub async fn apply(services: &Services, actor: &Actor, form: &ApplyForm) -> Result<ApplicationId> {
    let new = form.parse()?;
    let (owned, person) = (services.clone(), actor.person);
    services
        .db
        .run(async move { apply_now(&owned, person, &new).await })
        .await
}

async fn apply_now(
    services: &Services,
    person: PersonId,
    new: &NewApplication,
) -> Result<ApplicationId> {
    let mut tx = services.db.begin(Scope::person(person)).await?;
    let job = store::job(&mut tx, new.job)
        .await?
        .ok_or(AppError::NotFound)?;
    if let Some(live) = store::live(&mut tx, new.job, person).await? {
        return Ok(live);
    }
    if !store::is_onboarded(&mut tx, person).await? {
        return Err(AppError::conflict("no_profile"));
    }
    tx.commit().await?;
    let made = matches::service::own_score(services, person, new.job).await?;
    // Holding the job open takes the organisation's rights on its row.
    let mut tx = services.db.begin(Scope::tenant(job.tenant, person)).await?;
    let held = store::job_held_open(&mut tx, new.job)
        .await?
        .ok_or(AppError::NotFound)?;
    must_be_open(&held.status)?;
    let (id, at) = (services.new_id::<ApplicationId>(), services.clock.now());
    let fit = made.as_ref().map(matches::service::Made::hundredths);
    if !store::insert(
        &mut tx,
        NewRow {
            id,
            tenant: job.tenant,
            person,
            new,
            fit,
            at,
        },
    )
    .await?
    {
        // The other click was faster.
        return store::live(&mut tx, new.job, person)
            .await?
            .ok_or_else(|| AppError::conflict("stale"));
    }
    let first = Standing {
        id,
        tenant: job.tenant,
        person,
        stage: Stage::Applied,
        version: 1,
    };
    append(
        services,
        &mut tx,
        &first,
        person,
        None,
        Stage::Applied,
        "",
        at,
    )
    .await?;
    if let Some(made) = &made {
        matches::service::keep_in_tx(services, &mut tx, made).await?;
    }
    tell(services, &mut tx, job.tenant, NEW, &[(id, person)], new.job).await?;
    tx.commit().await?;
    tracing::info!(application = %id, job = %new.job, "applied");
    Ok(id)
}

fn must_be_open(status: &str) -> Result<()> {
    match status {
        "ACTIVE" => Ok(()),
        "FILLED" => Err(AppError::conflict("job_full")),
        "CLOSED" => Err(AppError::conflict("job_closed")),
        _ => Err(AppError::NotFound),
    }
}

/// Takes one's own application back, at any time before the last word.
///
/// # Errors
/// `NotFound`, `Invalid`, `Conflict("illegal_transition")`.
pub async fn withdraw(services: &Services, actor: &Actor, form: &OwnForm) -> Result<ApplicationId> {
    let wanted = form.parse(Stage::Withdrawn)?;
    own_move(services, actor.person, wanted).await
}

/// Accepts an offer. Of many at once, as many as there are places are accepted and no more.
///
/// # Errors
/// `NotFound`; `Conflict`: `illegal_transition`, `job_full`, `job_closed`.
pub async fn accept(services: &Services, actor: &Actor, form: &OwnForm) -> Result<ApplicationId> {
    let wanted = form.parse(Stage::Accepted)?;
    own_move(services, actor.person, wanted).await
}

async fn own_move(services: &Services, person: PersonId, wanted: Move) -> Result<ApplicationId> {
    let owned = services.clone();
    services
        .db
        .run(async move {
            let mut tx = owned.db.begin(Scope::person(person)).await?;
            let parties = store::parties(&mut tx, wanted.application).await?;
            tx.commit().await?;
            // The organisation may also see it, and the person may work there: whose it is is asked here.
            let (tenant, job, _) = parties
                .filter(|(_, _, owner)| *owner == person)
                .ok_or(AppError::NotFound)?;
            let mut tx = owned.db.begin(Scope::tenant(tenant, person)).await?;
            if wanted.to == Stage::Accepted {
                take_place(&owned, &mut tx, job, person).await?;
            }
            step(&owned, &mut tx, person, Side::Person, &wanted).await?;
            let moved = [(wanted.application, person)];
            tell(&owned, &mut tx, tenant, MOVED, &moved, job).await?;
            tx.commit().await?;
            Ok(wanted.application)
        })
        .await
}

/// The row lock makes acceptances of one job wait for each other; whoever is refused later rolls back.
async fn take_place(
    services: &Services,
    tx: &mut TenantTx,
    job: JobId,
    person: PersonId,
) -> Result<()> {
    let row = store::job_for_update(tx, job)
        .await?
        .ok_or(AppError::NotFound)?;
    must_be_open(&row.status)?;
    if row.filled >= row.headcount {
        return Err(AppError::conflict("job_full"));
    }
    let full = store::take_place(tx, job, services.clock.now()).await?;
    if full {
        jobs::service::note_filled_in_tx(services, tx, row.tenant, job, person).await?;
    }
    tracing::info!(%job, full, "place taken");
    Ok(())
}

/// Shortlists, offers or rejects for the organisation acted for.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Invalid`; `Conflict`: `stale` if it has moved since it was read,
/// `illegal_transition`, `job_full`, `job_closed`.
pub async fn decide(
    services: &Services,
    actor: &Actor,
    form: &DecideForm,
) -> Result<ApplicationId> {
    let tenant = actor.seat_with(Permission::WriteHiring)?.organisation;
    let wanted = form.parse()?;
    let (owned, person) = (services.clone(), actor.person);
    services
        .db
        .run(async move {
            let mut tx = owned.db.begin(Scope::tenant(tenant, person)).await?;
            let (owner, job, applicant) = store::parties(&mut tx, wanted.application)
                .await?
                .ok_or(AppError::NotFound)?;
            // One's own application to another organisation is seen too, but not to be decided from here.
            if owner != tenant {
                return Err(AppError::NotFound);
            }
            if wanted.to != Stage::Rejected {
                let held = store::job_held_open(&mut tx, job)
                    .await?
                    .ok_or(AppError::NotFound)?;
                must_be_open(&held.status)?;
            }
            let from = step(&owned, &mut tx, person, Side::Employer, &wanted).await?;
            // Not the reason: it is about the applicant, and the trail outlives their erasure.
            let changes = json!({ "stage": [from.label(), wanted.to.label()] });
            let what = Change::of(
                "application.decided",
                "application",
                wanted.application.0,
                changes,
            );
            trail::record(&owned, &mut tx, person, tenant, what).await?;
            let moved = [(wanted.application, applicant)];
            tell(&owned, &mut tx, tenant, MOVED, &moved, job).await?;
            tx.commit().await?;
            Ok(wanted.application)
        })
        .await
}

/// One move in a transaction, with its event; returns where the application stood.
async fn step(
    services: &Services,
    tx: &mut TenantTx,
    actor: PersonId,
    side: Side,
    wanted: &Move,
) -> Result<Stage> {
    let standing = store::standing_for_update(tx, wanted.application)
        .await?
        .ok_or(AppError::NotFound)?;
    if wanted
        .version
        .is_some_and(|version| version != standing.version)
    {
        return Err(AppError::conflict("stale"));
    }
    if wanted.to.by() != side {
        return Err(AppError::conflict("illegal_transition"));
    }
    let to = standing.stage.go(wanted.to)?;
    let at = services.clock.now();
    store::set_stage(tx, standing.id, to, &wanted.reason, at).await?;
    append(
        services,
        tx,
        &standing,
        actor,
        Some(standing.stage),
        to,
        &wanted.reason,
        at,
    )
    .await?;
    Ok(standing.stage)
}

#[expect(clippy::too_many_arguments, reason = "the columns of an event")]
async fn append(
    services: &Services,
    tx: &mut TenantTx,
    of: &Standing,
    actor: PersonId,
    from: Option<Stage>,
    to: Stage,
    reason: &str,
    at: OffsetDateTime,
) -> Result<()> {
    let event = NewStep {
        id: services.new_id(),
        tenant: of.tenant,
        application: of.id,
        person: of.person,
        actor,
        from,
        to,
        reason,
        at,
    };
    store::append(tx, event).await
}

/// What everyone is told whose application was still open when the job closed: with the employer's own words, if
/// there are any.
fn closed_reason(why: &str) -> String {
    if why.is_empty() {
        "The job was closed".to_owned()
    } else {
        format!("The job was closed: {why}")
    }
}

/// Answers everyone whose application to a job is still open, as part of the closing of the job, with the reason
/// of the closing or an empty one. The caller has locked the job's row and set its new status in the same
/// transaction. Returns how many were answered.
///
/// # Errors
/// `Internal`.
pub async fn answer_all_in_tx(
    services: &Services,
    tx: &mut TenantTx,
    actor: PersonId,
    job: JobId,
    why: &str,
) -> Result<usize> {
    let all = store::open_for_update(tx, job).await?;
    let events: Vec<uuid::Uuid> = all
        .iter()
        .map(|_| services.new_id::<kernel::id::EntryId>().0)
        .collect();
    store::reject_all(
        tx,
        &all,
        &events,
        actor,
        &closed_reason(why),
        services.clock.now(),
    )
    .await?;
    if let Some(tenant) = all.first().map(|one| one.tenant) {
        let moved: Vec<_> = all.iter().map(|one| (one.id, one.person)).collect();
        tell(services, tx, tenant, MOVED, &moved, job).await?;
    }
    Ok(all.len())
}

/// Tells the open pages of everyone concerned: each person of their application, the organisation of its job.
async fn tell(
    services: &Services,
    tx: &mut TenantTx,
    tenant: OrganisationId,
    kind: &'static str,
    of: &[(ApplicationId, PersonId)],
    job: JobId,
) -> Result<()> {
    for (application, person) in of {
        events::publish(tx, services, &[*person], kind, &[application.0]);
    }
    let readers: Vec<PersonId> = store::members(tx, tenant)
        .await?
        .into_iter()
        .filter(|(_, role)| {
            Role::from_name(role).is_some_and(|role| role.may(Permission::ReadHiring))
        })
        .map(|(member, _)| member)
        .collect();
    events::publish(tx, services, &readers, kind, &[job.0]);
    Ok(())
}

/// A person's own applications, what moved last first.
///
/// # Errors
/// `Internal`.
pub async fn mine(services: &Services, actor: &Actor) -> Result<Vec<Application>> {
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let all = store::of_person(&mut tx, actor.person, OWN_MOST).await?;
    tx.commit().await?;
    Ok(all)
}

/// One of a person's own applications with its history.
///
/// # Errors
/// `NotFound` if it is not theirs.
pub async fn my_story(services: &Services, actor: &Actor, id: ApplicationId) -> Result<Story> {
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let application = store::one(&mut tx, id)
        .await?
        .filter(|one| one.person == actor.person)
        .ok_or(AppError::NotFound)?;
    story(&mut tx, application).await
}

/// What a reader can do about a published job: what its pages show of applying.
///
/// # Errors
/// `NotFound` if there is no such published job.
pub async fn way_in(services: &Services, reader: Option<&Actor>, job: JobId) -> Result<WayIn> {
    let scope = reader.map_or(Scope::PUBLIC, |actor| Scope::person(actor.person));
    let mut tx = services.db.begin(scope).await?;
    let gate = store::gate(&mut tx, job, reader.map(|actor| actor.person))
        .await?
        .ok_or(AppError::NotFound)?;
    tx.commit().await?;
    let posted = |actor: &Actor| {
        let seat = actor.seat.as_ref();
        seat.is_some_and(|seat| seat.organisation == gate.tenant)
    };
    Ok(match (reader, gate.application) {
        (Some(actor), _) if posted(actor) => WayIn::Posted,
        (_, Some((id, stage))) if stage.is_live() => WayIn::Applied(id, stage),
        _ if gate.status != "ACTIVE" => WayIn::Shut,
        (None, _) => WayIn::SignIn,
        _ if !gate.onboarded => WayIn::Profile,
        (_, before) => WayIn::Open {
            again: before.is_some(),
        },
    })
}

/// One page of a job's applications, and how many there are in each stage.
///
/// # Errors
/// `Forbidden`; `NotFound` if the job is another organisation's.
pub async fn for_job(
    services: &Services,
    actor: &Actor,
    job: JobId,
    filter: &Filter,
) -> Result<(Page<Application>, Counts)> {
    let (tenant, mut tx) = own_job(services, actor, job).await?;
    let left = fields::people_left(&mut tx, tenant, &filter.own).await?;
    let page = store::of_job(&mut tx, job, filter, left.as_deref(), PAGE).await?;
    let counts = store::counts(&mut tx, job, left.as_deref()).await?;
    tx.commit().await?;
    Ok((page, counts))
}

/// How many applications a job has in each stage.
///
/// # Errors
/// As [`for_job`].
pub async fn counts(services: &Services, actor: &Actor, job: JobId) -> Result<Counts> {
    let (_, mut tx) = own_job(services, actor, job).await?;
    let counts = store::counts(&mut tx, job, None).await?;
    tx.commit().await?;
    Ok(counts)
}

/// One application to a job of the organisation acted for, with its history.
///
/// # Errors
/// `Forbidden`; `NotFound` if it is another organisation's or another job's.
pub async fn story_for_job(
    services: &Services,
    actor: &Actor,
    job: JobId,
    id: ApplicationId,
) -> Result<Story> {
    let (_, mut tx) = own_job(services, actor, job).await?;
    let application = store::one(&mut tx, id)
        .await?
        .filter(|one| one.job == job)
        .ok_or(AppError::NotFound)?;
    story(&mut tx, application).await
}

/// One application to whichever job of the organisation acted for, with its history.
///
/// # Errors
/// `Forbidden`; `NotFound` if it is another organisation's.
pub async fn story_for_organisation(
    services: &Services,
    actor: &Actor,
    id: ApplicationId,
) -> Result<Story> {
    let tenant = actor.seat_with(Permission::ReadHiring)?.organisation;
    let scope = Scope::tenant(tenant, actor.person);
    let mut tx = services.db.begin(scope).await?;
    let application = store::one(&mut tx, id)
        .await?
        .filter(|one| one.organisation == tenant)
        .ok_or(AppError::NotFound)?;
    story(&mut tx, application).await
}

/// A transaction for the organisation acted for, once it is sure that the job is its own: a published job
/// of others can be seen too.
async fn own_job(
    services: &Services,
    actor: &Actor,
    job: JobId,
) -> Result<(OrganisationId, TenantTx)> {
    let tenant: OrganisationId = actor.seat_with(Permission::ReadHiring)?.organisation;
    let mut tx = services
        .db
        .begin(Scope::tenant(tenant, actor.person))
        .await?;
    store::job(&mut tx, job)
        .await?
        .filter(|row| row.tenant == tenant)
        .ok_or(AppError::NotFound)?;
    Ok((tenant, tx))
}

async fn story(tx: &mut TenantTx, application: Application) -> Result<Story> {
    let steps: Vec<Step> = store::steps(tx, &application).await?;
    Ok(Story { application, steps })
}
