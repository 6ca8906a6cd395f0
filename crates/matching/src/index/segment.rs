//! People who do not change any more: sorted by where they live, cut into blocks, and turned round so
//! that a skill leads to those who have it.

use super::columns::{Columns, Full, Intake, NONE};
use super::credit;
use crate::distance::Direction;
use crate::fit::DEFAULT_RADIUS_KM;
use crate::model::Person;
use h3o::{LatLng, Resolution};
use kernel::geo::Point;
use rayon::prelude::*;
use roaring::RoaringBitmap;
use std::collections::HashMap;
use std::ops::Range;

/// People in a block: what is added up about them stays in the second-level cache. Few in tests, so that a
/// few people make many blocks.
pub(super) const BLOCK: usize = if cfg!(test) { 64 } else { 16_384 };
/// Cells of about five square kilometres. Only the order comes from them; distances are exact.
const CELLS: Resolution = Resolution::Seven;
/// Rounding of two distances, and some.
const SLACK_M: u32 = 8;

/// Neighbours.
pub(super) struct Block {
    pub(super) number: usize,
    pub(super) people: Range<usize>,
    /// `None`: nobody's place is known.
    pub(super) home: Option<Home>,
    /// The farthest any of them travels.
    pub(super) widest_km: u16,
    /// The farthest any of them wishes to travel; `None` if somebody does not say.
    pub(super) commute_km: Option<u16>,
}

/// A circle around the homes of a block.
pub(super) struct Home {
    centre: Direction,
    reach_m: u32,
}

impl Home {
    /// Nobody of the block is nearer.
    pub(super) fn least_metres(&self, to: Direction) -> u32 {
        self.centre
            .metres_to(to)
            .saturating_sub(self.reach_m.saturating_add(SLACK_M))
    }
}

impl Block {
    fn of(
        columns: &Columns,
        directions: &[Direction],
        (number, people): (usize, Range<usize>),
    ) -> Self {
        let travels = |at| columns.radius_km(at).unwrap_or(DEFAULT_RADIUS_KM);
        let wish = |farthest: u16, at| Some(farthest.max(columns.commute_km(at)?));
        Self {
            number,
            home: home(&columns.places[people.clone()], directions),
            widest_km: people.clone().map(travels).max().unwrap_or(0),
            commute_km: people.clone().try_fold(0, wish),
            people,
        }
    }
}

/// Who has which skill: by skill, by block, by place in the block.
struct Postings {
    blocks: usize,
    /// Where those of a skill in a block begin.
    begins: Vec<u32>,
    /// Place in the block and credit.
    list: Vec<u32>,
}

impl Postings {
    fn of(columns: &Columns, blocks: &[Block]) -> Self {
        let place =
            |packed: u32, block: usize| credit::rank(packed) as usize * blocks.len() + block;
        let mut begins = vec![0u32; columns.names.skills.len() * blocks.len() + 1];
        for (number, block) in blocks.iter().enumerate() {
            for &packed in block.people.clone().flat_map(|at| columns.skills(at)) {
                begins[place(packed, number)] += 1;
            }
        }
        let mut sum = 0;
        for begin in &mut begins {
            sum += std::mem::replace(begin, sum);
        }
        let mut list = vec![0; columns.skills.len()];
        for (number, block) in blocks.iter().enumerate() {
            for (local, at) in (0u32..).zip(block.people.clone()) {
                for &packed in columns.skills(at) {
                    let next = &mut begins[place(packed, number)];
                    list[*next as usize] = local << 16 | u32::from(credit::credit(packed));
                    *next += 1;
                }
            }
        }
        // Every begin has moved to the next one's.
        begins.rotate_right(1);
        if let Some(first) = begins.first_mut() {
            *first = 0;
        }
        Self {
            blocks: blocks.len(),
            begins,
            list,
        }
    }
}

