//! One search: bounds first, people after.
//!
//! Every block gets the best score anybody in it could have, by its distance and as if all else were
//! perfect. The promising blocks come first. In each, the postings of the skills asked (of all that
//! answer them but for siblings, of which there are sixty times more and which gain little) say how good the
//! skills of those who have any of them may be; whoever could still get into the list is scored exactly,
//! column by column, until it is clear that they cannot. Then come the others of a block, if even somebody
//! with siblings only could get in: if that takes experience, only those who have done work that counts, and
//! otherwise place by place, and first by their experience, which is told in a few nanoseconds. If no skills are asked that is everybody, and the search is a scan.

use super::columns::NO_DAY;
use super::credit;
use super::segment::{Block, Segment};
use super::top::{Key, Top};
use super::view::{Scratch, View};
use super::{Hit, Query};
use crate::fit::{Brief, Experience, Mark, Score, Scorer, culture, education, radius_m};
use crate::fixed::{ONE, div_round, narrow};
use crate::model::Mode;
use crate::rank::mutual;
use crate::wishes::most_wished;
use crate::{distance, explain};
use kernel::geo::Point;
use roaring::RoaringBitmap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Fewer blocks than this are not worth waking a thread for.
const PARALLEL_FROM: usize = 4;
/// Distances are rounded to metres.
const ROUNDING_M: u32 = 8;
const SKILLS: usize = 0;
const EXPERIENCE: usize = 1;
const AVAILABILITY: usize = 2;
const LOCATION: usize = 3;
const EDUCATION: usize = 4;
const CULTURE: usize = 5;

/// What is asked of every segment.
struct Search<'q> {
    query: &'q Query<'q>,
    scorer: &'q Scorer<'q>,
    /// Nothing known of a person but that all of it is perfect.
    perfect: [Mark; 6],
    /// Key of the last place of the list.
    reached: AtomicU64,
    top: Mutex<Top>,
    /// Julian day documents must outlast.
    needed_after: Option<i32>,
    /// Who is known to live farther away, in metres, does not come into question.
    farthest: Option<u32>,
}

/// A block and the best anybody there could have.
struct Task<'s> {
    view: &'s View<'s>,
    block: &'s Block,
    location: Mark,
    wish: Score,
    most: Key,
}

