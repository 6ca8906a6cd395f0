//! Where keys come from: the text of `KINWORK_KEYS`, or a file that only its owner reads.

use super::KeyError;
use super::cipher::KEY_BYTES;
use super::ring::Keys;
use crate::folders;
use kernel::Entropy;
use nix::fcntl::{Flock, FlockArg};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::Path;
use time::OffsetDateTime;
use zeroize::Zeroizing;

/// Tells whether a file is the one that was read before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    inode: u64,
    size: u64,
    changed: (i64, i64),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    keys: Vec<FileKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileKey {
    id: u32,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    key: Zeroizing<String>,
}

/// Adds a key to a file, or makes the file, and tells its number. From now on it seals.
///
/// # Errors
/// `File`, `Exposed`, `Syntax`.
pub fn rotate(path: &Path, entropy: &dyn Entropy, now: OffsetDateTime) -> Result<u32, KeyError> {
    let _turn = turn(path)?;
    let mut file = load(path)?.unwrap_or(KeyFile { keys: Vec::new() });
    let number = file.keys.iter().map(|key| key.id).max().unwrap_or(0) + 1;
    file.keys.push(FileKey::fresh(number, entropy, now));
    store(path, &file)?;
    Ok(number)
}

/// Takes a key out of a file.
///
/// # Errors
/// `Number` if it is not there; `File`, `Exposed`, `Syntax`.
pub(super) fn remove(path: &Path, number: u32) -> Result<(), KeyError> {
    let _turn = turn(path)?;
    let mut file = load(path)?.unwrap_or(KeyFile { keys: Vec::new() });
    let before = file.keys.len();
    file.keys.retain(|key| key.id != number);
    if file.keys.len() == before {
        let problem = "is not in the file";
        return Err(KeyError::Number { number, problem });
    }
    store(path, &file)
}

/// Numbers of the keys of a file and when each was made, oldest first. The last one seals.
///
/// # Errors
/// `File`, `Exposed`, `Syntax`.
pub fn listed(path: &Path) -> Result<Vec<(u32, OffsetDateTime)>, KeyError> {
    let mut all: Vec<_> = load(path)?
        .map(|file| {
            file.keys
                .iter()
                .map(|key| (key.id, key.created_at))
                .collect()
        })
        .unwrap_or_default();
    all.sort_unstable();
    Ok(all)
}

/// The value of `KINWORK_KEYS` with one more key, which seals from then on.
///
/// # Errors
/// `Syntax`.
pub fn rotated_text(text: &str, entropy: &dyn Entropy) -> Result<Zeroizing<String>, KeyError> {
    let keys = parse_text(text)?;
    let number = keys.keys().next_back().map_or(1, |last| last + 1);
    let mut new = Zeroizing::new(String::with_capacity(text.len() + 2 * KEY_BYTES + 16));
    new.push_str(text.trim().trim_end_matches(','));
    new.push(',');
    new.push_str(&number.to_string());
    new.push(':');
    new.push_str(&digits(&fresh(entropy)));
    Ok(new)
}

/// Makes the file, and its folder, with one key, unless it is there.
pub(super) fn create(
    path: &Path,
    entropy: &dyn Entropy,
    now: OffsetDateTime,
) -> Result<(), KeyError> {
    folders::passable(folder(path)).map_err(KeyError::file(folder(path)))?;
    let _turn = turn(path)?;
    if load(path)?.is_some() {
        return Ok(());
    }
    let keys = vec![FileKey::fresh(1, entropy, now)];
    store(path, &KeyFile { keys })
}

/// The keys of a file.
pub(super) fn read(path: &Path) -> Result<Keys, KeyError> {
    let missing = || KeyError::file(path)(io::ErrorKind::NotFound.into());
    let file = load(path)?.ok_or_else(missing)?;
    let place = path.display().to_string();
    collect(
        &place,
        file.keys.iter().map(|key| (Some(key.id), key.key.as_str())),
    )
}

/// The keys of a text.
pub(super) fn parse_text(text: &str) -> Result<Keys, KeyError> {
    let entries = text.trim().trim_end_matches(',').split(',').map(|entry| {
        let (number, key) = entry.trim().split_once(':').unwrap_or_default();
        (number.parse().ok(), key)
    });
    collect("KINWORK_KEYS", entries)
}

