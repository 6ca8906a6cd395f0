//! Reading jobs: an organisation its own, everybody the published ones.

use super::super::lookup;
use super::super::model::{
    Card, Category, Cursor, Facts, Filter, HiringFilter, HiringRow, HiringTab, JobView, OwnFit,
    Revision, SearchForm, SearchPage, Shown,
};
use super::super::store;
use super::super::{lookup::Suggestion, scoring};
use super::tenant_tx;
use crate::fields::service as fields;
use crate::matches;
use identity::{Actor, Permission};
use kernel::id::JobId;
use kernel::page::{Page, encode};
use kernel::{AppError, Result};
use platform::Services;
use sqlx::PgConnection;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;
use time::{Date, OffsetDateTime};

/// Rows of an organisation's own list on a page.
const OWN_PAGE: usize = 25;
/// How long a page of the public list may be old.
const FRESH_FOR: Duration = Duration::from_secs(1);
/// Searches remembered at a time.
const SEARCHES_KEPT: u64 = 500;

/// Pages of the public list for a second each: what everybody asks for is asked of the database once
/// (docs/adr: the cache of public lists). Nothing in them depends on who reads.
#[derive(Clone)]
pub struct PublicJobs {
    pages: moka::future::Cache<SearchForm, Arc<SearchPage>>,
}

impl PublicJobs {
    /// An empty one.
    pub fn new() -> Self {
        Self {
            pages: moka::future::Cache::builder()
                .max_capacity(SEARCHES_KEPT)
                .time_to_live(FRESH_FOR)
                .build(),
        }
    }
}

impl Default for PublicJobs {
    fn default() -> Self {
        Self::new()
    }
}

/// What a search asks: its place found, its currency and order settled. The second value is the message
/// for a place nobody knows.
///
/// # Errors
/// `Internal`.
pub async fn filter_of(services: &Services, form: &SearchForm) -> Result<(Filter, Option<String>)> {
    if form.near.is_empty() {
        return Ok((form.filter(None), None));
    }
    let point = lookup::place(services, &form.near)
        .await?
        .and_then(|place| place.point);
    let unknown = point.is_none().then(|| {
        format!(
            "We do not know “{}”. Write a British postcode or a town.",
            form.near
        )
    });
    Ok((form.filter(point), unknown))
}

/// One page of the public list. The order by fit is made by `matches`; here it reads as the newest first.
///
/// # Errors
/// `Internal`.
pub async fn search(
    services: &Services,
    form: &SearchForm,
    filter: &Filter,
) -> Result<Arc<SearchPage>> {
    let cursor = form.cursor();
    let pool = services.db.pool();
    let Some(cache) = services.part::<PublicJobs>() else {
        return Ok(Arc::new(store::search(pool, filter, cursor).await?));
    };
    let read = async { store::search(pool, filter, cursor).await.map(Arc::new) };
    cache
        .pages
        .try_get_with_by_ref(form, read)
        .await
        .map_err(|error| (*error).clone())
}

/// One page of the public list by the reader's own fit, and on each card the fit; `None` without a
/// profile, and where there is nothing to rank.
///
/// # Errors
/// `Internal`.
pub async fn search_by_fit(
    services: &Services,
    actor: &Actor,
    form: &SearchForm,
    filter: &Filter,
) -> Result<Option<SearchPage>> {
    let ranked = matches::service::rank_jobs_for(services, actor, filter).await?;
    if ranked.is_empty() {
        return Ok(None);
    }
    // A rank moves with the person and the jobs: the place in the list is all a cursor can say.
    let from = form
        .cursor()
        .map_or(0, |cursor| usize::try_from(cursor.key).unwrap_or(0));
    let shown: Vec<_> = ranked.iter().skip(from).take(SearchPage::SIZE).collect();
    let ids: Vec<JobId> = shown.iter().map(|(id, _)| *id).collect();
    let mut cards = cards_in_order(services, &ids).await?;
    for card in &mut cards {
        card.fit = shown
            .iter()
            .find(|(id, _)| *id == card.id)
            .map(|(_, glance)| own_fit(glance));
    }
    let to = from + shown.len();
    let next = (to < ranked.len()).then(|| {
        encode(&Cursor {
            key: i64::try_from(to).unwrap_or(i64::MAX),
            id: uuid::Uuid::nil(),
        })
    });
    let total = i64::try_from(ranked.len()).unwrap_or(i64::MAX);
    Ok(Some(SearchPage {
        cards,
        total,
        next,
        exact: true,
        shown: Shown::default(),
    }))
}