/// The least number below `most` that is enough, or `most`; more is never less.
fn least(most: i64, enough: impl Fn(i64) -> bool) -> i64 {
    let (mut low, mut high) = (0, most);
    while low < high {
        let middle = low + (high - low) / 2;
        if enough(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// From the job's place to the corners of where people have to live, in metres: on this side of the earth no
/// other point between two parallels and two meridians is farther away.
fn farthest(query: &Query<'_>) -> Option<u32> {
    let (around, job) = (query.filter.around?, query.scorer.job().place?);
    let near = |lon: f64| (lon - job.lon).abs() < 90.0;
    if !near(around.west) || !near(around.east) {
        return None;
    }
    let corners = [around.south, around.north]
        .into_iter()
        .flat_map(|lat| [around.west, around.east].map(|lon| Point { lat, lon }));
    let metres: Option<Vec<u32>> = corners
        .map(|corner| distance::metres(job, corner))
        .collect();
    let farthest = metres?.into_iter().max()?;
    Some(farthest.saturating_add(ROUNDING_M))
}

/// The best of all segments, the dead of each left out.
pub(super) fn search<'s>(
    query: &Query<'s>,
    parts: impl Iterator<Item = (&'s Segment, &'s RoaringBitmap)>,
) -> Vec<Hit> {
    if query.top == 0 {
        return Vec::new();
    }
    let search = Search::new(query);
    let views: Vec<View<'_>> = parts
        .map(|(segment, dead)| View::new(query, segment, dead))
        .collect();
    let mut tasks: Vec<Task<'_>> = views.iter().flat_map(|view| search.tasks(view)).collect();
    tasks.sort_by_key(|task| std::cmp::Reverse(task.most));
    search.in_parallel(&tasks, |task, scratch| search.promising(task, scratch));
    tasks.retain(|task| search.may_have(task, 0));
    search.in_parallel(&tasks, |task, scratch| search.others(task, scratch));
    let top = search.top.into_inner();
    top.unwrap_or_else(PoisonError::into_inner).into_hits()
}

impl<'q> Search<'q> {
    fn new(query: &'q Query<'q>) -> Self {
        let scorer = query.scorer;
        let job = scorer.job();
        let perfect = |asked: bool| {
            if asked {
                Mark::Known(ONE)
            } else {
                Mark::NotAsked
            }
        };
        let asked = |mark: Mark| perfect(mark != Mark::NotAsked);
        Self {
            query,
            scorer,
            perfect: [
                scorer.skills.mark_of(0),
                perfect(scorer.experience.is_some()),
                asked(scorer.availability.mark(None, None)),
                Mark::NotAsked,
                asked(education::mark(job, None)),
                // Whether it is asked depends on the person; a perfect one more never costs.
                perfect(job.styles.is_some()),
            ],
            reached: AtomicU64::new(0),
            top: Mutex::new(Top::new(query.top)),
            needed_after: explain::needed_after(job).map(time::Date::to_julian_day),
            farthest: farthest(query),
        }
    }

    fn in_parallel<T: Sync>(&self, tasks: &[T], work: impl Fn(&T, &mut Scratch) + Sync) {
        let next = AtomicUsize::new(0);
        let worker = || {
            let mut scratch = Scratch::new(self.scorer.skills.asks().len());
            while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
                work(task, &mut scratch);
            }
        };
        if tasks.len() < PARALLEL_FROM {
            return worker();
        }
        let threads = rayon::current_num_threads().min(tasks.len());
        rayon::scope(|scope| (0..threads).for_each(|_| scope.spawn(|_| worker())));
    }

    fn reached(&self) -> Key {
        Key(self.reached.load(Ordering::Relaxed))
    }

    /// Could somebody with these marks and wishes still come into the list? Ties are for the id to decide.
    fn within_reach(&self, marks: &[Mark; 6], capped: bool, wish: Score) -> bool {
        let kfn = self.scorer.brief(marks, capped).kfn;
        self.key(kfn, wish, ONE) >= self.reached()
    }

    /// Could somebody of a block whose skills asked add so much to those of a sibling?
    fn may_have(&self, task: &Task<'_>, lift: i64) -> bool {
        let marks = self.marks(task.view, task.location, lift);
        self.within_reach(&marks, false, task.wish)
    }

    /// The best marks of somebody with such skills.
    fn marks(&self, view: &View<'_>, location: Mark, lift: i64) -> [Mark; 6] {
        let mut marks = self.perfect;
        marks[SKILLS] = match self.scorer.skills.mark_of(view.base + lift) {
            Mark::Known(score) => Mark::Known(score.min(ONE)),
            other => other,
        };
        marks[LOCATION] = location;
        marks
    }

    /// The least `Σ w·ŝ` with which somebody of a block comes into the list; beyond all there is if none
    /// does.
    fn enough(&self, task: &Task<'_>, weight: i64) -> i64 {
        let kfn = |sum: i64| match weight {
            0 => Score(Score::FULL.0 / 2),
            _ => Score(narrow(div_round(sum * 100, weight))),
        };
        let reached = self.reached();
        least(weight * i64::from(ONE) + 1, |sum| {
            self.key(kfn(sum), task.wish, ONE) >= reached
        })
    }

    fn key(&self, kfn: Score, wish: Score, confidence: i32) -> Key {
        let over = self.query.bar.is_none_or(|bar| kfn.rounded() >= bar);
        Key::new(over, mutual(kfn, wish), confidence)
    }

    /// The blocks of a segment that are near enough.
    fn tasks<'s>(&self, view: &'s View<'s>) -> Vec<Task<'s>> {
        let (location, within) = (&self.scorer.location, self.query.filter.within_m);
        let all = view.segment.blocks.iter().filter_map(|block| {
            let home = location.place.zip(block.home.as_ref());
            let least = home.map(|(place, home)| home.least_metres(place));
            if within.is_some_and(|within| least.is_none_or(|least| least > within)) {
                return None;
            }
            if least
                .zip(self.farthest)
                .is_some_and(|(least, farthest)| least > farthest)
            {
                return None;
            }
            let near = location.mark_at(|| least, self.widest(block));
            let wish = block.commute_km.map_or(Score::FULL, |limit| {
                most_wished(self.scorer.job(), limit, least)
            });
            let kfn = self
                .scorer
                .brief(&self.marks(view, near, self.most()), false)
                .kfn;
            Some(Task {
                view,
                block,
                location: near,
                wish,
                most: self.key(kfn, wish, ONE),
            })
        });
        all.collect()
    }

    /// `Σ ω·g` of perfect skills.
    fn most(&self) -> i64 {
        let asks = self.scorer.skills.asks().iter();
        asks.map(|ask| ask.weight * i64::from(ONE)).sum()
    }

    /// Those with any of the skills asked.
    fn promising(&self, task: &Task<'_>, scratch: &mut Scratch) {
        if task.most < self.reached() {
            return;
        }
        task.view.add_up(task.block, scratch);
        let enough = least(self.most() + 1, |lift| self.may_have(task, lift));
        for word in 0..scratch.touched.len() {
            let mut bits = std::mem::take(&mut scratch.touched[word]);
            while bits != 0 {
                let local = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let lift = std::mem::take(&mut scratch.lift[local]);
                if lift >= enough {
                    let at = task.block.people.start + local;
                    self.weigh(task.view, at, lift, &mut scratch.gains);
                }
            }
        }
    }

    /// Those with none of the skills asked.
    fn others(&self, task: &Task<'_>, scratch: &mut Scratch) {
        if !self.may_have(task, 0) {
            return;
        }
        task.view.add_up(task.block, scratch);
        scratch.lift.fill(0);
        match &self.scorer.experience {
            Some(asked) if !self.may_have_done(task, asked.mark_of(0)) => {
                self.experienced(task, asked, scratch);
            }
            _ => self.all_others(task, scratch),
        }
        scratch.touched.fill(0);
    }

    /// Could somebody of a block with none of the skills asked, and so much experience, come into the list?
    fn may_have_done(&self, task: &Task<'_>, experience: Mark) -> bool {
        let mut marks = self.marks(task.view, task.location, 0);
        marks[EXPERIENCE] = experience;
        self.within_reach(&marks, false, task.wish)
    }

    /// Of those with none of the skills asked, who has done work that counts, or does not say.
    fn experienced(&self, task: &Task<'_>, asked: &Experience, scratch: &mut Scratch) {
        let (view, first) = (task.view, task.block.people.start);
        let Scratch { touched, gains, .. } = scratch;
        let mut weigh = |local: usize| {
            let (word, bit) = (local / 64, 1 << (local % 64));
            if touched[word] & bit == 0 {
                touched[word] |= bit;
                self.weigh(view, first + local, 0, gains);
            }
        };
        for (work, doers) in view.segment.doing(task.block) {
            if view.near(asked, self.scorer, work) > 0 {
                doers.iter().for_each(|&local| weigh(usize::from(local)));
            }
        }
        if self.may_have_done(task, Mark::Unknown) {
            let says_nothing = |at: &usize| view.segment.columns.spells(*at).is_none();
            let unknown = task.block.people.clone().filter(says_nothing);
            unknown.for_each(|at| weigh(at - first));
        }
    }

    /// All of them, place by place.
    fn all_others(&self, task: &Task<'_>, scratch: &mut Scratch) {
        let (view, people) = (task.view, task.block.people.clone());
        let worth = self.worth(&self.marks(view, task.location, 0));
        // It rises while others are found; nobody is missed by not asking again.
        let enough = self.enough(task, worth.1);
        let places = &view.segment.columns.places[people.clone()];
        let mut from = people.start;
        for neighbours in places.chunk_by(|a, b| a == b) {
            let range = from..from + neighbours.len();
            from = range.end;
            self.neighbours(task, range, enough, scratch);
        }
    }

    /// `Σ w·ŝ` and `Σ w`.
    fn worth(&self, marks: &[Mark; 6]) -> (i64, i64) {
        let worth = |(at, mark): (usize, &Mark)| self.scorer.worth(at, *mark);
        let all = marks.iter().enumerate().map(worth);
        all.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }

    /// Those of a block who live at one place.
    fn neighbours(
        &self,
        task: &Task<'_>,
        people: Range<usize>,
        enough: i64,
        scratch: &mut Scratch,
    ) {
        let (view, first) = (task.view, task.block.people.start);
        let metres = || view.metres(self.scorer, people.start);
        let too_far = |within| metres().is_none_or(|metres| metres > within);
        let location = self
            .scorer
            .location
            .mark_at(metres, self.widest(task.block));
        let marks = self.marks(view, location, 0);
        let best = self.worth(&marks).0;
        if best < enough || self.query.filter.within_m.is_some_and(too_far) {
            return;
        }
        let perfect = self.scorer.worth(EXPERIENCE, marks[EXPERIENCE]).0;
        let experience = |at| {
            self.scorer
                .worth(EXPERIENCE, view.experience(self.scorer, at))
                .0
        };
        let Scratch { touched, gains, .. } = scratch;
        let mut weigh = |at: usize| {
            let local = at - first;
            let known = touched[local / 64] >> (local % 64) & 1 == 1;
            if !known && best - perfect + experience(at) >= enough {
                self.weigh(view, at, 0, gains);
            }
        };
        match &view.only {
            Some(only) => {
                let range = people.start as u32..people.end as u32;
                only.range(range).for_each(|at| weigh(at as usize));
            }
            None => people.clone().for_each(weigh),
        }
    }

    /// The farthest anybody of a block travels, if the job does not say how far is far.
    fn widest(&self, block: &Block) -> Option<u16> {
        match self.scorer.location.radius_km {
            Some(_) => None,
            None => Some(block.widest_km),
        }
    }

    /// Scores one person, as far as it takes, and puts them in the list if they belong there.
    fn weigh(&self, view: &View<'_>, at: usize, lift: i64, gains: &mut [i32]) {
        if !self.admits(view, at) {
            return;
        }
        let (columns, job) = (&view.segment.columns, self.scorer.job());
        let metres = || view.metres(self.scorer, at);
        let location = self.scorer.location.mark_at(metres, columns.radius_km(at));
        let mut marks = self.marks(view, location, lift);
        marks[EXPERIENCE] = view.experience(self.scorer, at);
        if !self.within_reach(&marks, false, Score::FULL) {
            return;
        }
        view.gains(at, gains);
        marks[SKILLS] = self.scorer.skills.mark(gains.iter().copied());
        let capped = self.scorer.skills.misses_must(gains.iter().copied());
        if !self.within_reach(&marks, capped, Score::FULL) {
            return;
        }
        let wish = view.wish(self.scorer, at);
        marks[EDUCATION] = education::mark(job, columns.education(at));
        if !self.within_reach(&marks, capped, wish) || !self.qualifies(view, at) {
            return;
        }
        let availability = &self.scorer.availability;
        marks[CULTURE] = culture::mark(job, columns.styles(at));
        marks[AVAILABILITY] = availability.mark(columns.hours(at), columns.from(at));
        self.place(view, at, self.scorer.brief(&marks, capped), wish);
    }

    /// What can be told at once.
    fn admits(&self, view: &View<'_>, at: usize) -> bool {
        let place = at as u32;
        let near = |within| {
            let metres = view.metres(self.scorer, at);
            metres.is_some_and(|metres| metres <= within)
        };
        !view.dead.contains(place)
            && view.inside(at)
            && view.shares(at)
            && view.only.as_ref().is_none_or(|only| only.contains(place))
            && self.query.filter.within_m.is_none_or(near)
    }

    /// What takes looking at lists.
    fn qualifies(&self, view: &View<'_>, at: usize) -> bool {
        let columns = &view.segment.columns;
        let filter = &self.query.filter;
        if !filter.any_skill.is_empty() {
            let mut skills = columns.skills(at).iter();
            if !skills.any(|&packed| view.wanted.contains(&credit::rank(packed))) {
                return false;
            }
        }
        if !filter.eligible {
            return true;
        }
        let lasts = |day: i32| day == NO_DAY || self.needed_after.is_none_or(|last| day > last);
        let holds = |&document: &u32| {
            let mut held = columns.documents(at);
            held.any(|(other, day)| other == document && lasts(day))
        };
        view.documents.iter().all(holds) && self.inside_hard_radius(view, at)
    }

    fn inside_hard_radius(&self, view: &View<'_>, at: usize) -> bool {
        let job = self.scorer.job();
        if job.place.is_none() || !job.hard_radius || job.mode == Mode::Remote {
            return true;
        }
        let radius = radius_m(job.radius_km, view.segment.columns.radius_km(at));
        let metres = view.metres(self.scorer, at);
        metres.is_some_and(|metres| metres <= radius)
    }

    /// Puts somebody in the list, if they belong there.
    fn place(&self, view: &View<'_>, at: usize, brief: Brief, wish: Score) {
        let filter = &self.query.filter;
        let key = self.key(brief.kfn, wish, brief.confidence);
        if key < self.reached()
            || filter
                .least
                .is_some_and(|least| brief.kfn.rounded() < least)
            || (filter.sure && brief.provisional)
        {
            return;
        }
        let id = view.segment.columns.ids.text(at);
        if filter.except.is_some_and(|except| except.contains(&id)) {
            return;
        }
        let hit = Hit {
            id,
            brief,
            wish,
            mutual: mutual(brief.kfn, wish),
        };
        let mut top = self.top.lock().unwrap_or_else(PoisonError::into_inner);
        let reached = top.push(key, hit);
        self.reached.fetch_max(reached.0, Ordering::Relaxed);
    }
}
