//! How often somebody may ask. Every limit stands in [`LIMITS`]; what is counted over longer times and by
//! all servers together, such as wrong passwords of an account, is counted in the database by `identity`.

use super::guard::Guard;
use super::refusal::Refusal;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use identity::Actor;
use kernel::AppError;
use platform::{metrics, network};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, PoisonError, RwLock};

/// Ways in: each try costs 50 ms of a core, and is what an attacker tries most.
pub const WAYS_IN: &[&str] = &[
    "/api/identity/confirm_address",
    "/api/identity/finish_sign_up",
    "/api/identity/forgot_password",
    "/api/identity/passkey_challenge",
    "/api/identity/reset_password",
    "/api/identity/second_step",
    "/api/identity/second_step_with_passkey",
    "/api/identity/sign_in",
    "/api/identity/sign_in_with_passkey",
    "/api/identity/sign_up",
    "/api/identity/start_provider",
    "/api/v1/auth/token",
];

/// Where programs send texts to be read.
const TEXTS: &[&str] = &["/api/v1/skills/extract", "/api/v1/adverts/read"];

/// All limits of the edge. Many people may sit behind one address; an account is one person.
const LIMITS: &[Limit] = &[
    Limit {
        name: "ways_in",
        by: By::Address,
        what: What::Paths(WAYS_IN),
        burst: 30,
        a_minute: 60,
    },
    Limit {
        name: "writes_by_address",
        by: By::Address,
        what: What::Writes,
        burst: 300,
        a_minute: 1200,
    },
    Limit {
        name: "writes_by_account",
        by: By::Account,
        what: What::Writes,
        burst: 100,
        a_minute: 300,
    },
    // Each costs up to five seconds of a core.
    Limit {
        name: "reading_files",
        by: By::Account,
        what: What::Paths(&[people::rest::upload::UPLOAD]),
        burst: 10,
        a_minute: 2,
    },
    // Each costs up to a tenth of a second.
    Limit {
        name: "reading_texts",
        by: By::Account,
        what: What::Paths(TEXTS),
        burst: 30,
        a_minute: 60,
    },
    // Keys of organisations are no accounts.
    Limit {
        name: "reading_texts_by_address",
        by: By::Address,
        what: What::Paths(TEXTS),
        burst: 120,
        a_minute: 240,
    },
    Limit {
        name: "live_events",
        by: By::Account,
        what: What::Paths(&["/api/events"]),
        burst: 30,
        a_minute: 60,
    },
];

/// Most keys a limit remembers, some megabytes. Beyond it all are forgotten: so many clients at once are an
/// attack that no count of each would stop.
const MOST_KEYS: usize = 100_000;

/// One line of the table: so many at once, and then so many a minute.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// As metrics name it.
    pub name: &'static str,
    pub by: By,
    pub what: What,
    pub burst: u32,
    pub a_minute: u32,
}

/// By what a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The client's address, or its network of version 6.
    Address,
    /// The person who is signed in.
    Account,
}

/// What a limit counts.
#[derive(Debug, Clone, Copy)]
pub enum What {
    /// Whatever may change something.
    Writes,
    /// Requests for these paths.
    Paths(&'static [&'static str]),
}

impl Limit {
    fn counts(&self, method: &Method, path: &str) -> bool {
        match self.what {
            What::Writes => !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS),
            What::Paths(paths) => paths.contains(&path),
        }
    }

    fn limiter(&self) -> DefaultKeyedRateLimiter<u128> {
        let number = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        RateLimiter::keyed(Quota::per_minute(number(self.a_minute)).allow_burst(number(self.burst)))
    }
}

/// The limits with what they have counted.
#[derive(Clone)]
pub struct Limits {
    counters: Arc<[Counter]>,
}

struct Counter {
    limit: Limit,
    most_keys: usize,
    seen: RwLock<DefaultKeyedRateLimiter<u128>>,
}

impl Limits {
    /// Those of the table.
    pub fn new() -> Self {
        Self::of(LIMITS, MOST_KEYS)
    }

    fn of(table: &[Limit], most_keys: usize) -> Self {
        let counter = |limit: &Limit| Counter {
            limit: *limit,
            most_keys,
            seen: RwLock::new(limit.limiter()),
        };
        Self {
            counters: table.iter().map(counter).collect(),
        }
    }

    /// Counts a request; refuses it if that is too many.
    fn count(&self, by: By, key: u128, method: &Method, path: &str) -> Result<(), AppError> {
        let mut wait_s = None;
        for counter in self.counters.iter() {
            if counter.limit.by == by && counter.limit.counts(method, path) {
                wait_s = wait_s.max(counter.count(key));
            }
        }
        wait_s.map_or(Ok(()), |retry_after_s| {
            Err(AppError::RateLimited { retry_after_s })
        })
    }

