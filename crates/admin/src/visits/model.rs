//! A visit: asked for, allowed, begun, over.

use crate::staff::model::parse_reason;
use identity::Actor;
use kernel::id::{OrganisationId, PersonId};
use kernel::{AppError, Result};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// For how long a visit may be allowed, in minutes.
pub const MINUTES: [u8; 3] = [15, 30, 60];
/// For how long staff may wait for the answer. What nobody answered is nothing one still wants a year later.
pub const ASKED_LASTS: Duration = Duration::days(7);

/// How a visit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The person has not answered.
    Asked,
    /// Staff may look, until then.
    Allowed(OffsetDateTime),
    /// It is over.
    Over,
}

/// A visit, as either side sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Its id.
    pub id: Uuid,
    /// Whom staff look as.
    pub person: PersonId,
    /// Who looks.
    pub staff: PersonId,
    /// Their name.
    pub staff_name: String,
    /// What for.
    pub reason: String,
    /// When they asked.
    pub asked_at: OffsetDateTime,
    /// Until when it is allowed.
    pub allowed_until: Option<OffsetDateTime>,
    /// The organisation of which they may see what the person sees; none for the person's own alone.
    pub organisation: Option<OrganisationId>,
    /// When it ended before its time.
    pub ended_at: Option<OffsetDateTime>,
}

impl Visit {
    /// How it stands.
    pub fn standing(&self, now: OffsetDateTime) -> Standing {
        match (self.ended_at, self.allowed_until) {
            (Some(_), _) => Standing::Over,
            (None, None) if self.asked_at + ASKED_LASTS > now => Standing::Asked,
            (None, Some(until)) if until > now => Standing::Allowed(until),
            (None, _) => Standing::Over,
        }
    }
}

/// How a request stands that comes from a browser in which a visit was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gate {
    /// It is answered as the person would be.
    Looking(Box<Looking>),
    /// The visit is over, and staff have not said yet that they go on as themselves. Nothing is answered before: what they
    /// send may come from a page of somebody else.
    Over,
}

/// As whom staff look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looking {
    /// Which.
    pub visit: Uuid,
    /// As whom.
    pub actor: Actor,
    /// Until when.
    pub until: OffsetDateTime,
}

/// The form with which staff ask.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AskForm {
    /// Whom they want to look as.
    pub person: String,
    /// What for.
    pub reason: String,
}

impl AskForm {
    /// Whom, and what for.
    ///
    /// # Errors
    /// `NotFound` for what is no id; `Invalid`.
    pub fn parse(&self) -> Result<(PersonId, String)> {
        let person = self.person.parse().map_err(|_| AppError::NotFound)?;
        let reason =
            parse_reason(&self.reason).map_err(|text| AppError::invalid("reason", text))?;
        Ok((person, reason))
    }
}

/// The form that names a visit, and for how long and how far it is allowed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    /// Which.
    pub visit: String,
    /// Minutes.
    pub minutes: String,
    /// The organisation they may see too; empty for none.
    pub organisation: String,
}

impl AnswerForm {
    /// Which visit.
    ///
    /// # Errors
    /// `NotFound` for what is no id.
    pub fn id(&self) -> Result<Uuid> {
        self.visit.parse().map_err(|_| AppError::NotFound)
    }

    /// For how long.
    ///
    /// # Errors
    /// `Invalid` at `minutes`.
    pub fn how_long(&self) -> Result<Duration> {
        let minutes = self.minutes.parse::<u8>().ok();
        let minutes = minutes.filter(|minutes| MINUTES.contains(minutes));
        let minutes = minutes.ok_or_else(|| AppError::invalid("minutes", "Choose for how long"))?;
        Ok(Duration::minutes(i64::from(minutes)))
    }

    /// Which organisation they may see too.
    ///
    /// # Errors
    /// `NotFound` for what is no id.
    pub fn organisation(&self) -> Result<Option<OrganisationId>> {
        match self.organisation.as_str() {
            "" => Ok(None),
            id => id.parse().map(Some).map_err(|_| AppError::NotFound),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn an_hour_is_the_most() {
        let form = |minutes: &str| AnswerForm {
            visit: Uuid::nil().to_string(),
            minutes: minutes.into(),
            organisation: String::new(),
        };
        assert_eq!(form("60").how_long(), Ok(Duration::HOUR));
        for wrong in ["61", "0", "-15", "", "600"] {
            assert!(form(wrong).how_long().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_nobody_answers_is_over_after_a_week() {
        let asked_at = datetime!(2026-06-01 12:00 UTC);
        let visit = Visit {
            id: Uuid::nil(),
            person: PersonId(Uuid::nil()),
            staff: PersonId(Uuid::nil()),
            staff_name: "Pia".into(),
            reason: "Missing jobs".into(),
            asked_at,
            allowed_until: None,
            organisation: None,
            ended_at: None,
        };
        let before = asked_at + ASKED_LASTS - Duration::SECOND;
        assert_eq!(visit.standing(before), Standing::Asked);
        assert_eq!(visit.standing(asked_at + ASKED_LASTS), Standing::Over);
    }
}
