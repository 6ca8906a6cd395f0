//! Adverts read critically: what should make a reader wary or a writer think again, each with the words
//! that say so.
//!
//! What is a matter of wording is a rule in `advert/rules.tsv`; what is a matter of figures (pay, hours,
//! years) is worked out in [`figures`]; `tests/adverts.tsv` has real-looking alarms and silences for each.

mod figures;
mod wording;

use std::ops::Range;
use time::Date;
pub use wording::Rules;

/// What can be wrong with an advert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Less than the law allows.
    BelowMinimumWage,
    /// A range of pay that cannot be meant.
    ImpossiblePay,
    /// The worker is to pay for something.
    AskedToPay,
    /// Bank details or papers before there is an offer.
    AsksBankOrId,
    /// Where nobody keeps a record.
    OffPlatform,
    /// Nobody says who the employer is.
    MissingEmployer,
    /// Nobody says where the work is.
    MissingPlace,
    /// Work without pay.
    UnpaidTrial,
    /// More hours than the law has in mind.
    ExcessiveHours,
    /// Too little rest.
    NoRest,
    /// People are kept out for what they are.
    Discriminates,
    /// Words that speak to men or to women only.
    GenderCoded,
    /// Pay far from what is usual for the occupation.
    UnusualPay,
    /// Years that nobody can have.
    ImpossibleExperience,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// For the writer to think about.
    Advice,
    /// Readers are told as well.
    Serious,
}

/// A flag with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Flag {
    /// What.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// For people.
    pub message: String,
    /// The words that say so; none where something is missing.
    pub quote: Option<String>,
    /// Where they stand, in bytes.
    #[serde(skip)]
    pub span: Option<Range<usize>>,
}

/// What is known beside the text.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// The day of reading: the minimum wage of that day counts, and the age of a technology.
    pub today: Date,
    /// Does the advert come with an employer's name? `None`: only the text can tell.
    pub employer: Option<bool>,
    /// The same for a place, or that the work is remote.
    pub place: Option<bool>,
    /// Usual pay an hour in the occupation in pence, from and to.
    pub usual_minor: Option<(u32, u32)>,
}

impl Facts {
    /// Nothing but the text.
    pub fn of_text(today: Date) -> Self {
        Self {
            today,
            employer: None,
            place: None,
            usual_minor: None,
        }
    }
}

impl Code {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::BelowMinimumWage,
        Self::ImpossiblePay,
        Self::AskedToPay,
        Self::AsksBankOrId,
        Self::OffPlatform,
        Self::MissingEmployer,
        Self::MissingPlace,
        Self::UnpaidTrial,
        Self::ExcessiveHours,
        Self::NoRest,
        Self::Discriminates,
        Self::GenderCoded,
        Self::UnusualPay,
        Self::ImpossibleExperience,
    ];

    /// As in the data and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::BelowMinimumWage => "below_minimum_wage",
            Self::ImpossiblePay => "impossible_pay",
            Self::AskedToPay => "asked_to_pay",
            Self::AsksBankOrId => "asks_bank_or_id",
            Self::OffPlatform => "off_platform",
            Self::MissingEmployer => "missing_employer",
            Self::MissingPlace => "missing_place",
            Self::UnpaidTrial => "unpaid_trial",
            Self::ExcessiveHours => "excessive_hours",
            Self::NoRest => "no_rest",
            Self::Discriminates => "discriminates",
            Self::GenderCoded => "gender_coded",
            Self::UnusualPay => "unusual_pay",
            Self::ImpossibleExperience => "impossible_experience",
        }
    }

    /// What it means.
    fn message(self) -> &'static str {
        match self {
            Self::BelowMinimumWage => "Pay below the minimum wage",
            Self::ImpossiblePay => "A range of pay that cannot be meant",
            Self::AskedToPay => "The worker is asked to pay",
            Self::AsksBankOrId => {
                "Bank details or identity papers are asked for before there is an offer"
            }
            Self::OffPlatform => "Contact is moved to where nobody keeps a record",
            Self::MissingEmployer => "The advert does not say who the employer is",
            Self::MissingPlace => "The advert does not say where the work is",
            Self::UnpaidTrial => "Work without pay",
            Self::ExcessiveHours => {
                "More than 48 hours a week, or shifts that leave less than 11 hours to rest"
            }
            Self::NoRest => "Breaks or days off are missing",
            Self::Discriminates => {
                "People are kept out for what they are, not for what they can do"
            }
            Self::GenderCoded => "Many words that speak to one gender more than to others",
            Self::UnusualPay => "Pay far from what is usual for this occupation",
            Self::ImpossibleExperience => "Experience that nobody can have",
        }
    }

    fn severity(self) -> Severity {
        match self {
            Self::MissingEmployer
            | Self::MissingPlace
            | Self::GenderCoded
            | Self::UnusualPay
            | Self::ImpossibleExperience => Severity::Advice,
            _ => Severity::Serious,
        }
    }

    /// A flag on a part of a text.
    fn at(self, text: &str, span: Range<usize>) -> Flag {
        Flag {
            code: self,
            severity: self.severity(),
            message: self.message().to_owned(),
            quote: Some(text[span.clone()].trim().to_owned()),
            span: Some(span),
        }
    }

    /// A flag on what is not there.
    fn missing(self) -> Flag {
        Flag {
            code: self,
            severity: self.severity(),
            message: self.message().to_owned(),
            quote: None,
            span: None,
        }
    }
}

/// Reads an advert: at most one flag of a kind for each place, in the order they come; what is missing
/// comes last.
pub fn read(text: &str, facts: &Facts, rules: &Rules) -> Vec<Flag> {
    let text = &text[..text.floor_char_boundary(crate::extract::LONGEST_TEXT)];
    let mut flags = rules.wording(text);
    flags.extend(rules.figures.read(text, facts));
    flags.extend(rules.missing(text, facts));
    flags.extend(rules.gender_coded(text));
    flags.sort_by_key(|flag| {
        (
            flag.span.as_ref().map_or(usize::MAX, |span| span.start),
            flag.code,
        )
    });
    flags.dedup_by(|later, earlier| later.code == earlier.code && later.quote == earlier.quote);
    flags
}