    /// Forgets whoever has not asked for so long that they may do all they might at first.
    pub fn sweep(&self) {
        for counter in self.counters.iter() {
            counter.sweep();
        }
    }
}

impl Counter {
    /// Seconds to wait, if this is one too many.
    fn count(&self, key: u128) -> Option<u64> {
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        let counted = seen.check_key(&key);
        let full = seen.len() > self.most_keys;
        drop(seen);
        if full {
            self.sweep();
        }
        let until = counted.err()?;
        metrics::rate_limited(self.limit.name);
        // A part of a second is a whole one: whoever waits as long as told is let in.
        Some(
            until
                .wait_time_from(DefaultClock::default().now())
                .as_secs()
                + 1,
        )
    }

    fn sweep(&self) {
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        seen.retain_recent();
        seen.shrink_to_fit();
        let full = seen.len() > self.most_keys;
        drop(seen);
        if full {
            tracing::warn!(limit = self.limit.name, "too many clients to count");
            *self.seen.write().unwrap_or_else(PoisonError::into_inner) = self.limit.limiter();
        }
    }
}

/// What the two layers need.
#[derive(Clone)]
pub struct Edge {
    pub guard: Guard,
    pub limits: Limits,
    pub refusal: Refusal,
}

/// Refuses a client that asks too often, before anything is asked of the database.
pub async fn by_address(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let client = super::guard::client(edge.guard.trusted_proxies, &request);
    let key = match network::network(client) {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    };
    pass(&edge, By::Address, key, request, next).await
}

/// Refuses a person who asks too often, from wherever.
pub async fn by_account(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let actor = request.extensions().get::<Option<Actor>>();
    match actor.and_then(|actor| actor.as_ref().map(|actor| actor.person)) {
        Some(person) => pass(&edge, By::Account, person.0.as_u128(), request, next).await,
        None => next.run(request).await,
    }
}

async fn pass(edge: &Edge, by: By, key: u128, request: Request, next: Next) -> Response {
    let counted = edge
        .limits
        .count(by, key, request.method(), request.uri().path());
    match counted {
        Ok(()) => next.run(request).await,
        Err(error) => edge.refusal.answer(error, request).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So slow that nothing comes back while a test runs.
    const SLOW: &[Limit] = &[Limit {
        name: "slow",
        by: By::Address,
        what: What::Writes,
        burst: 3,
        a_minute: 1,
    }];

    fn write(limits: &Limits, key: u128) -> Result<(), AppError> {
        limits.count(By::Address, key, &Method::POST, "/any")
    }

    #[test]
    fn one_too_many_is_refused_and_told_when_to_come_back() {
        let limits = Limits::of(SLOW, 10);
        for _ in 0..3 {
            assert_eq!(write(&limits, 1), Ok(()));
        }
        let Err(AppError::RateLimited { retry_after_s }) = write(&limits, 1) else {
            panic!("the fourth was let through");
        };
        assert!((1..=60).contains(&retry_after_s), "{retry_after_s}");
        // Neither another client, nor reading, nor another kind of key is meant.
        assert_eq!(write(&limits, 2), Ok(()));
        assert_eq!(limits.count(By::Address, 1, &Method::GET, "/any"), Ok(()));
        assert_eq!(limits.count(By::Account, 1, &Method::POST, "/any"), Ok(()));
    }

    #[test]
    fn memory_is_bounded_however_many_ask() {
        let limits = Limits::of(SLOW, 1000);
        for key in 0..10_000 {
            let _ = write(&limits, key);
            let kept = limits.counters[0].seen.read().unwrap().len();
            assert!(kept <= 1001, "{kept}");
        }
    }

    #[test]
    fn whoever_has_waited_long_enough_is_forgotten() {
        // Fresh again after a sixtieth of a millisecond.
        let quick = Limit {
            burst: 1,
            a_minute: 3_600_000,
            ..SLOW[0]
        };
        let limits = Limits::of(&[quick], 1000);
        for key in 0..100 {
            let _ = write(&limits, key);
        }
        while !limits.counters[0].seen.read().unwrap().is_empty() {
            limits.sweep();
        }
        let limits = Limits::of(SLOW, 1000);
        let _ = write(&limits, 1);
        limits.sweep();
        assert_eq!(limits.counters[0].seen.read().unwrap().len(), 1);
    }

    #[test]
    fn every_limit_lets_somebody_through() {
        for limit in LIMITS {
            assert!(limit.burst > 0 && limit.a_minute > 0, "{}", limit.name);
        }
    }
}