/// Who has done which work: by block, by work.
struct Doers {
    /// Where the groups of a block begin.
    blocks: Vec<u32>,
    /// A work and where those begin who have done it; one more at the end.
    groups: Vec<(u32, u32)>,
    /// Places in the block.
    list: Vec<u16>,
}

impl Doers {
    fn of(columns: &Columns, blocks: &[Block]) -> Self {
        let pairs = |block: &Block| {
            let mut pairs: Vec<(u32, u16)> = Vec::new();
            for (local, at) in (0u16..).zip(block.people.clone()) {
                let spells = columns.spells(at).into_iter().flatten();
                pairs.extend(spells.map(|(work, _)| (work, local)));
            }
            pairs.sort_unstable();
            pairs.dedup();
            pairs
        };
        let pairs: Vec<Vec<(u32, u16)>> = blocks.par_iter().map(pairs).collect();
        let mut doers = Self {
            blocks: Vec::with_capacity(blocks.len() + 1),
            groups: Vec::new(),
            list: Vec::with_capacity(pairs.iter().map(Vec::len).sum()),
        };
        for pairs in pairs {
            doers.blocks.push(doers.groups.len() as u32);
            for same in pairs.chunk_by(|a, b| a.0 == b.0) {
                doers.groups.push((same[0].0, doers.list.len() as u32));
                doers.list.extend(same.iter().map(|(_, local)| local));
            }
        }
        doers.blocks.push(doers.groups.len() as u32);
        doers.groups.push((NONE, doers.list.len() as u32));
        doers.groups.shrink_to_fit();
        doers
    }
}

/// The circle around places, which are sorted.
fn home(places: &[u32], directions: &[Direction]) -> Option<Home> {
    let mut points: Vec<u32> = places.iter().copied().filter(|&at| at != NONE).collect();
    points.dedup();
    let all = || points.iter().map(|&at| directions[at as usize]);
    let centre = Direction::midst(all()).or_else(|| all().next())?;
    let reach_m = all().map(|one| centre.metres_to(one)).max()?;
    Some(Home { centre, reach_m })
}

/// Immutable people.
pub(super) struct Segment {
    pub(super) columns: Columns,
    /// By the number of a point.
    pub(super) directions: Vec<Direction>,
    pub(super) blocks: Vec<Block>,
    postings: Postings,
    doers: Doers,
    /// Who has a document at all, by its number.
    pub(super) holders: Vec<RoaringBitmap>,
    ranks: HashMap<u32, u32>,
    by_id: Vec<u32>,
}

