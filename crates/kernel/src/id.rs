//! Typed ids. UUIDv7: the creation time leads, so indexes grow at one end and ids sort by age.

use crate::clock::{Clock, Entropy};
use uuid::{Builder, Uuid};

/// An id that can be minted from a clock and a source of randomness.
pub trait Id: Copy {
    /// Wraps a raw UUID.
    fn from_uuid(uuid: Uuid) -> Self;
    /// The raw UUID.
    fn uuid(self) -> Uuid;

    /// A fresh UUIDv7.
    fn mint(clock: &dyn Clock, entropy: &dyn Entropy) -> Self {
        let mut random = [0u8; 10];
        entropy.fill(&mut random);
        let millis = clock.now().unix_timestamp_nanos() / 1_000_000;
        let millis = u64::try_from(millis).unwrap_or(0);
        Self::from_uuid(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "ssr", derive(sqlx::Type))]
        #[cfg_attr(feature = "ssr", sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl Id for $name {
            fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }
            fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }
    )*};
}

ids! {
    /// A person with an account: the same id names the account and the profile.
    PersonId;
    /// A browser session.
    SessionId;
    /// A native client's refresh tokens, each made from the one before.
    TokenFamilyId;
    /// A machine's key to an organisation.
    ApiKeyId;
    /// A passkey of a person.
    PasskeyId;
    /// An organisation; also the tenant of everything it owns.
    OrganisationId;
    /// An invitation to join an organisation.
    InvitationId;
    /// A field of an organisation's own.
    FieldId;
    /// A job an organisation posts.
    JobId;
    /// One person's application to one job.
    ApplicationId;
    /// A stored score of one person for one job.
    MatchId;
    /// A line of a person's history: experience, education or certification.
    EntryId;
    /// A file in the file store.
    FileId;
    /// What a form held when it was refused, kept so that nothing typed is lost.
    DraftId;
    /// A piece of work in the queue of the background.
    QueuedJobId;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FixedClock;
    use time::macros::datetime;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        let early = JobId::mint(&FixedClock(datetime!(2026-01-01 00:00 UTC)), &Zeros);
        let late = JobId::mint(&FixedClock(datetime!(2026-01-01 00:00:00.001 UTC)), &Zeros);
        assert!(early < late);
        assert_eq!(early.0.get_version_num(), 7);
    }

    #[test]
    fn the_same_inputs_mint_the_same_id() {
        let clock = FixedClock(datetime!(2026-01-01 00:00 UTC));
        assert_eq!(
            PersonId::mint(&clock, &Zeros),
            PersonId::mint(&clock, &Zeros)
        );
    }

    #[test]
    fn ids_read_back_what_they_print() {
        let id = JobId::mint(&FixedClock(datetime!(2026-01-01 00:00 UTC)), &Zeros);
        assert_eq!(id.to_string().parse::<JobId>().unwrap(), id);
        assert!("not-an-id".parse::<JobId>().is_err());
    }
}
