//! What can be contested, who answers for it, and the forms.

use kernel::id::JobId;
use kernel::state::State;
use kernel::{AppError, FieldErrors, Result};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// Longest text of what is wrong, and of an answer, in characters.
pub const WORDS_MAX: usize = 1000;
/// Longest text of what would be right.
pub const RIGHT_MAX: usize = 400;
/// Contests a person may have open at a time.
pub const OPEN_MOST: i64 = 5;
/// And begin within thirty days.
pub const MONTH_MOST: i64 = 20;

/// Who answers for an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answerer {
    /// The organisation: for what its job asks.
    Organisation,
    /// The platform: for what it knows of skills, occupations, places and people in general.
    Platform,
}

impl Answerer {
    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Organisation => "ORGANISATION",
            Self::Platform => "PLATFORM",
        }
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Organisation, Self::Platform]
            .into_iter()
            .find(|one| one.name() == name)
    }
}

/// An input of a score that is somebody else's to put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// A skill the job asks, with its importance and level.
    Requirement(u32),
    /// How the person's skill stands to one asked.
    Relation(u32),
    /// How rare a skill asked is.
    Rarity(u32),
    /// How a skill of the person's came to be known, where it was not they who said so.
    Proof(u32),
    /// Months of experience the job asks.
    Experience,
    /// How near a job held is to the work asked; by its occupation, where it has one.
    Related(Option<u32>),
    /// The hours of the week the job needs.
    Hours,
    /// Its first day.
    Start,
    /// Where the job is done.
    Place,
    /// How far that is from where the person starts.
    Distance,
    /// How far is far.
    Radius,
    /// The level of qualification asked.
    Education,
    /// The team's answers about how it works.
    Styles,
    /// What the parts weigh.
    Weights,
    /// What is usual in a part, by its place.
    Usual(u32),
}

impl Input {
    fn parts(self) -> (&'static str, Option<u32>) {
        match self {
            Self::Requirement(skill) => ("requirement", Some(skill)),
            Self::Relation(skill) => ("relation", Some(skill)),
            Self::Rarity(skill) => ("rarity", Some(skill)),
            Self::Proof(skill) => ("proof", Some(skill)),
            Self::Experience => ("experience", None),
            Self::Related(occupation) => ("related", occupation),
            Self::Hours => ("hours", None),
            Self::Start => ("start", None),
            Self::Place => ("place", None),
            Self::Distance => ("distance", None),
            Self::Radius => ("radius", None),
            Self::Education => ("education", None),
            Self::Styles => ("styles", None),
            Self::Weights => ("weights", None),
            Self::Usual(part) => ("usual", Some(part)),
        }
    }

    /// As it is stored and stands in addresses.
    pub fn key(self) -> String {
        match self.parts() {
            (name, Some(number)) => format!("{name}:{number}"),
            (name, None) => name.to_owned(),
        }
    }

    /// Reads a key.
    pub fn from_key(key: &str) -> Option<Self> {
        let (name, number) = match key.split_once(':') {
            Some((name, number)) => (name, Some(number.parse::<u32>().ok()?)),
            None => (key, None),
        };
        let number_of = |make: fn(u32) -> Self| number.map(make);
        let found = match name {
            "requirement" => number_of(Self::Requirement),
            "relation" => number_of(Self::Relation),
            "rarity" => number_of(Self::Rarity),
            "proof" => number_of(Self::Proof),
            "experience" => Some(Self::Experience),
            "related" => Some(Self::Related(number)),
            "hours" => Some(Self::Hours),
            "start" => Some(Self::Start),
            "place" => Some(Self::Place),
            "distance" => Some(Self::Distance),
            "radius" => Some(Self::Radius),
            "education" => Some(Self::Education),
            "styles" => Some(Self::Styles),
            "weights" => Some(Self::Weights),
            "usual" => number_of(Self::Usual),
            _ => None,
        };
        // Only what reads back: `hours:7` is none.
        found.filter(|input| input.key() == key)
    }

