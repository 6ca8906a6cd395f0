//! The index as a file: a header, the columns as they are, a checksum. What can be derived is derived
//! again when it is read.

use super::columns::{Columns, Ends, Names};
use super::engine::{LocalEngine, Part, State};
use super::ids::Ids;
use super::segment::Segment;
use super::{Watermark, credit};
use kernel::geo::Point;
use kernel::week::{BYTES, Week};
use roaring::RoaringBitmap;
use sha2::{Digest, Sha256};
use std::io::{self, Read, Write};
use std::sync::Arc;
use time::Date;

/// The last byte is the version of the form. What has another is not read but built anew.
const MAGIC: &[u8; 8] = b"KWINDEX\x01";
/// Nothing in a snapshot is longer than this, in bytes.
const LONGEST: u64 = 1 << 34;
/// Read at once: a length that lies must not take memory the file has not.
const PIECE: usize = 1 << 20;

/// Why a snapshot cannot be read.
#[derive(Debug)]
pub enum SnapshotError {
    /// Reading fails, or it ends too early.
    Io(io::Error),
    /// It is none, or one of another version.
    Foreign,
    /// It was damaged.
    Damaged,
}

impl std::fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the snapshot cannot be read: {error}"),
            Self::Foreign => f.write_str("this is no snapshot of this version"),
            Self::Damaged => f.write_str("the snapshot is damaged"),
        }
    }
}

impl std::error::Error for SnapshotError {}

impl From<io::Error> for SnapshotError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl LocalEngine {
    /// Writes the state of this moment. Changes go on meanwhile.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn save(&self, to: impl Write) -> io::Result<()> {
        let state = self.state();
        let mut to = Out {
            to,
            sum: Sha256::new(),
        };
        to.put(MAGIC)?;
        to.put(&state.watermark.transaction.to_le_bytes())?;
        let day = state.watermark.as_of.map_or(i32::MIN, Date::to_julian_day);
        to.put(&day.to_le_bytes())?;
        to.put(&(state.parts.len() as u64).to_le_bytes())?;
        for part in &state.parts {
            let mut dead = Vec::with_capacity(part.dead.serialized_size());
            part.dead.serialize_into(&mut dead)?;
            to.bytes(&dead)?;
            columns(&mut to, &part.segment.columns)?;
        }
        let sum = to.sum.finalize();
        to.to.write_all(&sum)?;
        to.to.flush()
    }

    /// Reads what [`Self::save`] wrote.
    ///
    /// # Errors
    /// If it is not that, to the last bit.
    pub fn load(from: impl Read) -> Result<Self, SnapshotError> {
        let mut from = In {
            from,
            sum: Sha256::new(),
        };
        if from.array::<8>()? != *MAGIC {
            return Err(SnapshotError::Foreign);
        }
        let transaction = u64::from_le_bytes(from.array()?);
        let day = i32::from_le_bytes(from.array()?);
        let count = u64::from_le_bytes(from.array()?);
        let mut read = Vec::new();
        for _ in 0..count {
            let dead = RoaringBitmap::deserialize_from(&from.bytes()?[..])?;
            read.push((dead, read_columns(&mut from)?));
        }
        let sum = from.sum.clone().finalize();
        if from.array::<32>()?[..] != sum[..] || !read.iter().all(|(_, columns)| fits(columns)) {
            return Err(SnapshotError::Damaged);
        }
        let part = |(dead, columns)| {
            Arc::new(Part {
                segment: Arc::new(Segment::sorted(columns)),
                dead,
            })
        };
        let watermark = Watermark {
            transaction,
            as_of: super::columns::day(day),
        };
        Ok(Self::with(State {
            parts: read.into_iter().map(part).collect(),
            watermark,
        }))
    }
}

struct Out<W> {
    to: W,
    sum: Sha256,
}

