//! What is counted and measured, by name. All names and labels stand here: labels are templates, states and
//! outcomes, of which there are few, and never anything of a person's.
//!
//! Without [`install`] nothing is kept and a call costs next to nothing.

use crate::{Services, jobs};
use metrics::{Unit, counter, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use metrics_process::Collector;
use std::time::Duration;

/// Limits of the buckets of times, in seconds: from a page out of memory to a request given up.
const SECONDS: [f64; 13] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0,
];

const REQUESTS: &str = "http_requests_total";
const REQUEST_SECONDS: &str = "http_request_seconds";
const IN_FLIGHT: &str = "http_requests_in_flight";
const REFUSED: &str = "rate_limited_total";
const STREAMS: &str = "event_streams";
const BEGIN_SECONDS: &str = "db_begin_seconds";
const CONNECTIONS: &str = "db_connections";
const CONNECTIONS_MAX: &str = "db_connections_max";
const SIGN_INS: &str = "sign_ins_total";
const HASH_WAITING: &str = "password_hashes_waiting";
const HASH_SECONDS: &str = "password_hash_seconds";
const JOBS: &str = "jobs";
const JOBS_OLDEST: &str = "jobs_oldest_ready_seconds";
const INDEX_PEOPLE: &str = "index_people";
const INDEX_BYTES: &str = "index_bytes";
const INDEX_WATERMARK: &str = "index_watermark_transaction";
const INDEX_CAUGHT_UP: &str = "index_caught_up_timestamp_seconds";
const INDEX_LAG: &str = "index_update_seconds";
const INDEX_ASKED: &str = "index_asked_total";

/// What is measured, read by a scrape.
#[derive(Clone)]
pub struct Metrics {
    recorded: PrometheusHandle,
    process: Collector,
}

/// Keeps what is measured from now on. Once a process.
///
/// # Errors
/// If something else does already.
pub fn install() -> Result<Metrics, BuildError> {
    let recorded = PrometheusBuilder::new()
        .set_buckets(&SECONDS)?
        .install_recorder()?;
    describe();
    let process = Collector::default();
    process.describe();
    Ok(Metrics { recorded, process })
}

impl Metrics {
    /// Everything, in the text format of Prometheus.
    pub async fn scrape(&self, services: &Services) -> String {
        self.process.collect();
        let pool = services.db.pool();
        let (all, idle) = (pool.size(), u32::try_from(pool.num_idle()).unwrap_or(0));
        gauge!(CONNECTIONS, "state" => "idle").set(idle);
        gauge!(CONNECTIONS, "state" => "busy").set(all.saturating_sub(idle));
        gauge!(CONNECTIONS_MAX).set(pool.options().get_max_connections());
        // While the database does not answer, the last count stands.
        if let Ok(counts) = jobs::counts(services).await {
            for (state, count) in [
                ("later", counts.later),
                ("ready", counts.ready),
                ("running", counts.running),
                ("dead", counts.dead),
            ] {
                gauge!(JOBS, "state" => state)
                    .set(f64::from(i32::try_from(count).unwrap_or(i32::MAX)));
            }
            gauge!(JOBS_OLDEST).set(counts.oldest_ready.as_seconds_f64());
        }
        self.recorded.render()
    }

    /// Folds what was measured into its buckets, so that it takes no more room however much there is.
    pub fn upkeep(&self) {
        self.recorded.run_upkeep();
    }
}

fn describe() {
    use metrics::{describe_counter, describe_gauge, describe_histogram};
    describe_counter!(
        REQUESTS,
        "Requests answered, by route, method and class of status"
    );
    describe_histogram!(
        REQUEST_SECONDS,
        Unit::Seconds,
        "From the head of a request to the head of its answer"
    );
    describe_gauge!(IN_FLIGHT, "Requests being answered");
    describe_counter!(REFUSED, "Requests refused at the edge, by limit");
    describe_gauge!(STREAMS, "Live event streams that are open");
    describe_histogram!(
        BEGIN_SECONDS,
        Unit::Seconds,
        "Waiting for a database connection and for BEGIN on it"
    );
    describe_gauge!(CONNECTIONS, "Database connections, by state");
    describe_gauge!(CONNECTIONS_MAX, "Most database connections there may be");
    describe_counter!(SIGN_INS, "Attempts to sign in, by outcome");
    describe_gauge!(HASH_WAITING, "Passwords waiting to be hashed");
    describe_histogram!(
        HASH_SECONDS,
        Unit::Seconds,
        "Hashing a password, without waiting"
    );
    describe_gauge!(JOBS, "Jobs of the system, by state");
    describe_gauge!(
        JOBS_OLDEST,
        Unit::Seconds,
        "How long the job has been ready that has waited longest"
    );
    describe_gauge!(INDEX_PEOPLE, "People in the index of this server");
    describe_gauge!(INDEX_BYTES, Unit::Bytes, "Memory the index takes");
    describe_gauge!(
        INDEX_WATERMARK,
        "Every transaction below this one is in the index"
    );
    describe_gauge!(
        INDEX_CAUGHT_UP,
        Unit::Seconds,
        "When the index last had all there was"
    );
    describe_histogram!(
        INDEX_LAG,
        Unit::Seconds,
        "From a change of a person to where searches see it"
    );
    describe_counter!(
        INDEX_ASKED,
        "Lists of candidates, by what found them: the index, or the database while that is not ready"
    );
}

