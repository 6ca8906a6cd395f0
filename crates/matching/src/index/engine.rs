//! Segments of falling size, exchanged as a whole. Readers take what is there and never wait; writers
//! take turns.

use super::columns::{Full, Intake};
use super::segment::Segment;
use super::{CandidateEngine, Change, Hit, Query, Watermark, search};
use crate::model::Person;
use arc_swap::ArcSwap;
use roaring::RoaringBitmap;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A segment is merged into the one before it when that is less than so many times larger …
const GROWTH: u64 = 4;
/// … and both together stay below this; what is larger waits for a rebuild.
const MERGED_AT_ONCE: u64 = 65_536;
/// One in so many outside of the first segment, or dead, is worth a rebuild.
const REBUILT_FROM: u64 = 16;

/// A segment without those who left it.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) segment: Arc<Segment>,
    pub(super) dead: RoaringBitmap,
}

impl Part {
    fn whole(segment: Segment) -> Self {
        Self {
            segment: Arc::new(segment),
            dead: RoaringBitmap::new(),
        }
    }

    fn len(&self) -> u64 {
        self.segment.len() as u64 - self.dead.len()
    }

    pub(super) fn places(&self) -> impl Iterator<Item = usize> + '_ {
        let all = 0..self.segment.len() as u32;
        all.filter(|at| !self.dead.contains(*at))
            .map(|at| at as usize)
    }

    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.segment, &other.segment)
    }
}

/// What there is at one moment. Nobody is alive in two parts.
#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) parts: Vec<Arc<Part>>,
    pub(super) watermark: Watermark,
}

/// How large an engine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// People in it.
    pub people: u64,
    /// Segments they are in.
    pub segments: usize,
    /// Bytes taken by columns and postings.
    pub bytes: usize,
}

/// The index of one machine.
#[derive(Default)]
pub struct LocalEngine {
    state: ArcSwap<State>,
    writing: Mutex<()>,
    rebuilding: Mutex<()>,
}

impl LocalEngine {
    /// Of people in any order, in one segment; of those with the same id the last counts.
    ///
    /// # Errors
    /// If there are more than the index has numbers for.
    pub fn of(
        people: impl IntoIterator<Item = Person>,
        watermark: Watermark,
    ) -> Result<Self, Full> {
        let mut intake = Intake::default();
        for person in people {
            intake.push(&person)?;
        }
        let parts = vec![Arc::new(Part::whole(Segment::build(intake)))];
        Ok(Self::with(State { parts, watermark }))
    }

    pub(super) fn with(state: State) -> Self {
        Self {
            state: ArcSwap::from_pointee(state),
            ..Self::default()
        }
    }

    pub(super) fn state(&self) -> Arc<State> {
        self.state.load_full()
    }

    /// How large it is.
    pub fn size(&self) -> Size {
        let state = self.state();
        Size {
            people: state.parts.iter().map(|part| part.len()).sum(),
            segments: state.parts.len(),
            bytes: state.parts.iter().map(|part| part.segment.bytes()).sum(),
        }
    }

    /// Everybody in it, with all the scorer sees.
    pub fn for_each(&self, mut see: impl FnMut(Person)) {
        for part in &self.state().parts {
            part.places()
                .for_each(|at| see(part.segment.columns.person(at)));
        }
    }

    /// Has enough changed since the last to make one segment of all again?
    pub fn wants_rebuild(&self) -> bool {
        let state = self.state();
        let Some((first, rest)) = state.parts.split_first() else {
            return false;
        };
        let strewn = rest.iter().map(|part| part.len()).sum::<u64>() + first.dead.len();
        strewn * REBUILT_FROM > first.len().max(MERGED_AT_ONCE)
    }

    /// Makes one segment of all that is there when it begins. Changes made meanwhile stay beside it.
    ///
    /// # Errors
    /// If there are more people or skills than the index has numbers for.
    pub fn rebuild(&self) -> Result<(), Full> {
        let _turn = locked(&self.rebuilding);
        let before = self.state();
        let merged = merge(&before.parts)?;
        let _turn = locked(&self.writing);
        let now = self.state();
        let mut dead = RoaringBitmap::new();
        for part in &before.parts {
            // One that is gone was merged with newer ones: all of it that lives is there.
            let same = now.parts.iter().find(|other| other.is(part));
            let gone: Vec<usize> = match same {
                Some(same) => (&same.dead - &part.dead)
                    .iter()
                    .map(|at| at as usize)
                    .collect(),
                None => part.places().collect(),
            };
            let id = |at: usize| part.segment.columns.ids.text(at);
            dead.extend(gone.into_iter().filter_map(|at| merged.find(&id(at))));
        }
        let newer = now
            .parts
            .iter()
            .filter(|part| !before.parts.iter().any(|other| other.is(part)));
        let merged = Part {
            segment: Arc::new(merged),
            dead,
        };
        let mut parts = vec![Arc::new(merged)];
        parts.extend(newer.cloned());
        parts.retain(|part| part.len() > 0);
        self.state.store(Arc::new(State {
            parts,
            watermark: now.watermark,
        }));
        Ok(())
    }
}

fn locked(turn: &Mutex<()>) -> MutexGuard<'_, ()> {
    turn.lock().unwrap_or_else(PoisonError::into_inner)
}

fn merge(parts: &[Arc<Part>]) -> Result<Segment, Full> {
    let mut intake = Intake::default();
    for part in parts {
        for at in part.places() {
            intake.push(&part.segment.columns.person(at))?;
        }
    }
    Ok(Segment::build(intake))
}

/// Merges the newest segments while they are of like size.
fn tidy(parts: &mut Vec<Arc<Part>>) -> Result<(), Full> {
    parts.retain(|part| part.len() > 0);
    while let [.., one, other] = &parts[..] {
        if one.len() >= GROWTH * other.len() || one.len() + other.len() > MERGED_AT_ONCE {
            break;
        }
        let merged = merge(&parts[parts.len() - 2..])?;
        parts.truncate(parts.len() - 2);
        parts.push(Arc::new(Part::whole(merged)));
    }
    Ok(())
}

impl CandidateEngine for LocalEngine {
    type Error = Full;

    fn top_k(&self, query: &Query<'_>) -> Result<Vec<Hit>, Full> {
        let state = self.state();
        let parts = state.parts.iter();
        Ok(search::search(
            query,
            parts.map(|part| (&*part.segment, &part.dead)),
        ))
    }

    fn apply(&self, changes: Vec<Change>, watermark: Watermark) -> Result<(), Full> {
        let mut last: HashMap<String, Option<Box<Person>>> = HashMap::new();
        for change in changes {
            match change {
                Change::Upsert(person) => last.insert(person.id.clone(), Some(person)),
                Change::Remove(id) => last.insert(id, None),
            };
        }
        let _turn = locked(&self.writing);
        let mut parts = self.state().parts.clone();
        for part in &mut parts {
            let leaving: RoaringBitmap = last
                .keys()
                .filter_map(|id| part.segment.find(id))
                .filter(|at| !part.dead.contains(*at))
                .collect();
            if !leaving.is_empty() {
                Arc::make_mut(part).dead |= leaving;
            }
        }
        let coming = Segment::of(last.values().flatten().map(|person| &**person))?;
        parts.push(Arc::new(Part::whole(coming)));
        tidy(&mut parts)?;
        self.state.store(Arc::new(State { parts, watermark }));
        Ok(())
    }

    fn watermark(&self) -> Watermark {
        self.state.load().watermark
    }
}
