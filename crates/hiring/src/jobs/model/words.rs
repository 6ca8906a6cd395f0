//! The closed lists a job speaks in, as stored (upper-case) and as people say them.

use kernel::state::State;
use kernel::words;
use serde::{Deserialize, Serialize};

words! {
    /// The field of work.
    Category {
        /// Care and social work.
        Care = "CARE", "Care and social work";
        /// Charity and community.
        Charity = "CHARITY", "Charity and community";
        /// Cleaning and upkeep.
        Cleaning = "CLEANING", "Cleaning and upkeep";
        /// Design, media and arts.
        Creative = "CREATIVE", "Design, media and arts";
        /// Teaching and training.
        Education = "EDUCATION", "Teaching and training";
        /// Engineering and manufacturing.
        Engineering = "ENGINEERING", "Engineering and manufacturing";
        /// Finance and law.
        Finance = "FINANCE", "Finance and law";
        /// Health.
        Health = "HEALTH", "Health";
        /// Hotels, food and events.
        Hospitality = "HOSPITALITY", "Hotels, food and events";
        /// Management and personnel.
        Management = "MANAGEMENT", "Management and personnel";
        /// Farming and environment.
        Nature = "NATURE", "Farming and environment";
        /// Office and administration.
        Office = "OFFICE", "Office and administration";
        /// Shops and sales.
        Retail = "RETAIL", "Shops and sales";
        /// Science and research.
        Science = "SCIENCE", "Science and research";
        /// Security.
        Security = "SECURITY", "Security";
        /// Sport and leisure.
        Sport = "SPORT", "Sport and leisure";
        /// Software and data.
        Technology = "TECHNOLOGY", "Software and data";
        /// Building and trades.
        Trades = "TRADES", "Building and trades";
        /// Driving and transport.
        Transport = "TRANSPORT", "Driving and transport";
        /// Warehousing.
        Warehouse = "WAREHOUSE", "Warehousing";
        /// Something else.
        Other = "OTHER", "Something else";
    }
}

words! {
    /// How far into a working life.
    Seniority {
        /// Still studying.
        Student = "STUDENT", "Student";
        /// Starting out.
        Entry = "ENTRY", "Entry level";
        /// Knows the work.
        Mid = "MID", "Mid level";
        /// Expert.
        Senior = "SENIOR", "Senior";
        /// Leads a team.
        Lead = "LEAD", "Lead";
        /// Leads the organisation.
        Executive = "EXECUTIVE", "Executive";
    }
}

words! {
    /// What the pay is for.
    PayKind {
        /// Each hour.
        Hourly = "HOURLY", "An hour";
        /// Each day.
        Daily = "DAILY", "A day";
        /// Each year.
        Salary = "SALARY", "A year";
        /// All of the work.
        Fixed = "FIXED", "For the whole work";
        /// No pay.
        Unpaid = "UNPAID", "Unpaid";
    }
}

impl PayKind {
    /// What follows the amount.
    pub fn per(self) -> &'static str {
        match self {
            Self::Hourly => "an hour",
            Self::Daily => "a day",
            Self::Salary => "a year",
            Self::Fixed => "in all",
            Self::Unpaid => "",
        }
    }
}

words! {
    /// How much a skill matters.
    Importance {
        /// Without it the fit stops at 59.
        Must = "MUST", "Must have";
        /// Expected.
        Should = "SHOULD", "Should have";
        /// Would help.
        Nice = "NICE", "Nice to have";
    }
}

/// The life of a job. A draft is seen by its organisation alone. `Filled` comes and goes with the
/// places: it opens again when one is freed. `Closed` is final, because everyone who applied has been
/// answered by then; a closed job is posted again as a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum JobStatus {
    /// Being written.
    Draft,
    /// Open for applications.
    Active,
    /// All places are taken.
    Filled,
    /// Over.
    Closed,
}

impl State for JobStatus {
    const ALL: &'static [Self] = &[Self::Draft, Self::Active, Self::Filled, Self::Closed];

    fn name(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::Active => "ACTIVE",
            Self::Filled => "FILLED",
            Self::Closed => "CLOSED",
        }
    }

    fn next(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Active],
            Self::Active => &[Self::Filled, Self::Closed],
            Self::Filled => &[Self::Active, Self::Closed],
            Self::Closed => &[],
        }
    }
}

impl JobStatus {
    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Active => "Active",
            Self::Filled => "Filled",
            Self::Closed => "Closed",
        }
    }

    /// May it still be edited?
    pub fn is_editable(self) -> bool {
        self != Self::Closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_names_read_back() {
        assert!(
            JobStatus::ALL
                .iter()
                .all(|w| JobStatus::from_name(w.name()) == Some(*w))
        );
        assert_eq!(JobStatus::from_name("draft"), None);
    }

    #[test]
    fn only_these_moves_are_legal() {
        use JobStatus::{Active, Closed, Draft, Filled};
        let legal: Vec<_> = JobStatus::ALL
            .iter()
            .flat_map(|&from| {
                JobStatus::ALL
                    .iter()
                    .filter(move |&&to| from.may_become(to))
                    .map(move |&to| (from, to))
            })
            .collect();
        assert_eq!(
            legal,
            [
                (Draft, Active),
                (Active, Filled),
                (Active, Closed),
                (Filled, Active),
                (Filled, Closed)
            ]
        );
        assert!(Closed.is_final() && !Closed.is_editable());
    }
}