/// The reader's own fit for these jobs; none without a profile.
///
/// # Errors
/// `Internal`.
pub async fn own_fits(
    services: &Services,
    actor: &Actor,
    ids: &[JobId],
) -> Result<HashMap<JobId, OwnFit>> {
    let found = matches::service::fits_for(services, actor, ids).await?;
    Ok(found
        .into_iter()
        .map(|(id, glance)| (id, own_fit(&glance)))
        .collect())
}

fn own_fit(glance: &matches::model::Glance) -> OwnFit {
    OwnFit {
        score: glance.score,
        provisional: glance.provisional,
    }
}

/// The cards of these open jobs, in this order.
///
/// # Errors
/// `Internal`.
pub async fn cards_in_order(services: &Services, ids: &[JobId]) -> Result<Vec<Card>> {
    let raw: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    let found = store::cards(services.db.pool(), &raw).await?;
    let mut by_id: HashMap<JobId, Card> = found.into_iter().map(|card| (card.id, card)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// A published job, open or not.
///
/// # Errors
/// `NotFound`.
pub async fn public(services: &Services, id: JobId) -> Result<JobView> {
    let mut conn = services
        .db
        .pool()
        .acquire()
        .await
        .map_err(platform::db::internal)?;
    store::public_job(&mut conn, id)
        .await?
        .ok_or(AppError::NotFound)
}

/// Open jobs and their last change, for search engines.
///
/// # Errors
/// `Internal`.
pub async fn sitemap(services: &Services) -> Result<Vec<(JobId, OffsetDateTime)>> {
    store::sitemap(services.db.pool()).await
}

/// A job of the organisation acted for.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn own(services: &Services, actor: &Actor, id: JobId) -> Result<JobView> {
    one(services, actor, Permission::ReadHiring, id).await
}

/// The same, for those who may change it.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict("job_closed")`.
pub async fn editable(services: &Services, actor: &Actor, id: JobId) -> Result<JobView> {
    let job = one(services, actor, Permission::WriteHiring, id).await?;
    if job.status.is_editable() {
        Ok(job)
    } else {
        Err(AppError::conflict("job_closed"))
    }
}

async fn one(
    services: &Services,
    actor: &Actor,
    permission: Permission,
    id: JobId,
) -> Result<JobView> {
    let (tenant, mut tx) = tenant_tx(services, actor, permission).await?;
    let job = store::own_job(&mut tx, tenant, id, false)
        .await?
        .ok_or(AppError::NotFound)?;
    tx.commit().await?;
    Ok(job)
}

/// How many applied to a job of one's own, and how many wait.
///
/// # Errors
/// `Forbidden`.
pub async fn counts(services: &Services, actor: &Actor, id: JobId) -> Result<Facts> {
    let (tenant, mut tx) = tenant_tx(services, actor, Permission::ReadHiring).await?;
    let (applications, waiting) = store::application_counts(&mut tx, tenant, id).await?;
    tx.commit().await?;
    Ok(Facts {
        applications,
        waiting,
    })
}

/// A page of the organisation's own jobs and the counts of its tabs.
///
/// # Errors
/// `Forbidden`.
pub async fn list(
    services: &Services,
    actor: &Actor,
    filter: &HiringFilter,
) -> Result<(Page<HiringRow>, Vec<HiringTab>)> {
    let (tenant, mut tx) = tenant_tx(services, actor, Permission::ReadHiring).await?;
    let left = fields::jobs_left(&mut tx, tenant, &filter.own).await?;
    let page = store::own_jobs(&mut tx, tenant, filter, left.as_deref(), OWN_PAGE).await?;
    let tabs = store::own_counts(&mut tx, tenant, &filter.q, left.as_deref()).await?;
    tx.commit().await?;
    Ok((page, tabs))
}

/// The organisation's jobs whose title has these words, for the command palette; none without a seat.
///
/// # Errors
/// `Internal`.
pub async fn palette(services: &Services, actor: &Actor, q: &str) -> Result<Vec<HiringRow>> {
    if actor.seat_with(Permission::ReadHiring).is_err() {
        return Ok(Vec::new());
    }
    let (tenant, mut tx) = tenant_tx(services, actor, Permission::ReadHiring).await?;
    let filter = HiringFilter {
        q: q.to_owned(),
        ..Default::default()
    };
    let page = store::own_jobs(&mut tx, tenant, &filter, None, 8).await?;
    tx.commit().await?;
    Ok(page.items)
}

/// What happened to a job, the latest first.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn activity(
    services: &Services,
    actor: &Actor,
    id: JobId,
) -> Result<(JobView, Vec<Revision>)> {
    let (tenant, mut tx) = tenant_tx(services, actor, Permission::ReadHiring).await?;
    let job = store::own_job(&mut tx, tenant, id, false)
        .await?
        .ok_or(AppError::NotFound)?;
    let lines = store::revisions(&mut tx, tenant, id).await?;
    tx.commit().await?;
    Ok((job, lines))
}

