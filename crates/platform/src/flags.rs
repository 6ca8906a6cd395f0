//! Feature flags: which there are, and what they are unless somebody has decided, stands here; what was decided
//! stands in the database and is taken up by every server within ten seconds.
//!
//! ```ignore
//! if !flags::is_on(services, Flag::SignUp, Whom::NOBODY).await { … }
//! ```

use crate::Services;
use crate::db::{internal, store_error};
use kernel::Result;
use kernel::id::{OrganisationId, PersonId};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// For how long a server goes by what it has read.
pub const REMEMBERED: Duration = Duration::seconds(10);

/// Something that can be switched while everything runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// New accounts can be made.
    SignUp,
}

impl Flag {
    /// Every flag.
    pub const ALL: [Self; 1] = [Self::SignUp];

    /// Name, what it does when it is on, and what it is unless somebody decided.
    fn line(self) -> (&'static str, &'static str, Setting) {
        match self {
            Self::SignUp => (
                "sign_up",
                "New accounts can be made. Off during a wave of fake accounts; whoever has one signs in as ever.",
                Setting::On,
            ),
        }
    }

    /// The stored name.
    pub fn name(self) -> &'static str {
        self.line().0
    }

    /// What it does when it is on.
    pub fn about(self) -> &'static str {
        self.line().1
    }

    /// What it is unless somebody decided.
    pub fn default_setting(self) -> Setting {
        self.line().2
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.name() == name)
    }
}

/// For whom a flag is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// For nobody.
    Off,
    /// For everybody.
    On,
    /// For so many of a hundred, always the same ones, and more of them as the number grows.
    Percentage(u8),
    /// For whoever works for one of these.
    Organisations(Vec<OrganisationId>),
}

impl Setting {
    /// The stored name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Off => "OFF",
            Self::On => "ON",
            Self::Percentage(_) => "PERCENTAGE",
            Self::Organisations(_) => "ORGANISATIONS",
        }
    }

    /// Reads what is stored.
    pub fn read(state: &str, percentage: i32, organisations: Vec<Uuid>) -> Option<Self> {
        Some(match state {
            "OFF" => Self::Off,
            "ON" => Self::On,
            "PERCENTAGE" => Self::Percentage(u8::try_from(percentage.clamp(0, 100)).ok()?),
            "ORGANISATIONS" => {
                Self::Organisations(organisations.into_iter().map(OrganisationId).collect())
            }
            _ => return None,
        })
    }

    fn holds(&self, flag: Flag, whom: Whom) -> bool {
        match self {
            Self::Off => false,
            Self::On => true,
            Self::Percentage(share) => whom.lot(flag) < *share,
            Self::Organisations(chosen) => {
                whom.organisation.is_some_and(|one| chosen.contains(&one))
            }
        }
    }
}

/// For whom one asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Whom {
    /// The organisation worked for.
    pub organisation: Option<OrganisationId>,
    /// The person.
    pub person: Option<PersonId>,
}

impl Whom {
    /// Before anybody is known.
    pub const NOBODY: Self = Self {
        organisation: None,
        person: None,
    };

    /// A number below 100 that is the same at every question, and another for another flag; an organisation has one
    /// for all its people. Nobody has the last.
    fn lot(self, flag: Flag) -> u8 {
        let id = self
            .organisation
            .map(|id| id.0)
            .or(self.person.map(|id| id.0));
        let Some(id) = id else { return 99 };
        let hash = Sha256::new_with_prefix(flag.name())
            .chain_update(id)
            .finalize();
        let number = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
        u8::try_from(number % 100).unwrap_or(99)
    }
}

type Decided = Arc<HashMap<String, Setting>>;

/// What this server has read, and when.
#[derive(Default)]
struct Remembered(Mutex<Option<(OffsetDateTime, Decided)>>);

/// Has this server remember what it reads.
pub fn install(services: Services) -> Services {
    services.with(Remembered::default())
}

/// Is a flag on for somebody? When the database does not answer, what was read last counts, or else the default.
pub async fn is_on(services: &Services, flag: Flag, whom: Whom) -> bool {
    let decided = decided(services).await;
    match decided.get(flag.name()) {
        Some(setting) => setting.holds(flag, whom),
        None => flag.default_setting().holds(flag, whom),
    }
}

async fn decided(services: &Services) -> Decided {
    let remembered = services.part::<Remembered>();
    let known = remembered.as_ref().and_then(|part| {
        let known = part.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.clone()
    });
    let now = services.clock.now();
    if let Some((at, decided)) = &known
        && now - *at < REMEMBERED
    {
        return decided.clone();
    }
    match read(services.db.pool()).await {
        Ok(read) => {
            let decided = Arc::new(read);
            if let Some(part) = remembered {
                let mut known = part.0.lock().unwrap_or_else(PoisonError::into_inner);
                *known = Some((now, decided.clone()));
            }
            decided
        }
        Err(error) => {
            tracing::warn!(%error, "feature flags");
            known.map(|(_, decided)| decided).unwrap_or_default()
        }
    }
}

async fn read(pool: &PgPool) -> Result<HashMap<String, Setting>> {
    let rows = sqlx::query!("select name, state, percentage, organisations from feature_flag")
        .fetch_all(pool)
        .await
        .map_err(store_error)?;
    let settings = rows.into_iter().map(|row| {
        Setting::read(&row.state, row.percentage, row.organisations)
            .map(|setting| (row.name, setting))
            .ok_or_else(|| internal(format!("no state of a flag: {}", row.state)))
    });
    settings.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(n: u128) -> Whom {
        Whom {
            person: Some(PersonId(Uuid::from_u128(n))),
            ..Whom::NOBODY
        }
    }

    #[test]
    fn names_read_back() {
        for flag in Flag::ALL {
            assert_eq!(Flag::from_name(flag.name()), Some(flag));
        }
    }

    #[test]
    fn a_share_is_a_share_of_people_and_grows_without_dropping_anyone() {
        let on = |share: u8| {
            (0..10_000)
                .filter(|n| Setting::Percentage(share).holds(Flag::SignUp, person(*n)))
                .collect::<Vec<_>>()
        };
        let (few, many) = (on(10), on(30));
        assert!((800..1200).contains(&few.len()), "{}", few.len());
        assert!((2700..3300).contains(&many.len()), "{}", many.len());
        assert!(few.iter().all(|n| many.contains(n)));
        assert!(on(0).is_empty());
        assert_eq!(on(100).len(), 10_000);
        // Before anybody is known, only all of them is certain.
        assert!(!Setting::Percentage(99).holds(Flag::SignUp, Whom::NOBODY));
        assert!(Setting::Percentage(100).holds(Flag::SignUp, Whom::NOBODY));
    }

    #[test]
    fn an_organisation_is_one_whoever_works_for_it() {
        let (ours, other) = (
            OrganisationId(Uuid::from_u128(1)),
            OrganisationId(Uuid::from_u128(2)),
        );
        let at = |organisation| Whom {
            organisation: Some(organisation),
            ..person(7)
        };
        let chosen = Setting::Organisations(vec![ours]);
        assert!(chosen.holds(Flag::SignUp, at(ours)));
        assert!(!chosen.holds(Flag::SignUp, at(other)));
        assert!(!chosen.holds(Flag::SignUp, person(7)));
        assert_eq!(
            at(ours).lot(Flag::SignUp),
            Whom {
                person: None,
                ..at(ours)
            }
            .lot(Flag::SignUp)
        );
    }
}
