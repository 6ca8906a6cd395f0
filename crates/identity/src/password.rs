//! Passwords: argon2id off the async threads, two at a time, and the same work for an unknown address.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use kernel::{AppError, Entropy, Result};
use platform::db::internal;
use platform::metrics::{self, HashWaiting};
use std::sync::LazyLock;
use std::time::Instant;
use tokio::sync::Semaphore;

/// At most two hashes at once: each takes 19 MiB and a core.
static PLACES: Semaphore = Semaphore::const_new(2);

/// OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane.
static ARGON2: LazyLock<Argon2<'static>> = LazyLock::new(|| {
    let params = Params::new(19_456, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
});

/// Refuses what is guessed first; the score is zxcvbn's, 0 to 4.
///
/// # Errors
/// `Invalid` at `password`.
pub fn refuse_weak(password: &str, about_them: &[&str]) -> Result<()> {
    // zxcvbn's cost grows with length, its judgement of long passwords does not change.
    let head: String = password.chars().take(64).collect();
    if zxcvbn::zxcvbn(&head, about_them).score() < zxcvbn::Score::Two {
        return Err(AppError::invalid(
            "password",
            "This is among the first things an attacker would try. Add a few more words",
        ));
    }
    Ok(())
}

/// The stored form of a password.
///
/// # Errors
/// `Internal`.
pub async fn hash(password: String, entropy: &dyn Entropy) -> Result<String> {
    let mut salt = [0u8; 16];
    entropy.fill(&mut salt);
    in_turn(move || {
        ARGON2
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
    })
    .await?
    .map_err(internal)
}

/// Does the password match? With no hash (unknown address) the same work is done for nothing.
///
/// # Errors
/// `Internal`.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    in_turn(move || {
        let known = hash.is_some();
        let text = hash.unwrap_or_else(|| DUMMY.clone());
        let matches = PasswordHash::new(&text)
            .is_ok_and(|hash| ARGON2.verify_password(password.as_bytes(), &hash).is_ok());
        known && matches
    })
    .await
}

/// Does the work when it is its turn, off the async threads.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let waiting = HashWaiting::enter();
    let _place = PLACES.acquire().await.map_err(internal)?;
    drop(waiting);
    tokio::task::spawn_blocking(move || {
        let began = Instant::now();
        let done = work();
        metrics::password_hashed(began.elapsed());
        done
    })
    .await
    .map_err(internal)
}

/// A hash of nothing anybody could type.
static DUMMY: LazyLock<String> = LazyLock::new(|| {
    ARGON2
        .hash_password_with_salt(&[0u8; 64], &[0u8; 16])
        .map(|hash| hash.to_string())
        .unwrap_or_default()
});

#[cfg(test)]
mod tests {
    use super::*;

    struct Sevens;
    impl Entropy for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[tokio::test]
    async fn only_the_right_password_matches() {
        let stored = hash("correct horse battery".into(), &Sevens).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(
            verify("correct horse battery".into(), Some(stored.clone()))
                .await
                .unwrap()
        );
        assert!(!verify("correct horse".into(), Some(stored)).await.unwrap());
        assert!(!verify("anything".into(), None).await.unwrap());
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        for weak in ["password", "12345678", "qwertyuiop", "iloveyou1"] {
            assert!(refuse_weak(weak, &[]).is_err(), "{weak}");
        }
        assert!(refuse_weak("three brown kettles", &[]).is_ok());
    }
}