impl Segment {
    /// Of people in any order; of those with the same id the last counts.
    pub(super) fn of<'p>(people: impl Iterator<Item = &'p Person>) -> Result<Self, Full> {
        let mut intake = Intake::default();
        for person in people {
            intake.push(person)?;
        }
        Ok(Self::build(intake))
    }

    pub(super) fn build(intake: Intake) -> Self {
        let mut columns = intake.columns;
        let turns = sort_points(&mut columns.names.points);
        for place in columns.places.iter_mut().filter(|place| **place != NONE) {
            *place = turns[*place as usize];
        }
        let order = order(&columns);
        Self::sorted(columns.gather(&order))
    }

    /// Of columns that a segment had before.
    pub(super) fn sorted(columns: Columns) -> Self {
        // Every point was one when it was taken in.
        let directions: Vec<Direction> = columns
            .names
            .points
            .iter()
            .filter_map(|&point| Direction::of(point))
            .collect();
        let placed = columns.places.partition_point(|&place| place != NONE);
        let cut = |all: Range<usize>| {
            let end = all.end;
            all.step_by(BLOCK)
                .map(move |from| from..(from + BLOCK).min(end))
        };
        let ranges: Vec<Range<usize>> = cut(0..placed).chain(cut(placed..columns.len())).collect();
        let blocks: Vec<Block> = ranges
            .into_par_iter()
            .enumerate()
            .map(|numbered| Block::of(&columns, &directions, numbered))
            .collect();
        let postings = Postings::of(&columns, &blocks);
        let mut holders = vec![RoaringBitmap::new(); columns.names.documents.len()];
        for at in 0..columns.len() {
            for (document, _) in columns.documents(at) {
                holders[document as usize].insert(at as u32);
            }
        }
        Self {
            doers: Doers::of(&columns, &blocks),
            blocks,
            postings,
            holders,
            ranks: (0..)
                .zip(&columns.names.skills)
                .map(|(rank, skill)| (*skill, rank))
                .collect(),
            by_id: by_id(&columns),
            directions,
            columns,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    /// The number of a skill here, if anybody ever had it.
    pub(super) fn rank(&self, skill: u32) -> Option<u32> {
        self.ranks.get(&skill).copied()
    }

    /// Who of a block has a skill: place in the block, credit.
    pub(super) fn having(
        &self,
        rank: u32,
        block: &Block,
    ) -> impl Iterator<Item = (usize, u16)> + '_ {
        let at = rank as usize * self.postings.blocks + block.number;
        let begins = &self.postings.begins;
        self.postings.list[begins[at] as usize..begins[at + 1] as usize]
            .iter()
            .map(|posting| ((posting >> 16) as usize, *posting as u16))
    }

    /// The works done by anybody of a block, and who has done each: places in the block.
    pub(super) fn doing(&self, block: &Block) -> impl Iterator<Item = (u32, &[u16])> + '_ {
        let Doers {
            blocks,
            groups,
            list,
        } = &self.doers;
        // The first of the next group is the end of the last.
        let (from, to) = (blocks[block.number], blocks[block.number + 1]);
        groups[from as usize..=to as usize]
            .windows(2)
            .map(|two| (two[0].0, &list[two[0].1 as usize..two[1].1 as usize]))
    }

    pub(super) fn find(&self, id: &str) -> Option<u32> {
        self.columns.ids.find(&self.by_id, id)
    }

    /// Bytes taken, without the holders of documents.
    pub(super) fn bytes(&self) -> usize {
        self.columns.bytes()
            + 4 * (self.postings.begins.capacity() + self.postings.list.capacity())
            + 8 * self.doers.groups.capacity()
            + 2 * self.doers.list.capacity()
            + self.directions.capacity() * size_of::<Direction>()
            + self.by_id.capacity() * 4
            + self.ranks.capacity() * 9
    }
}

/// Sorts points by cell; says which place each moved to.
fn sort_points(points: &mut Vec<Point>) -> Vec<u32> {
    let cell = |point: &Point| {
        LatLng::new(point.lat, point.lon).map_or(u64::MAX, |at| u64::from(at.to_cell(CELLS)))
    };
    let mut keyed: Vec<(u64, u64, u64, u32)> = (0u32..)
        .zip(&*points)
        .map(|(at, point)| (cell(point), point.lat.to_bits(), point.lon.to_bits(), at))
        .collect();
    keyed.par_sort_unstable();
    let mut turns = vec![0; points.len()];
    for (turn, (_, _, _, at)) in (0..).zip(&keyed) {
        turns[*at as usize] = turn;
    }
    *points = keyed
        .iter()
        .map(|(_, _, _, at)| points[*at as usize])
        .collect();
    turns
}

/// Places by id, then by place.
fn by_id(columns: &Columns) -> Vec<u32> {
    let mut places: Vec<u32> = (0..columns.len() as u32).collect();
    places.par_sort_unstable_by(|&a, &b| {
        let ids = columns.ids.compare(a as usize, b as usize);
        ids.then_with(|| a.cmp(&b))
    });
    places
}

/// By place, those without one last, then by id; the last of each id.
fn order(columns: &Columns) -> Vec<u32> {
    let mut by_id = by_id(columns);
    by_id.reverse();
    by_id.dedup_by(|a, b| columns.ids.compare(*a as usize, *b as usize).is_eq());
    by_id.reverse();
    // Stable: within a place they stay sorted by id.
    by_id.par_sort_by_key(|&at| columns.places[at as usize]);
    by_id
}