    /// Who answers for it.
    pub fn answerer(self) -> Answerer {
        match self {
            Self::Requirement(_)
            | Self::Experience
            | Self::Hours
            | Self::Start
            | Self::Place
            | Self::Radius
            | Self::Education
            | Self::Styles
            | Self::Weights => Answerer::Organisation,
            Self::Relation(_)
            | Self::Rarity(_)
            | Self::Proof(_)
            | Self::Related(_)
            | Self::Distance
            | Self::Usual(_) => Answerer::Platform,
        }
    }
}

/// Where a contest stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has answered yet.
    Open,
    /// It was wrong.
    Accepted,
    /// It is right as it stands.
    Declined,
    /// Taken back by whoever asked.
    Withdrawn,
}

impl State for Standing {
    const ALL: &'static [Self] = &[Self::Open, Self::Accepted, Self::Declined, Self::Withdrawn];

    fn name(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Accepted => "ACCEPTED",
            Self::Declined => "DECLINED",
            Self::Withdrawn => "WITHDRAWN",
        }
    }

    fn next(self) -> &'static [Self] {
        match self {
            Self::Open => &[Self::Accepted, Self::Declined, Self::Withdrawn],
            Self::Accepted | Self::Declined | Self::Withdrawn => &[],
        }
    }
}

impl Standing {
    /// As both sides read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "Waiting for an answer",
            Self::Accepted => "Accepted",
            Self::Declined => "Declined",
            Self::Withdrawn => "Taken back",
        }
    }
}

/// Says that an input is wrong.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContestForm {
    /// Id of the job.
    pub job: String,
    /// The key of the input.
    pub input: String,
    /// What is wrong with it.
    pub wrong: String,
    /// What would be right.
    pub right_value: String,
}

/// A contest that can be begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContest {
    /// The job.
    pub job: JobId,
    /// The input.
    pub input: Input,
    /// What is wrong with it.
    pub wrong: String,
    /// What would be right.
    pub right_value: String,
}

fn words(text: &str, most: usize) -> Result<String, String> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(format!("Use at most {most} characters"));
    }
    Ok(text.to_owned())
}

fn some_words(text: &str, missing: &str) -> Result<String, String> {
    let text = words(text, WORDS_MAX)?;
    if text.is_empty() {
        return Err(missing.to_owned());
    }
    Ok(text)
}

