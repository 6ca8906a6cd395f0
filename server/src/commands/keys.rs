//! `kinwork keys`, and where every command gets its keys.

use super::{Done, Failure};
use crate::cli::{Global, Keys};
use crate::database::Database;
use kernel::Clock as _;
use platform::keys::{self, KeyCheckError, KeyError, KeyRing, RotationError, SealedColumn};
use platform::postgres;
use platform::system::{SystemClock, SystemEntropy};
use sqlx::PgPool;
use std::path::PathBuf;

/// Every column of sealed values, area by area.
pub const SEALED: [&[SealedColumn]; 2] = [platform::files::SEALED, identity::factors::SEALED];

/// Where the keys are.
enum Source {
    /// In the variable `KINWORK_KEYS`, as its text.
    Variable(String),
    /// In a file of the operator's.
    Given(PathBuf),
    /// In the data folder.
    Own(PathBuf),
}

impl Source {
    fn of(global: &Global) -> Self {
        if let Some(path) = &global.keys_file {
            return Self::Given(path.clone());
        }
        if let Ok(text) = std::env::var("KINWORK_KEYS") {
            return Self::Variable(text);
        }
        let folder = global.data.clone();
        Self::Own(
            folder
                .unwrap_or_else(postgres::default_data_dir)
                .join("keys.json"),
        )
    }

    fn ring(&self) -> Result<KeyRing, KeyError> {
        match self {
            Self::Variable(text) => KeyRing::from_text(text),
            Self::Given(path) => KeyRing::from_file(path),
            Self::Own(path) => KeyRing::from_file_or_new(path, &SystemEntropy, SystemClock.now()),
        }
    }

    fn file(&self) -> Option<&PathBuf> {
        match self {
            Self::Variable(_) => None,
            Self::Given(path) | Self::Own(path) => Some(path),
        }
    }
}

/// The keys of a command, after a look whether this database was sealed with them.
pub async fn open(global: &Global, pool: &PgPool) -> Done<KeyRing> {
    let ring = Source::of(global).ring().map_err(wrong_keys)?;
    keys::check(pool, &ring, SystemClock.now())
        .await
        .map_err(|error| Failure {
            code: if matches!(error, KeyCheckError::Database(_)) {
                69
            } else {
                78
            },
            message: error.to_string(),
        })?;
    Ok(ring)
}

pub async fn run(global: &Global, args: Keys) -> Done {
    match args {
        Keys::List => list(global),
        Keys::Rotate => rotate(global),
        Keys::Reseal => reseal(global).await,
        Keys::Retire { number } => retire(global, number).await,
    }
}

fn list(global: &Global) -> Done {
    let source = Source::of(global);
    if let Some(path) = source.file() {
        for (number, created_at) in keys::listed(path).map_err(wrong_keys)? {
            println!("{number}\tmade {}", created_at.date());
        }
    }
    let current = source
        .ring()
        .and_then(|ring| ring.current())
        .map_err(wrong_keys)?;
    println!("Key {current} seals.");
    Ok(())
}

fn rotate(global: &Global) -> Done {
    match Source::of(global) {
        Source::Variable(text) => {
            let new = keys::rotated_text(&text, &SystemEntropy).map_err(wrong_keys)?;
            eprintln!(
                "Give KINWORK_KEYS this value on every server and start them again, then run kinwork keys reseal:"
            );
            println!("{}", *new);
        }
        Source::Given(path) | Source::Own(path) => {
            let number =
                keys::rotate(&path, &SystemEntropy, SystemClock.now()).map_err(wrong_keys)?;
            println!(
                "Key {number} seals from now on. Keep a copy of {}.",
                path.display()
            );
        }
    }
    Ok(())
}

async fn reseal(global: &Global) -> Done {
    let database = Database::open(global).await?;
    database.migrate().await?;
    let owner = database.owner_pool().await?;
    let ring = open(global, &owner).await?;
    let report = keys::reseal(&owner, &ring, &SystemEntropy, &SEALED.concat()).await?;
    owner.close().await;
    database.close().await;
    let mut failed = 0;
    for column in report {
        println!("{}: {} sealed again", column.column, column.done);
        for row in &column.failed {
            eprintln!("{}: {row} does not open with any key", column.column);
        }
        failed += column.failed.len();
    }
    match failed {
        0 => Ok(()),
        values => Err(Failure {
            code: 65,
            message: format!("{values} value(s) do not open; they were left as they are"),
        }),
    }
}

async fn retire(global: &Global, number: u32) -> Done {
    let source = Source::of(global);
    let database = Database::open(global).await?;
    database.migrate().await?;
    let owner = database.owner_pool().await?;
    let ring = open(global, &owner).await?;
    let file = source.file().map(PathBuf::as_path);
    let now = SystemClock.now();
    let retired = keys::retire(&owner, &ring, file, &SEALED.concat(), number, now).await;
    owner.close().await;
    database.close().await;
    retired.map_err(|error| Failure {
        code: match error {
            RotationError::InUse { .. } | RotationError::TooSoon(_) => 75,
            RotationError::Keys(_) => 64,
            RotationError::Database(_) => 69,
        },
        message: error.to_string(),
    })?;
    match file {
        Some(path) => println!("Key {number} is gone from {}.", path.display()),
        None => {
            println!("Nothing needs key {number}: take it out of KINWORK_KEYS on every server.");
        }
    }
    Ok(())
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what map_err hands over"
)]
fn wrong_keys(error: KeyError) -> Failure {
    Failure {
        code: 78,
        message: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::testing::TestDb;
    use sqlx::{Executor, Row};

    #[tokio::test]
    async fn every_column_of_sealed_values_is_listed() {
        let test = TestDb::new().await;
        let rows = test
            .owner
            .fetch_all(
                "select table_name || '.' || column_name from information_schema.columns
                 where table_schema = 'public' and column_name like '%\\_sealed'",
            )
            .await
            .unwrap();
        let mut there: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        let mut listed: Vec<String> = SEALED.concat().iter().map(SealedColumn::name).collect();
        there.sort();
        listed.sort();
        assert_eq!(there, listed);
        // What is listed can be read and written by the owner of the tables.
        let ring = KeyRing::generate(&SystemEntropy);
        keys::reseal(&test.owner, &ring, &SystemEntropy, &SEALED.concat())
            .await
            .unwrap();
    }
}