impl<W: Write> Out<W> {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.update(bytes);
        self.to.write_all(bytes)
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.put(&(bytes.len() as u64).to_le_bytes())?;
        self.put(bytes)
    }

    fn column<T: Plain>(&mut self, column: &[T]) -> io::Result<()> {
        self.put(&((column.len() * T::SIZE) as u64).to_le_bytes())?;
        let mut piece = Vec::with_capacity(PIECE);
        for values in column.chunks(PIECE / T::SIZE) {
            piece.clear();
            values.iter().for_each(|value| value.put(&mut piece));
            self.put(&piece)?;
        }
        Ok(())
    }

    fn json<T: serde::Serialize>(&mut self, value: &T) -> io::Result<()> {
        let json = serde_json::to_vec(value)?;
        self.bytes(&json)
    }
}

struct In<R> {
    from: R,
    sum: Sha256,
}

impl<R: Read> In<R> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], SnapshotError> {
        let mut bytes = [0; N];
        self.from.read_exact(&mut bytes)?;
        self.sum.update(bytes);
        Ok(bytes)
    }

    fn bytes(&mut self) -> Result<Vec<u8>, SnapshotError> {
        let length = u64::from_le_bytes(self.array()?);
        if length > LONGEST {
            return Err(SnapshotError::Damaged);
        }
        let mut bytes = Vec::new();
        let mut left = usize::try_from(length).map_err(|_| SnapshotError::Damaged)?;
        bytes.reserve_exact(left.min(PIECE));
        while left > 0 {
            let from = bytes.len();
            bytes.resize(from + left.min(PIECE), 0);
            self.from.read_exact(&mut bytes[from..])?;
            left -= bytes.len() - from;
        }
        self.sum.update(&bytes);
        Ok(bytes)
    }

    fn column<T: Plain>(&mut self) -> Result<Vec<T>, SnapshotError> {
        let bytes = self.bytes()?;
        if bytes.len() % T::SIZE != 0 {
            return Err(SnapshotError::Damaged);
        }
        Ok(bytes.chunks_exact(T::SIZE).map(T::get).collect())
    }

    fn json<T: serde::de::DeserializeOwned>(&mut self) -> Result<T, SnapshotError> {
        serde_json::from_slice(&self.bytes()?).map_err(|_| SnapshotError::Damaged)
    }
}

/// A value of fixed size, the lowest byte first.
trait Plain {
    const SIZE: usize;
    fn put(&self, to: &mut Vec<u8>);
    /// Of `SIZE` bytes.
    fn get(bytes: &[u8]) -> Self;
}

macro_rules! plain {
    ($($number:ty),+) => {$(
        impl Plain for $number {
            const SIZE: usize = size_of::<Self>();
            fn put(&self, to: &mut Vec<u8>) {
                to.extend_from_slice(&self.to_le_bytes());
            }
            fn get(bytes: &[u8]) -> Self {
                Self::from_le_bytes(<[u8; size_of::<Self>()]>::get(bytes))
            }
        }
    )+};
}
plain!(u16, u32, i32, f64);

impl Plain for u8 {
    const SIZE: usize = 1;
    fn put(&self, to: &mut Vec<u8>) {
        to.push(*self);
    }
    fn get(bytes: &[u8]) -> Self {
        bytes[0]
    }
}

impl<const N: usize> Plain for [u8; N] {
    const SIZE: usize = N;
    fn put(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(self);
    }
    fn get(bytes: &[u8]) -> Self {
        std::array::from_fn(|at| bytes[at])
    }
}

impl Plain for [i8; 8] {
    const SIZE: usize = 8;
    fn put(&self, to: &mut Vec<u8>) {
        to.extend(self.map(i8::cast_unsigned));
    }
    fn get(bytes: &[u8]) -> Self {
        std::array::from_fn(|at| bytes[at].cast_signed())
    }
}

impl Plain for Point {
    const SIZE: usize = 16;
    fn put(&self, to: &mut Vec<u8>) {
        self.lat.put(to);
        self.lon.put(to);
    }
    fn get(bytes: &[u8]) -> Self {
        Self {
            lat: f64::get(&bytes[..8]),
            lon: f64::get(&bytes[8..]),
        }
    }
}

impl Plain for Week {
    const SIZE: usize = BYTES;
    fn put(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.to_bytes());
    }
    fn get(bytes: &[u8]) -> Self {
        Self::from_bytes(bytes).unwrap_or_default()
    }
}