/// Skills whose names stand in a text, without those already asked; at most 30.
///
/// # Errors
/// `Internal`.
pub fn suggest_skills(services: &Services, text: &str, known: &[i32]) -> Result<Vec<Suggestion>> {
    let found = lookup::skills_in(services, text)?;
    Ok(found
        .into_iter()
        .filter(|skill| !known.contains(&skill.id))
        .take(30)
        .collect())
}

/// Names of skills that exist.
///
/// # Errors
/// `Internal`.
pub fn skill_labels(services: &Services, ids: &[i32]) -> Result<BTreeMap<i32, String>> {
    lookup::skill_labels(services, ids)
}

/// Occupations a title may mean, the likeliest first.
///
/// # Errors
/// `Internal`.
pub fn suggest_occupations(services: &Services, title: &str) -> Result<Vec<Suggestion>> {
    lookup::occupations(services, title)
}

/// The field of work a title probably means, given the occupation chosen for it, if any.
///
/// # Errors
/// `Internal`.
pub fn suggest_category(
    services: &Services,
    title: &str,
    occupation: Option<i32>,
) -> Result<Option<Category>> {
    lookup::category(services, title, occupation)
}

/// A job as the scorer sees it, on a day; `None` if the scope of `conn` does not admit it.
///
/// # Errors
/// `Internal`.
pub async fn scoring_job(
    conn: &mut PgConnection,
    id: JobId,
    as_of: Date,
) -> Result<Option<matching::Job>> {
    scoring::one(conn, id, as_of).await
}

/// The open jobs a filter admits, as the scorer sees them, by id; at most 5,000, the newest.
///
/// # Errors
/// `Internal`.
pub async fn scoring_jobs(
    services: &Services,
    filter: &Filter,
    as_of: Date,
) -> Result<Vec<matching::Job>> {
    let pool = services.db.pool();
    let all = *filter
        == Filter {
            sort: filter.sort,
            ..Filter::all()
        };
    let ids = if all {
        None
    } else {
        Some(store::matching_ids(pool, filter).await?)
    };
    let raw: Option<Vec<uuid::Uuid>> = ids.map(|ids| ids.into_iter().map(|id| id.0).collect());
    let mut conn = pool.acquire().await.map_err(platform::db::internal)?;
    scoring::open(&mut conn, raw.as_deref(), as_of).await
}
