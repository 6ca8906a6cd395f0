//! What lists of matches are narrowed to, and what their rows hold.

use crate::applications::model::Stage;
use kernel::geo::Point;
use kernel::id::{ApplicationId, FileId, JobId, OrganisationId};
use kernel::week::Week;
use matching::{Change, Fit, Opportunity, Score, Standing, WishFit};
use people::model::Card;

/// What a list of candidates is narrowed to; it stands in the address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CandidateFilter {
    /// Nobody with a legal need unmet or unknown.
    pub eligible: bool,
    /// At most so far away.
    pub km: Option<u16>,
    /// With this skill, or a narrower one.
    pub skill: Option<u32>,
    /// With at least this fit, whole points.
    pub min: Option<i32>,
    /// Nobody of whom too little is known.
    pub sure: bool,
    /// The page, from 0.
    pub page: usize,
}

impl CandidateFilter {
    /// Reads the parameters of an address; what makes no sense is left out.
    pub fn read(query: impl Fn(&str) -> Option<String>) -> Self {
        let number = |name: &str| query(name).and_then(|value| value.trim().parse::<u32>().ok());
        Self {
            eligible: query("eligible").is_some_and(|value| value == "true"),
            km: number("km")
                .filter(|km| (1..=500).contains(km))
                .and_then(|km| u16::try_from(km).ok()),
            skill: number("skill").filter(|skill| *skill > 0),
            min: number("min")
                .filter(|min| (1..=100).contains(min))
                .and_then(|min| i32::try_from(min).ok()),
            sure: query("sure").is_some_and(|value| value == "true"),
            page: number("page")
                .and_then(|page| usize::try_from(page).ok())
                .unwrap_or(0)
                .min(1_000),
        }
    }

    /// The parameters, in a fixed order, without the page.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if self.eligible {
            pairs.push(("eligible", "true".to_owned()));
        }
        pairs.extend(self.km.map(|km| ("km", km.to_string())));
        pairs.extend(self.skill.map(|skill| ("skill", skill.to_string())));
        pairs.extend(self.min.map(|min| ("min", min.to_string())));
        if self.sure {
            pairs.push(("sure", "true".to_owned()));
        }
        pairs
    }

    /// Does it narrow the list at all?
    pub fn is_open(&self) -> bool {
        self.pairs().is_empty()
    }
}

/// What a list of a person's jobs is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// No job with a legal need unmet or unknown.
    pub eligible: bool,
    /// At most so far away.
    pub km: Option<u16>,
    /// With at least this fit, whole points.
    pub min: Option<i32>,
    /// The page, from 0.
    pub page: usize,
}

impl JobFilter {
    /// Reads the parameters of an address.
    pub fn read(query: impl Fn(&str) -> Option<String>) -> Self {
        let all = CandidateFilter::read(query);
        Self {
            eligible: all.eligible,
            km: all.km,
            min: all.min,
            page: all.page,
        }
    }

    /// The parameters, without the page.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let all = CandidateFilter {
            eligible: self.eligible,
            km: self.km,
            min: self.min,
            ..CandidateFilter::default()
        };
        all.pairs()
    }
}

/// A job as the head and the rows of the pages of matches show it.
#[derive(Debug, Clone, PartialEq)]
pub struct JobCard {
    /// Its id.
    pub id: JobId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// Its logo, if it has one.
    pub organisation_logo: Option<FileId>,
    /// Title.
    pub title: String,
    /// Place as text.
    pub place: String,
    /// Its point.
    pub point: Option<Point>,
    /// `DRAFT`, `ACTIVE`, `FILLED`, `CLOSED`.
    pub status: String,
    /// What it pays, in words.
    pub pay: (Option<String>, Option<String>),
    /// Hours of the week.
    pub pattern: Option<Week>,
    /// Fit below this is under the employer's bar, whole points.
    pub threshold: Option<i32>,
}

impl JobCard {
    /// Nobody but its organisation knows of it yet: what is ranked for it is a preview.
    pub fn is_draft(&self) -> bool {
        self.status == "DRAFT"
    }
}

/// One candidate of a list.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Who.
    pub person: Card,
    /// Place in the list, from 1.
    pub rank: usize,
    /// The job's side, with its reasons.
    pub fit: Fit,
    /// The person's side.
    pub wish: Score,
    /// The harmonic mean of both.
    pub mutual: Score,
    /// Under the employer's bar.
    pub below: bool,
    /// Metres from the job.
    pub metres: Option<u32>,
    /// Hours they can work.
    pub availability: Option<Week>,
    /// Their live or last application to this job.
    pub application: Option<(ApplicationId, Stage)>,
}

/// One page of a job's candidates.
#[derive(Debug, Clone)]
pub struct Candidates {
    /// The rows, the best first.
    pub rows: Vec<Candidate>,
    /// How many there are under the filter, as far as they were counted.
    pub total: usize,
    /// There are more than `total`: they were not counted to their end.
    pub more: bool,
    /// How many the job was compared with.
    pub compared: usize,
    /// More than [`super::service::MOST_PEOPLE`] would have been worth comparing.
    pub cut: bool,
    /// The skills the job asks, for the filter.
    pub skills: Vec<(u32, String)>,
    /// A draft that asks for no skill and names no occupation: there is nothing to rank anybody by yet.
    pub blank: bool,
}

/// One job of a person's list.
#[derive(Debug, Clone)]
pub struct Match {
    /// The job.
    pub job: JobCard,
    /// Place in the list, from 1.
    pub rank: usize,
    /// The job's side: the person's score.
    pub fit: Fit,
    /// The person's side: how well the job answers their wishes.
    pub wish: Score,
    /// The harmonic mean of both.
    pub mutual: Score,
    /// Metres from home.
    pub metres: Option<u32>,
    /// The person's latest application to it.
    pub application: Option<(ApplicationId, Stage)>,
}

/// A person's jobs.
#[derive(Debug, Clone)]
pub struct Matches {
    /// The rows of one page, the best first.
    pub rows: Vec<Match>,
    /// How many there are under the filter.
    pub total: usize,
    /// Open jobs the person was compared with.
    pub compared: usize,
    /// What would change most over all of them.
    pub changes: Vec<Opportunity>,
    /// Hours the person can work.
    pub availability: Option<Week>,
}

/// A person's own score of one job with everything about it.
#[derive(Debug, Clone)]
pub struct OwnMatch {
    /// The job.
    pub job: JobCard,
    /// The person's score with its reasons.
    pub fit: Fit,
    /// How well the job answers their wishes.
    pub wishes: WishFit,
    /// What would raise the score.
    pub changes: Vec<Change>,
    /// Metres from home.
    pub metres: Option<u32>,
    /// Hours the person can work.
    pub availability: Option<Week>,
}

/// A score small enough for a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glance {
    /// The person's score, whole points.
    pub score: i32,
    /// The harmonic mean of both sides.
    pub mutual: Score,
    /// Too little is known.
    pub provisional: bool,
    /// Whether legal needs are met.
    pub eligible: Standing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_reads_back_what_it_writes_and_leaves_out_nonsense() {
        let filter = CandidateFilter {
            eligible: true,
            km: Some(10),
            skill: Some(7),
            min: Some(60),
            sure: true,
            page: 0,
        };
        let pairs = filter.pairs();
        let read = CandidateFilter::read(|name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.clone())
        });
        assert_eq!(read, filter);
        let odd = CandidateFilter::read(|name| {
            Some(if name == "page" {
                "99999999999".into()
            } else {
                "-5; drop".into()
            })
        });
        assert!(odd.is_open());
    }
}
