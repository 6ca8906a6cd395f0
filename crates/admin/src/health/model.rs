//! What operators see of the state of the system.

use crate::queue::model::Schedule;
use people::index::Report;
use platform::files::Disk;
use platform::jobs::Counts;
use time::{Duration, OffsetDateTime};

/// A turn that is later than this has no worker to take it.
const LATE: Duration = Duration::minutes(5);
/// A disk with less free than this share, in percent, fills up.
const DISK_LOW: u64 = 10;
/// An index that has not heard of any change for so long does not follow the database.
const DEAF: std::time::Duration = std::time::Duration::from_secs(60);

/// An applied migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// Its number.
    pub version: i64,
    /// What it is about.
    pub description: String,
    /// When it was applied.
    pub installed_on: OffsetDateTime,
    /// Was it applied to its end?
    pub success: bool,
}

/// The database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    /// Its version.
    pub version: String,
    /// How large it is.
    pub size_bytes: i64,
    /// Connections to it, of all servers.
    pub connections: i64,
    /// Connections it takes at most.
    pub connections_max: i64,
}

/// The state of the system.
#[derive(Debug, Clone)]
pub struct Health {
    /// Of this program.
    pub version: &'static str,
    /// Now, by the clock of this server.
    pub now: OffsetDateTime,
    /// The database.
    pub database: Database,
    /// Applied migrations, the latest first.
    pub migrations: Vec<Migration>,
    /// Jobs by where they are.
    pub counts: Counts,
    /// What recurs.
    pub schedules: Vec<Schedule>,
    /// The disk of the file store, if it is on one.
    pub disk: Option<Disk>,
    /// The index of people of this server, if it has one.
    pub index: Option<Report>,
}

impl Health {
    /// What wants looking at, in words.
    pub fn concerns(&self) -> Vec<String> {
        let mut found = Vec::new();
        let late = self
            .schedules
            .iter()
            .filter(|one| self.now - one.next_at > LATE);
        for one in late {
            found.push(format!("{} is late: no worker takes its turn", one.name));
        }
        if self.counts.oldest_ready > LATE {
            let minutes = self.counts.oldest_ready.whole_minutes();
            found.push(format!(
                "The first job in line has waited for {minutes} minutes"
            ));
        }
        if self.counts.dead > 0 {
            let count = u64::try_from(self.counts.dead).unwrap_or(0);
            found.push(format!(
                "{} failed for good",
                ui::format::count(count, "job has", "jobs have")
            ));
        }
        let low = |disk: &Disk| disk.free_bytes < disk.total_bytes / 100 * DISK_LOW;
        if self.disk.as_ref().is_some_and(low) {
            found.push("The disk of the file store is nearly full".to_owned());
        }
        let deaf = |index: &Report| index.behind.is_some_and(|behind| behind > DEAF);
        if self.index.as_ref().is_some_and(deaf) {
            found.push(
                "The index of people does not follow the database; lists are made without it"
                    .to_owned(),
            );
        }
        if let Some(broken) = self.migrations.iter().find(|one| !one.success) {
            found.push(format!(
                "Migration {} was not applied to its end",
                broken.version
            ));
        }
        found
    }
}

/// Bytes as people say them.
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    let (mut rest, mut unit) = (count, 0);
    while rest >= 10 * 1024 && unit + 1 < UNITS.len() {
        rest /= 1024;
        unit += 1;
    }
    format!("{} {}", ui::format::thousands(rest), UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;
    use people::index::Watermark;
    use time::macros::datetime;

    fn health() -> Health {
        Health {
            version: "1",
            now: datetime!(2026-06-01 12:00 UTC),
            database: Database {
                version: "PostgreSQL".into(),
                size_bytes: 1,
                connections: 1,
                connections_max: 100,
            },
            migrations: Vec::new(),
            counts: Counts::default(),
            schedules: Vec::new(),
            disk: None,
            index: None,
        }
    }

    #[test]
    fn what_is_well_is_not_a_concern() {
        let mut health = health();
        health.disk = Some(Disk {
            free_bytes: 11_000,
            total_bytes: 100_000,
        });
        health.schedules.push(Schedule {
            name: "mail.sweep".into(),
            next_at: health.now - LATE,
            last_at: None,
        });
        assert!(health.concerns().is_empty());
    }

    #[test]
    fn everything_that_wants_looking_at_is_said() {
        let mut health = health();
        health.disk = Some(Disk {
            free_bytes: 9_000,
            total_bytes: 100_000,
        });
        health.schedules.push(Schedule {
            name: "mail.sweep".into(),
            next_at: health.now - LATE * 2,
            last_at: None,
        });
        health.index = Some(Report {
            people: Some(1),
            bytes: 1,
            watermark: Watermark::default(),
            behind: Some(DEAF * 2),
            builds: 1,
        });
        health.counts.dead = 1;
        health.counts.oldest_ready = LATE * 2;
        health.migrations.push(Migration {
            version: 7,
            description: "x".into(),
            installed_on: health.now,
            success: false,
        });
        let said = health.concerns().join("\n");
        for part in [
            "mail.sweep is late",
            "waited for 10 minutes",
            "1 job has failed",
            "nearly full",
            "does not follow",
            "Migration 7",
        ] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }

    #[test]
    fn bytes_are_said_in_units_people_know() {
        assert_eq!(bytes(0), "0 bytes");
        assert_eq!(bytes(10_000), "10,000 bytes");
        assert_eq!(bytes(10 * 1024), "10 KiB");
        assert_eq!(bytes(u64::MAX), "16,777,215 TiB");
    }
}
