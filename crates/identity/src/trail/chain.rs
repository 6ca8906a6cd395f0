//! The chain: a schedule seals what is new in blocks, each with the hash of the one before; verification reads all of it
//! again and says what does not fit.
//!
//! Writing a line stays cheap, because nobody waits for the line before: the order is made afterwards. What a chain cannot
//! show by itself is that its end was cut off; for that, keep the heads that `kinwork audit verify` prints somewhere else.

use super::store::{self, Block, Sealed, Standing};
use kernel::Result;
use kernel::id::OrganisationId;
use platform::jobs::{Completed, JobError, Running};
use platform::{Scope, Services};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use std::collections::HashSet;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// Events in a block.
const BLOCK: i64 = 1000;
/// How long after it says it happened an event may appear: transactions are short and clocks differ a little.
const LATE: Duration = Duration::minutes(5);

/// Seals what is new in every organisation. For the schedule.
///
/// # Errors
/// `Retry`.
pub async fn seal_all(job: Running) -> Result<Completed, JobError> {
    for tenant in store::to_seal(job.services.db.pool()).await? {
        while seal_some(&job.services, tenant).await? == BLOCK as usize {}
    }
    let tx = job.begin().await?;
    job.complete(tx).await
}

/// Seals one block; returns how many events it has.
async fn seal_some(services: &Services, tenant: OrganisationId) -> Result<usize> {
    let owned = services.clone();
    let scope = Scope {
        tenant: Some(tenant),
        ..Scope::PUBLIC
    };
    services
        .db
        .run(async move {
            let mut tx = owned.db.begin(scope).await?;
            store::lock_chain(&mut tx, tenant).await?;
            let events = store::unsealed(&mut tx, tenant, BLOCK).await?;
            if !events.is_empty() {
                let (last, previous) = store::last_block(&mut tx, tenant)
                    .await?
                    .unwrap_or_default();
                let hash = hash(tenant.0, last + 1, &previous, events.iter().map(Fixed::of));
                let ids: Vec<Uuid> = events.iter().map(|event| event.id).collect();
                let now = owned.clock.now();
                store::seal(&mut tx, last + 1, &previous, &hash, &ids, now).await?;
            }
            tx.commit().await?;
            Ok(events.len())
        })
        .await
}

/// What of an event never changes. Its JSON is canonical: these fields, in this order.
#[derive(Serialize)]
struct Fixed<'a> {
    action: &'a str,
    actor: Uuid,
    at_us: i128,
    detail: String,
    id: Uuid,
    subject: Uuid,
    subject_kind: &'a str,
    tenant: Uuid,
}

#[derive(Serialize)]
struct Head {
    block: i32,
    previous: String,
    tenant: Uuid,
}

impl<'a> Fixed<'a> {
    fn of(event: &'a Sealed) -> Self {
        Self {
            action: &event.action,
            actor: event.actor_id,
            at_us: micros(event.created_at),
            detail: hex::encode(&event.detail_sha256),
            id: event.id,
            subject: event.subject_id,
            subject_kind: &event.subject_kind,
            tenant: event.tenant_id,
        }
    }

    fn standing(event: &'a Standing) -> Self {
        Self {
            action: &event.action,
            actor: event.actor_id,
            at_us: micros(event.created_at),
            detail: hex::encode(&event.detail_sha256),
            id: event.id,
            subject: event.subject_id,
            subject_kind: &event.subject_kind,
            tenant: event.tenant_id,
        }
    }
}

/// SHA-256 over the head of the block and its events, a line of JSON each.
fn hash<'a>(
    tenant: Uuid,
    block: i32,
    previous: &[u8],
    events: impl Iterator<Item = Fixed<'a>>,
) -> [u8; 32] {
    let head = Head {
        block,
        previous: hex::encode(previous),
        tenant,
    };
    let mut sha = Sha256::new();
    add(&mut sha, &head);
    for event in events {
        add(&mut sha, &event);
    }
    sha.finalize().into()
}

fn add(sha: &mut Sha256, line: &impl Serialize) {
    // Text, numbers and ids always have a JSON.
    sha.update(serde_json::to_vec(line).unwrap_or_default());
    sha.update(b"\n");
}

fn micros(at: OffsetDateTime) -> i128 {
    at.unix_timestamp_nanos() / 1000
}

