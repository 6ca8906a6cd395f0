//! Who may read which trail, and how a line gets into it.

use super::model::{Filter, Line, Named, OwnLine};
use super::redact::redact;
use super::store;
use crate::model::Actor;
use crate::organisations::permissions::Permission;
use futures::Stream;
use futures::stream::try_unfold;
use kernel::id::{EntryId, OrganisationId, PersonId};
use kernel::page::{Page, decode};
use kernel::{AppError, Result};
use platform::{Scope, Services, TenantTx};
use serde_json::Value;
use std::borrow::Cow;
use time::OffsetDateTime;
use uuid::Uuid;

/// Lines of a page.
const PAGE: usize = 50;
/// Lines fetched at a time for a file.
const BATCH: usize = 500;
/// Lines of what concerns oneself.
const OWN: i32 = 50;

/// A line of the trail.
#[derive(Debug)]
pub struct Change {
    action: Cow<'static, str>,
    subject_kind: &'static str,
    subject: Uuid,
    changes: Value,
}

impl Change {
    /// Something changed in the organisation itself.
    pub fn organisation(action: &'static str, id: OrganisationId, changes: Value) -> Self {
        Self::of(action, "organisation", id.0, changes)
    }

    /// Something changed in a thing of that kind: field by field, before and after.
    pub fn of(
        action: impl Into<Cow<'static, str>>,
        subject_kind: &'static str,
        subject: Uuid,
        changes: Value,
    ) -> Self {
        Self {
            action: action.into(),
            subject_kind,
            subject,
            changes,
        }
    }
}

/// Writes a line of the trail, in the transaction of what it tells of; other areas write theirs with it too. From where it
/// was done is known to the services; secrets are taken out.
///
/// # Errors
/// `Internal`.
pub async fn record(
    services: &Services,
    tx: &mut TenantTx,
    actor: PersonId,
    tenant: OrganisationId,
    change: Change,
) -> Result<()> {
    let changes = redact(change.changes);
    let event = store::Event {
        id: services.new_id::<EntryId>().0,
        tenant,
        actor,
        action: &change.action,
        subject_kind: change.subject_kind,
        subject: change.subject,
        changes: &changes,
        address: &services.origin.address,
        user_agent: &services.origin.user_agent,
    };
    store::append(tx, event, services.clock.now()).await
}

/// A page of the trail of the organisation acted for, the latest first.
///
/// # Errors
/// `Forbidden`.
pub async fn lines(
    services: &Services,
    actor: &Actor,
    filter: &Filter,
    after: Option<&str>,
) -> Result<Page<Line>> {
    let tenant = actor.seat_seeing(Permission::ReadTrail)?.organisation;
    let scope = Scope::tenant(tenant, actor.person);
    let mut tx = services.db.begin(scope).await?;
    let page = page_in(&mut tx, tenant, filter, after).await?;
    tx.commit().await?;
    Ok(page)
}

/// The same, and everybody who stands in the whole trail.
///
/// # Errors
/// `Forbidden`.
pub async fn list(
    services: &Services,
    actor: &Actor,
    filter: &Filter,
    after: Option<&str>,
) -> Result<(Page<Line>, Vec<Named>)> {
    let tenant = actor.seat_seeing(Permission::ReadTrail)?.organisation;
    let mut tx = services
        .db
        .begin(Scope::tenant(tenant, actor.person))
        .await?;
    let page = page_in(&mut tx, tenant, filter, after).await?;
    let actors = store::actors(&mut tx).await?;
    tx.commit().await?;
    Ok((page, actors))
}

async fn page_in(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    filter: &Filter,
    after: Option<&str>,
) -> Result<Page<Line>> {
    let before = after.and_then(cursor);
    let lines = store::lines(tx, tenant, filter, before, PAGE as i64 + 1).await?;
    Ok(Page::cut(lines, PAGE, key))
}

/// The whole trail of the organisation acted for, as far as it is asked for, some lines at a time: however long it is, it
/// takes little memory, and no transaction waits for the reader.
///
/// # Errors
/// `Forbidden`.
pub fn all(
    services: &Services,
    actor: &Actor,
    filter: Filter,
) -> Result<impl Stream<Item = Result<Vec<Line>>> + Send + use<>> {
    let tenant = actor.seat_seeing(Permission::ReadTrail)?.organisation;
    let (services, scope) = (services.clone(), Scope::tenant(tenant, actor.person));
    Ok(try_unfold(Some(None), move |from| {
        let (services, filter) = (services.clone(), filter.clone());
        async move {
            let Some(before) = from else { return Ok(None) };
            let mut tx = services.db.begin(scope).await?;
            let lines = store::lines(&mut tx, tenant, &filter, before, BATCH as i64).await?;
            tx.commit().await?;
            let last = lines.last().map(|line| (line.at, line.id));
            let next = last.filter(|_| lines.len() == BATCH).map(Some);
            Ok::<_, AppError>(Some((lines, next)))
        }
    }))
}

/// What organisations noted about somebody, and what they did there, the latest first.
///
/// # Errors
/// `Internal`.
pub async fn about_me(services: &Services, actor: &Actor) -> Result<Vec<OwnLine>> {
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let lines = store::about_me(&mut tx, OWN).await?;
    tx.commit().await?;
    Ok(lines)
}

fn key(line: &Line) -> (i64, Uuid) {
    let micros = line.at.unix_timestamp_nanos() / 1000;
    (i64::try_from(micros).unwrap_or(i64::MAX), line.id)
}

fn cursor(text: &str) -> Option<(OffsetDateTime, Uuid)> {
    let (micros, id) = decode::<(i64, Uuid)>(text)?;
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000).ok()?;
    Some((at, id))
}
