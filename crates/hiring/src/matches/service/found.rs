//! Who has the places of a list, by the index of people: the same people in the same order that the database's
//! narrowing and the scorer give, without comparing everybody.

use super::super::model::CandidateFilter;
use super::candidates::{Counted, MOST_PEOPLE, around, asked_skills, wanted};
use kernel::Result;
use kernel::id::PersonId;
use matching::index::{CandidateEngine, Common, Filter, Hit, Query};
use matching::{Job, Scorer, World};
use platform::db::internal;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

/// Found beyond those asked for, in place of those who have gone since.
const SPARE: usize = 10;
/// Counted at least this far. All of a million would take comparing with all of them.
pub const COUNTED: usize = 200;

/// Whom to show, or to put in order.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) ids: Vec<PersonId>,
    /// How many come before them.
    pub(super) before: usize,
    /// `None`: it shows when they are put in order.
    pub(super) counted: Option<Counted>,
}

impl Found {
    /// Everybody worth comparing, in no order yet.
    pub(super) fn of_all(ids: Vec<PersonId>) -> Self {
        Self {
            ids,
            ..Self::default()
        }
    }
}

/// What the index is asked.
pub(super) struct Search {
    pub(super) job: Job,
    pub(super) world: Arc<World>,
    pub(super) filter: CandidateFilter,
    pub(super) threshold: Option<i32>,
    /// Occupations that count as the job's.
    pub(super) like: Vec<i32>,
    /// Nobody is offered to themselves.
    pub(super) me: PersonId,
}

impl Search {
    /// Those who have these places.
    pub(super) async fn run<E: CandidateEngine + 'static>(
        self,
        engine: Arc<E>,
        places: Range<usize>,
    ) -> Result<Found> {
        tokio::task::spawn_blocking(move || self.find(&*engine, &places))
            .await
            .map_err(internal)?
    }

    fn find<E: CandidateEngine>(&self, engine: &E, places: &Range<usize>) -> Result<Found> {
        let scorer = Scorer::new(&self.job, &self.world);
        let top = (places.end + SPARE).clamp(COUNTED, MOST_PEOPLE) + 1;
        let hits = self.ask(engine, &scorer, &self.filter, top)?;
        let (more, total) = (hits.len() == top, hits.len().min(top - 1));
        let compared = if total > 0 || self.filter.is_open() {
            total
        } else {
            // Nobody is left: is that because of the filter?
            let open = CandidateFilter::default();
            self.ask(engine, &scorer, &open, COUNTED + 1)?.len()
        };
        let here = hits.iter().skip(places.start).take(places.len() + SPARE);
        Ok(Found {
            ids: here.filter_map(|hit| hit.id.parse().ok()).collect(),
            before: places.start,
            counted: Some(Counted {
                total,
                more,
                compared,
                cut: false,
            }),
        })
    }

    fn ask<E: CandidateEngine>(
        &self,
        engine: &E,
        scorer: &Scorer<'_>,
        filter: &CandidateFilter,
        top: usize,
    ) -> Result<Vec<Hit>> {
        let skills = unsigned(&asked_skills(&self.world, &self.job));
        let occupations = unsigned(&self.like);
        let any_skill = filter.skill.map(|skill| wanted(&self.world, skill));
        if any_skill.as_ref().is_some_and(Vec::is_empty) {
            return Ok(Vec::new());
        }
        let except = HashSet::from([self.me.to_string()]);
        let common = Common {
            skills: &skills,
            occupations: &occupations,
        };
        let asks = !skills.is_empty() || !occupations.is_empty();
        let query = Query {
            scorer,
            top,
            bar: self.threshold,
            filter: Filter {
                common: asks.then_some(common),
                around: around(&self.job),
                within_m: filter.km.map(|km| u32::from(km) * 1_000),
                any_skill: any_skill.as_deref().unwrap_or_default(),
                eligible: filter.eligible,
                least: filter.min,
                sure: filter.sure,
                only: None,
                except: Some(&except),
            },
        };
        engine.top_k(&query).map_err(internal)
    }
}

fn unsigned(ids: &[i32]) -> Vec<u32> {
    ids.iter()
        .filter_map(|id| u32::try_from(*id).ok())
        .collect()
}
