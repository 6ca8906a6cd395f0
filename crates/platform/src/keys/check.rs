//! The check at start: this server has the keys that the database was sealed with.

use super::{KeyError, KeyRing};
use sqlx::PgPool;
use time::OffsetDateTime;

/// Why the server must not run with these keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyCheckError {
    /// A key of the same number was used before, and it was another one.
    #[error(
        "key {0} is not the key {0} this database was sealed with. Give this server the keys of the others: KINWORK_KEYS or --keys-file"
    )]
    Differs(u32),
    /// A key that may still be needed is not there.
    #[error(
        "key {0} is missing, and the database may hold what it sealed. Give it with KINWORK_KEYS or --keys-file; if nothing needs it any more, take it away with kinwork keys retire {0}"
    )]
    Missing(u32),
    /// No keys at all.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// It could not be checked.
    #[error("the keys could not be checked: {0}")]
    Database(#[from] sqlx::Error),
}

/// Compares the ring with the fingerprints in the database, and leaves those of new keys there.
///
/// # Errors
/// See [`KeyCheckError`].
pub async fn check(
    pool: &PgPool,
    ring: &KeyRing,
    now: OffsetDateTime,
) -> Result<(), KeyCheckError> {
    ring.current()?;
    let ours = ring.fingerprints();
    for (number, fingerprint) in &ours {
        sqlx::query(
            "insert into sealing_key (id, fingerprint, first_used_at) values ($1, $2, $3) on conflict (id) do nothing",
        )
        .bind(number.cast_signed())
        .bind(fingerprint)
        .bind(now)
        .execute(pool)
        .await?;
    }
    let known: Vec<(i32, Vec<u8>, bool)> = sqlx::query_as(
        "select id, fingerprint, retired_at is not null from sealing_key order by id",
    )
    .fetch_all(pool)
    .await?;
    for (number, fingerprint, retired) in known {
        let number = number.cast_unsigned();
        match ours.iter().find(|(own, _)| *own == number) {
            Some((_, own)) if *own != fingerprint => return Err(KeyCheckError::Differs(number)),
            None if !retired => return Err(KeyCheckError::Missing(number)),
            _ => {}
        }
    }
    Ok(())
}