impl ContestForm {
    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`; `NotFound` if the job is not an id or the input is none.
    pub fn parse(&self) -> Result<NewContest> {
        let job = self.job.parse().map_err(|_| AppError::NotFound)?;
        let input = Input::from_key(&self.input).ok_or(AppError::NotFound)?;
        let mut errors = FieldErrors::default();
        let wrong = errors.take(
            "wrong",
            some_words(&self.wrong, "Write what is wrong with it"),
        );
        let right_value = errors.take("right_value", words(&self.right_value, RIGHT_MAX));
        match (wrong, right_value) {
            (Some(wrong), Some(right_value)) => Ok(NewContest {
                job,
                input,
                wrong,
                right_value,
            }),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// Takes a contest back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TakeBackForm {
    /// Its id.
    pub contest: String,
}

/// Answers a contest.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    /// Its id.
    pub contest: String,
    /// The stored name of what it becomes.
    pub to: String,
    /// Why, for whoever asked.
    pub answer: String,
}

impl AnswerForm {
    /// Which contest, what it becomes, and why.
    ///
    /// # Errors
    /// `Invalid`; `NotFound` if it is not an id.
    pub fn parse(&self) -> Result<(Uuid, Standing, String)> {
        let id = self.contest.parse().map_err(|_| AppError::NotFound)?;
        let mut errors = FieldErrors::default();
        let to = Standing::from_name(&self.to)
            .filter(|to| matches!(to, Standing::Accepted | Standing::Declined))
            .ok_or_else(|| "Choose an answer".to_owned());
        let to = errors.take("to", to);
        let answer = errors.take("answer", some_words(&self.answer, "Write why"));
        match (to, answer) {
            (Some(to), Some(answer)) => Ok((id, to, answer)),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// A contest as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    /// Its id.
    pub id: Uuid,
    /// The job.
    pub job: JobId,
    /// Its title.
    pub job_title: String,
    /// Whose it is.
    pub organisation_name: String,
    /// Who answers.
    pub answerer: Answerer,
    /// The key of the input.
    pub input: String,
    /// The input as it was shown.
    pub shown: String,
    /// What is wrong with it.
    pub wrong: String,
    /// What would be right.
    pub right_value: String,
    /// Where it stands.
    pub state: Standing,
    /// The answer; empty before.
    pub answer: String,
    /// When it began.
    pub created_at: OffsetDateTime,
    /// When it ended.
    pub ended_at: Option<OffsetDateTime>,
    /// The score contested, and the one made anew, in 1/10,000 of a point; for whose they are.
    pub scores: Option<(i32, Option<i32>)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Input; 16] = [
        Input::Requirement(7),
        Input::Relation(7),
        Input::Rarity(0),
        Input::Proof(7),
        Input::Experience,
        Input::Related(None),
        Input::Related(Some(7)),
        Input::Hours,
        Input::Start,
        Input::Place,
        Input::Distance,
        Input::Radius,
        Input::Education,
        Input::Styles,
        Input::Weights,
        Input::Usual(5),
    ];

    #[test]
    fn keys_read_back_and_nothing_else_reads() {
        for input in ALL {
            assert_eq!(Input::from_key(&input.key()), Some(input));
        }
        for key in [
            "",
            "hours:7",
            "requirement",
            "requirement:x",
            "usual:-1",
            "rarity:007",
            "x:1",
        ] {
            assert_eq!(Input::from_key(key), None, "{key}");
        }
    }

    #[test]
    fn whoever_asks_for_it_answers_for_it() {
        assert_eq!(Input::Requirement(7).answerer(), Answerer::Organisation);
        assert_eq!(Input::Relation(7).answerer(), Answerer::Platform);
        assert_eq!(Input::Distance.answerer(), Answerer::Platform);
    }

    #[test]
    fn what_was_answered_stays() {
        for state in [Standing::Accepted, Standing::Declined, Standing::Withdrawn] {
            assert!(state.is_final());
            assert!(Standing::Open.may_become(state));
        }
        assert!(!Standing::Open.may_become(Standing::Open));
    }

    #[test]
    fn a_contest_says_what_is_wrong_and_an_answer_says_why() {
        let form = ContestForm {
            job: JobId(Uuid::from_u128(7)).to_string(),
            input: "hours".into(),
            wrong: " They say weekends off. ".into(),
            right_value: String::new(),
        };
        assert_eq!(
            form.parse().map(|new| new.wrong).as_deref(),
            Ok("They say weekends off.")
        );
        for form in [
            ContestForm {
                wrong: " \n".into(),
                ..form.clone()
            },
            ContestForm {
                wrong: "x".repeat(WORDS_MAX + 1),
                ..form.clone()
            },
            ContestForm {
                right_value: "x".repeat(RIGHT_MAX + 1),
                ..form.clone()
            },
        ] {
            assert!(matches!(form.parse(), Err(AppError::Invalid(_))));
        }
        let answer = AnswerForm {
            contest: Uuid::from_u128(7).to_string(),
            to: "ACCEPTED".into(),
            answer: "You are right".into(),
        };
        assert!(answer.parse().is_ok());
        for form in [
            AnswerForm {
                to: "WITHDRAWN".into(),
                ..answer.clone()
            },
            AnswerForm {
                to: "OPEN".into(),
                ..answer.clone()
            },
            AnswerForm {
                answer: String::new(),
                ..answer.clone()
            },
        ] {
            assert!(matches!(form.parse(), Err(AppError::Invalid(_))));
        }
    }
}