fn columns(to: &mut Out<impl Write>, columns: &Columns) -> io::Result<()> {
    match &columns.ids {
        Ids::Uuids(ids) => {
            to.put(&[0])?;
            to.column(ids)?;
        }
        Ids::Texts(ids) => {
            to.put(&[1])?;
            to.json(ids)?;
        }
    }
    to.column(&columns.stated)?;
    to.column(&columns.skill_ends.0)?;
    to.column(&columns.skills)?;
    to.column(&columns.spell_ends.0)?;
    to.column(&columns.works)?;
    to.column(&columns.months)?;
    to.column(&columns.places)?;
    to.column(&columns.radius_km)?;
    to.column(&columns.hours)?;
    to.column(&columns.from)?;
    to.column(&columns.education)?;
    to.column(&columns.styles)?;
    to.column(&columns.document_ends.0)?;
    to.column(&columns.documents)?;
    to.column(&columns.expires)?;
    to.column(&columns.pay_minor)?;
    to.column(&columns.tastes)?;
    to.column(&columns.commute_km)?;
    to.column(&columns.patterns)?;
    let names = &columns.names;
    to.column(&names.skills)?;
    to.json(&names.works)?;
    to.column(&names.points)?;
    to.column(&names.weeks)?;
    to.json(&names.documents)?;
    to.json(&names.tastes)
}

/// In the order of [`columns`].
fn read_columns(from: &mut In<impl Read>) -> Result<Columns, SnapshotError> {
    let ids = match from.array()? {
        [0] => Ids::Uuids(from.column()?),
        [1] => Ids::Texts(from.json()?),
        _ => return Err(SnapshotError::Damaged),
    };
    Ok(Columns {
        ids,
        stated: from.column()?,
        skill_ends: Ends(from.column()?),
        skills: from.column()?,
        spell_ends: Ends(from.column()?),
        works: from.column()?,
        months: from.column()?,
        places: from.column()?,
        radius_km: from.column()?,
        hours: from.column()?,
        from: from.column()?,
        education: from.column()?,
        styles: from.column()?,
        document_ends: Ends(from.column()?),
        documents: from.column()?,
        expires: from.column()?,
        pay_minor: from.column()?,
        tastes: from.column()?,
        commute_km: from.column()?,
        patterns: from.column()?,
        names: Names {
            skills: from.column()?,
            works: from.json()?,
            points: from.column()?,
            weeks: from.column()?,
            documents: from.json()?,
            tastes: from.json()?,
        },
    })
}

/// Do the columns go together? The checksum finds what happened by chance; this keeps a file that somebody
/// made from ending the program.
fn fits(columns: &Columns) -> bool {
    let (people, names) = (columns.len(), &columns.names);
    let lengths = [
        columns.stated.len(),
        columns.places.len(),
        columns.radius_km.len(),
        columns.hours.len(),
        columns.from.len(),
        columns.education.len(),
        columns.styles.len(),
        columns.pay_minor.len(),
        columns.tastes.len(),
        columns.commute_km.len(),
        columns.patterns.len(),
    ];
    let lists = |ends: &Ends, length: usize| {
        ends.0.len() == people
            && ends.0.is_sorted()
            && ends.0.last().map_or(0, |end| *end as usize) == length
    };
    let below = |column: &[u32], names: usize| column.iter().all(|&at| (at as usize) < names);
    let known = |&packed: &u32| {
        (credit::rank(packed) as usize) < names.skills.len() && credit::is_one(packed)
    };
    lengths.iter().all(|length| *length == people)
        && lists(&columns.skill_ends, columns.skills.len())
        && lists(&columns.spell_ends, columns.works.len())
        && lists(&columns.document_ends, columns.documents.len())
        && columns.months.len() == columns.works.len()
        && columns.expires.len() == columns.documents.len()
        && columns.skills.iter().all(known)
        && below(&columns.works, names.works.len())
        && below(&columns.documents, names.documents.len())
        && below(&columns.tastes, names.tastes.len())
        && columns.places.is_sorted()
        && columns
            .places
            .iter()
            .all(|&at| at == super::columns::NONE || (at as usize) < names.points.len())
        && names
            .points
            .iter()
            .all(|&point| crate::distance::Direction::of(point).is_some())
}
