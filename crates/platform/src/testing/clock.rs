//! Time that passes by hand, and waiting for what happens in its own time.

use kernel::Clock;
use std::ops::AddAssign;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use time::OffsetDateTime;

/// A clock that is put forward by hand.
#[derive(Debug)]
pub struct HandClock(Mutex<OffsetDateTime>);

impl HandClock {
    /// A clock that stands at this moment.
    pub fn at(now: OffsetDateTime) -> Self {
        Self(Mutex::new(now))
    }

    /// Puts it forward.
    pub fn forward<D>(&self, by: D)
    where
        OffsetDateTime: AddAssign<D>,
    {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for HandClock {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits until it is so; half a minute is for a machine that is busy with other things.
///
/// # Panics
/// If it never is.
pub async fn eventually(what: &str, is_so: impl AsyncFn() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(30), waiting).await;
    assert!(waited.is_ok(), "in vain: {what}");
}
