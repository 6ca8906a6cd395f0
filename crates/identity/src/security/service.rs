//! One door for everything that concerns the security of an account.

use super::model::{Ends, SecurityEvent, TrailLine};
use super::{notice, store};
use crate::model::Actor;
use crate::service::Client;
use kernel::id::PersonId;
use kernel::page::Page;
use kernel::{Result, page};
use platform::{Scope, Services, TenantTx};
use time::OffsetDateTime;
use uuid::Uuid;

/// Lines of a page of the trail.
const PAGE: usize = 50;
/// Longest detail, in characters: what staff say of it, with the longest reason they may give.
const DETAIL_MAX: usize = 700;

/// How it came about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// From which address; empty if it was not the person's own doing.
    pub address: String,
    /// With which browser or app.
    pub user_agent: String,
    /// The session or family of tokens it was done in, which may stay.
    pub this: Option<Uuid>,
    /// Which device or key, or for what reason.
    pub detail: String,
}

impl Circumstances {
    /// Done by the person, from there.
    pub fn of(client: Client<'_>) -> Self {
        Self {
            address: client.address.to_owned(),
            user_agent: client.user_agent.to_owned(),
            ..Self::default()
        }
    }

    /// In this session, which may stay.
    #[must_use]
    pub fn keeping(mut self, actor: &Actor) -> Self {
        self.this = Some(actor.way_in.id());
        self
    }

    /// Concerning this device or key, or for this reason.
    #[must_use]
    pub fn about(mut self, detail: &str) -> Self {
        self.detail = detail.chars().take(DETAIL_MAX).collect();
        self
    }
}

/// Ends what this event ends, notes it in the person's trail and has them told, all in the caller's
/// transaction: it happened with the change it is about, or not at all.
///
/// # Errors
/// `Internal`.
pub async fn security_event(
    services: &Services,
    tx: &mut TenantTx,
    person: PersonId,
    what: SecurityEvent,
    how: Circumstances,
) -> Result<()> {
    let now = services.clock.now();
    match what.ends() {
        Ends::Nothing => {}
        Ends::OtherDevices => store::end_access(tx, person, how.this, false, now).await?,
        Ends::AllButThis => store::end_access(tx, person, how.this, true, now).await?,
        Ends::Everything => store::end_access(tx, person, None, true, now).await?,
    }
    let note = store::Note {
        id: services.new_id(),
        person,
        what,
        how: &how,
        at: now,
    };
    store::note(tx, note).await?;
    if what.is_told() {
        notice::enqueue(services, tx, person, what, &how).await?;
    }
    Ok(())
}

/// Ends every session, token and key of a person whose account ends: there is nobody left to tell.
///
/// # Errors
/// `Internal`.
pub(crate) async fn end_everything(
    tx: &mut TenantTx,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    store::end_access(tx, person, None, true, now).await
}

/// One's own trail, the latest first; `cursor` is where the page before ended.
///
/// # Errors
/// `Internal`.
pub async fn trail(
    services: &Services,
    actor: &Actor,
    cursor: Option<&str>,
) -> Result<Page<TrailLine>> {
    let before = cursor
        .and_then(page::decode::<(i64, Uuid)>)
        .and_then(|(micros, id)| {
            let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000).ok()?;
            Some((at, id))
        });
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let lines = store::trail(&mut tx, actor.person, before, PAGE as i64 + 1).await?;
    tx.commit().await?;
    Ok(Page::cut(lines, PAGE, |line| {
        let micros = line.at.unix_timestamp_nanos() / 1000;
        (i64::try_from(micros).unwrap_or(i64::MAX), line.id)
    }))
}