/// What a verification found.
#[derive(Debug, Default)]
pub struct Report {
    /// One for each organisation with a trail.
    pub chains: Vec<Chain>,
}

/// The trail of one organisation.
#[derive(Debug)]
pub struct Chain {
    /// Whose.
    pub tenant: Uuid,
    /// Its name.
    pub name: String,
    /// How many blocks there are.
    pub blocks: usize,
    /// How many events they hold.
    pub events: usize,
    /// Of how many the detail went with a person who was erased.
    pub erased: usize,
    /// The hash of the last block.
    pub head: String,
    /// What does not fit.
    pub faults: Vec<String>,
}

impl Report {
    /// Does everything fit?
    pub fn is_whole(&self) -> bool {
        self.chains.iter().all(|chain| chain.faults.is_empty())
    }
}

/// Reads every trail again, as the owner of the database, and says what was altered, removed or put in.
///
/// # Errors
/// Those of the database.
pub async fn verify(owner: &PgPool) -> Result<Report, sqlx::Error> {
    let mut report = Report::default();
    let erasures = store::erasures(owner).await?;
    for (tenant, name) in store::with_trail(owner).await? {
        let blocks = store::blocks(owner, tenant).await?;
        let mut chain = Chain {
            tenant,
            name,
            blocks: blocks.len(),
            events: 0,
            erased: 0,
            head: blocks
                .last()
                .map(|block| hex::encode(&block.sha256))
                .unwrap_or_default(),
            faults: Vec::new(),
        };
        let mut before: Option<&Block> = None;
        for block in &blocks {
            let events = store::in_block(owner, tenant, Some(block.no)).await?;
            chain.follows(before, block);
            chain.holds(block, &events);
            chain.details(before, &events, &erasures);
            chain.events += events.len();
            before = Some(block);
        }
        let open = store::in_block(owner, tenant, None).await?;
        chain.details(before, &open, &erasures);
        report.chains.push(chain);
    }
    Ok(report)
}

impl Chain {
    fn follows(&mut self, before: Option<&Block>, block: &Block) {
        let (no, hash) = before.map_or((0, &[][..]), |block| (block.no, &block.sha256));
        if block.no != no + 1 {
            self.faults
                .push(format!("block {} is missing", block.no - 1));
        }
        if block.previous_sha256 != hash {
            self.faults.push(format!(
                "block {} does not follow from the one before",
                block.no
            ));
        }
    }

    /// Are the events of a block those it seals, unaltered?
    fn holds(&mut self, block: &Block, events: &[Standing]) {
        let sealed: HashSet<Uuid> = block.events.iter().copied().collect();
        let there: HashSet<Uuid> = events.iter().map(|event| event.id).collect();
        for id in sealed.difference(&there) {
            self.faults
                .push(format!("event {id} of block {} was removed", block.no));
        }
        for id in there.difference(&sealed) {
            self.faults
                .push(format!("event {id} was put into block {}", block.no));
        }
        let lines = events.iter().map(Fixed::standing);
        if hash(self.tenant, block.no, &block.previous_sha256, lines)[..] != block.sha256 {
            self.faults
                .push(format!("block {} is not what was sealed", block.no));
        }
    }

    /// Is the detail of each event what it was, and did the event come when it says?
    fn details(
        &mut self,
        before: Option<&Block>,
        events: &[Standing],
        erasures: &HashSet<OffsetDateTime>,
    ) {
        for event in events {
            let Some(salt) = &event.salt else {
                self.erased += 1;
                if event.erased_at.is_none_or(|at| !erasures.contains(&at)) {
                    let fault = format!("event {} lost its detail without an erasure", event.id);
                    self.faults.push(fault);
                }
                continue;
            };
            let mut sha = Sha256::new();
            sha.update(salt);
            sha.update(event.detail.as_bytes());
            if sha.finalize()[..] != event.detail_sha256 {
                self.faults.push(format!("event {} was altered", event.id));
            }
        }
        let Some(before) = before else { return };
        for event in events {
            if event.created_at < before.sealed_at - LATE {
                self.faults.push(format!(
                    "event {} was put in later: it says {}, but block {} was sealed after that without it",
                    event.id, event.created_at, before.no
                ));
            }
        }
    }
}