fn collect<'a>(
    place: &str,
    entries: impl Iterator<Item = (Option<u32>, &'a str)>,
) -> Result<Keys, KeyError> {
    let mut keys = Keys::new();
    for (at, (number, text)) in entries.enumerate() {
        let mut key = Box::new(Zeroizing::new([0u8; KEY_BYTES]));
        let number = number.filter(|number| (1..=i32::MAX.unsigned_abs()).contains(number));
        let (Some(number), Ok(())) = (number, hex::decode_to_slice(text, &mut **key)) else {
            let problem = format!(
                "entry {} is not a number and {} hexadecimal digits",
                at + 1,
                2 * KEY_BYTES
            );
            return Err(KeyError::syntax(place, problem));
        };
        if keys.insert(number, key).is_some() {
            return Err(KeyError::syntax(
                place,
                format!("key {number} is there twice"),
            ));
        }
    }
    if keys.is_empty() {
        return Err(KeyError::syntax(place, "there are no keys in it"));
    }
    Ok(keys)
}

pub(super) fn fresh(entropy: &dyn Entropy) -> Box<Zeroizing<[u8; KEY_BYTES]>> {
    let mut key = Box::new(Zeroizing::new([0u8; KEY_BYTES]));
    entropy.fill(&mut **key);
    key
}

fn digits(key: &[u8; KEY_BYTES]) -> Zeroizing<String> {
    Zeroizing::new(hex::encode(key))
}

impl FileKey {
    fn fresh(id: u32, entropy: &dyn Entropy, created_at: OffsetDateTime) -> Self {
        Self {
            id,
            created_at,
            key: digits(&fresh(entropy)),
        }
    }
}

pub(super) fn stamp(path: &Path) -> Result<Stamp, KeyError> {
    let about = fs::metadata(path).map_err(KeyError::file(path))?;
    Ok(Stamp {
        inode: about.ino(),
        size: about.size(),
        changed: (about.mtime(), about.mtime_nsec()),
    })
}

/// One at a time may change the file: the folder is the lock.
fn turn(path: &Path) -> Result<Flock<File>, KeyError> {
    let folder = folder(path);
    let file = File::open(folder).map_err(KeyError::file(folder))?;
    Flock::lock(file, FlockArg::LockExclusive)
        .map_err(|(_, error)| KeyError::file(folder)(error.into()))
}

fn folder(path: &Path) -> &Path {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

fn load(path: &Path) -> Result<Option<KeyFile>, KeyError> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(KeyError::file(path))?,
    };
    let about = file.metadata().map_err(KeyError::file(path))?;
    if about.mode() & 0o007 != 0 {
        return Err(KeyError::Exposed {
            path: path.to_owned(),
        });
    }
    let size = usize::try_from(about.len()).unwrap_or(0);
    let mut text = Zeroizing::new(Vec::with_capacity(size + 1));
    file.read_to_end(&mut text).map_err(KeyError::file(path))?;
    serde_json::from_slice(&text)
        .map(Some)
        // Its own message may quote what it read.
        .map_err(|error| {
            let problem = format!("line {} is not as it should be", error.line());
            KeyError::syntax(path.display().to_string(), problem)
        })
}

/// Written beside and moved into place: lost keys are lost data.
fn store(path: &Path, file: &KeyFile) -> Result<(), KeyError> {
    let mut text = Zeroizing::new(Vec::with_capacity(256 * (file.keys.len() + 1)));
    serde_json::to_writer_pretty(&mut *text, file)
        .map_err(|error| KeyError::file(path)(error.into()))?;
    text.push(b'\n');
    let beside = path.with_extension("new");
    let write = || {
        let _ = fs::remove_file(&beside);
        let mut new = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&beside)?;
        // The server may be another user than whoever changes its keys.
        if let Ok(old) = fs::metadata(path) {
            fchown(&new, Some(old.uid()), Some(old.gid()))?;
        }
        new.write_all(&text)?;
        new.sync_all()?;
        fs::rename(&beside, path)?;
        File::open(folder(path))?.sync_all()
    };
    write().map_err(KeyError::file(path))
}