/// How large the index of people is and how far it has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IndexState {
    /// People in it.
    pub people: u64,
    /// Bytes it takes.
    pub bytes: u64,
    /// Every transaction below this one is in it.
    pub transaction: u64,
    /// When it had all there was, in seconds since 1970.
    pub caught_up_s: f64,
}

/// The index has all there is.
pub fn index_caught_up(state: IndexState) {
    gauge!(INDEX_PEOPLE).set(precise(state.people));
    gauge!(INDEX_BYTES).set(precise(state.bytes));
    gauge!(INDEX_WATERMARK).set(precise(state.transaction));
    gauge!(INDEX_CAUGHT_UP).set(state.caught_up_s);
}

/// Changes have come into the index, the first of them so many seconds after it began.
pub fn index_updated(waited_s: f64) {
    histogram!(INDEX_LAG).record(waited_s);
}

/// Candidates were found by the index, or without.
pub fn index_asked(by_index: bool) {
    let by = if by_index { "index" } else { "database" };
    counter!(INDEX_ASKED, "by" => by).increment(1);
}

/// A count as the kind of number that gauges are; exact up to 2⁵³.
fn precise(count: u64) -> f64 {
    count as f64
}

/// A request that is being answered, until it is dropped.
#[derive(Debug)]
pub struct InFlight;

impl InFlight {
    /// One more.
    pub fn enter() -> Self {
        gauge!(IN_FLIGHT).increment(1);
        Self
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        gauge!(IN_FLIGHT).decrement(1);
    }
}

/// A request has been answered. `route` is its template, never its path.
pub fn answered(route: &str, method: &'static str, status: u16, took: Duration) {
    let class = match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    };
    let route = route.to_owned();
    counter!(REQUESTS, "route" => route.clone(), "method" => method, "status" => class)
        .increment(1);
    histogram!(REQUEST_SECONDS, "route" => route, "method" => method).record(took);
}

/// A request was refused by the limit of this name.
pub fn rate_limited(limit: &'static str) {
    counter!(REFUSED, "limit" => limit).increment(1);
}

pub(crate) fn stream_opened() {
    gauge!(STREAMS).increment(1);
}

pub(crate) fn stream_closed() {
    gauge!(STREAMS).decrement(1);
}

pub(crate) fn db_begun(waited: Duration) {
    histogram!(BEGIN_SECONDS).record(waited);
}

/// How an attempt to sign in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignIn {
    /// Somebody is in.
    Let,
    /// Address or password is not right.
    Wrong,
    /// Too many attempts.
    Limited,
    /// A fault of ours.
    Failed,
}

/// Counts an attempt to sign in.
pub fn sign_in(outcome: SignIn) {
    let outcome = match outcome {
        SignIn::Let => "let_in",
        SignIn::Wrong => "wrong",
        SignIn::Limited => "limited",
        SignIn::Failed => "failed",
    };
    counter!(SIGN_INS, "outcome" => outcome).increment(1);
}

/// A password that waits to be hashed, until it is dropped.
#[derive(Debug)]
pub struct HashWaiting;

impl HashWaiting {
    /// One more.
    pub fn enter() -> Self {
        gauge!(HASH_WAITING).increment(1);
        Self
    }
}

impl Drop for HashWaiting {
    fn drop(&mut self) {
        gauge!(HASH_WAITING).decrement(1);
    }
}

/// A password was hashed.
pub fn password_hashed(took: Duration) {
    histogram!(HASH_SECONDS).record(took);
}
