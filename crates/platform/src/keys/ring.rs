//! The keys in memory.

use super::KeyError;
use super::cipher::{KEY_BYTES, open_with, seal_with};
use super::source::{self, Stamp};
use kernel::Entropy;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use time::OffsetDateTime;
use zeroize::Zeroizing;

const FORMAT: u8 = 1;
/// Format and number of the key.
const HEAD_BYTES: usize = 5;

/// Keys by number. Boxed, so that moving the map leaves no copies behind.
pub(super) type Keys = BTreeMap<u32, Box<Zeroizing<[u8; KEY_BYTES]>>>;

/// A sealed value, as it stands in a column of type `bytea`.
#[derive(Clone, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Sealed(Vec<u8>);

/// The keys of this server; cheap to clone, all clones share them.
#[derive(Clone)]
pub struct KeyRing {
    shared: Arc<Shared>,
}

struct Shared {
    /// Read again when it has changed, so that keys can be changed under a running server.
    file: Option<PathBuf>,
    loaded: RwLock<Loaded>,
}

struct Loaded {
    keys: Keys,
    stamp: Option<Stamp>,
}

impl KeyRing {
    /// No keys: whatever needs one fails.
    pub fn empty() -> Self {
        Self::of(Keys::new(), None)
    }

    /// One fresh key that is nowhere else: for tests.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self::of(Keys::from([(1, source::fresh(entropy))]), None)
    }

    /// Keys as they stand in `KINWORK_KEYS`: `1:<64 hexadecimal digits>,2:…`.
    ///
    /// # Errors
    /// `Syntax`.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        Ok(Self::of(source::parse_text(text)?, None))
    }

    /// Keys of a file, which must be there.
    ///
    /// # Errors
    /// `File`, `Exposed`, `Syntax`.
    pub fn from_file(path: &Path) -> Result<Self, KeyError> {
        let stamp = source::stamp(path)?;
        let ring = Self::of(source::read(path)?, Some(path.to_owned()));
        ring.write().stamp = Some(stamp);
        Ok(ring)
    }

    /// Keys of a file; made with one fresh key if it is not there.
    ///
    /// # Errors
    /// As [`KeyRing::from_file`].
    pub fn from_file_or_new(
        path: &Path,
        entropy: &dyn Entropy,
        now: OffsetDateTime,
    ) -> Result<Self, KeyError> {
        source::create(path, entropy, now)?;
        Self::from_file(path)
    }

    fn of(keys: Keys, file: Option<PathBuf>) -> Self {
        Self {
            shared: Arc::new(Shared {
                file,
                loaded: RwLock::new(Loaded { keys, stamp: None }),
            }),
        }
    }

    /// The number of the key that seals.
    ///
    /// # Errors
    /// `Empty`.
    pub fn current(&self) -> Result<u32, KeyError> {
        self.refresh();
        let last = self.read().keys.keys().next_back().copied();
        last.ok_or(KeyError::Empty)
    }

    /// A fingerprint by number: tells keys apart, and nothing else about them.
    pub fn fingerprints(&self) -> Vec<(u32, Vec<u8>)> {
        let fingerprint = |key: &[u8; KEY_BYTES]| {
            let hash = Sha256::new()
                .chain_update(b"kinwork sealing key\0")
                .chain_update(key);
            hash.finalize()[..16].to_vec()
        };
        let loaded = self.read();
        loaded
            .keys
            .iter()
            .map(|(number, key)| (*number, fingerprint(key)))
            .collect()
    }

    /// Seals a value for a purpose and what it belongs to (the id of its row).
    ///
    /// # Errors
    /// `Empty`.
    pub fn seal(
        &self,
        entropy: &dyn Entropy,
        purpose: &str,
        aad: &[u8],
        plaintext: &[u8],
    ) -> Result<Sealed, KeyError> {
        self.refresh();
        let loaded = self.read();
        let (number, key) = loaded.keys.last_key_value().ok_or(KeyError::Empty)?;
        let sealed = seal_with(
            key,
            entropy,
            &head(*number),
            &place(purpose, aad),
            plaintext,
        )?;
        Ok(Sealed(sealed))
    }

    /// Opens what was sealed for the same purpose and the same row. The answer is wiped when dropped.
    ///
    /// # Errors
    /// `Unknown`, `Refused`, `Malformed`.
    pub fn open(
        &self,
        purpose: &str,
        aad: &[u8],
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let number = sealed.key().ok_or(KeyError::Malformed)?;
        if !self.read().keys.contains_key(&number) {
            self.refresh();
        }
        let loaded = self.read();
        let key = loaded.keys.get(&number).ok_or(KeyError::Unknown(number))?;
        open_with(key, HEAD_BYTES, &place(purpose, aad), &sealed.0)
    }

    /// Reads the file again if it is not the one that was read. What cannot be read changes nothing.
    fn refresh(&self) {
        let Some(path) = &self.shared.file else {
            return;
        };
        let stamp = match source::stamp(path) {
            Ok(stamp) if self.read().stamp.as_ref() == Some(&stamp) => return,
            Ok(stamp) => stamp,
            Err(error) => return tracing::warn!(%error, "keys"),
        };
        match source::read(path) {
            Ok(keys) => {
                *self.write() = Loaded {
                    keys,
                    stamp: Some(stamp),
                }
            }
            Err(error) => tracing::warn!(%error, "keys"),
        }
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Loaded> {
        self.shared
            .loaded
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Loaded> {
        self.shared
            .loaded
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let loaded = self.read();
        f.debug_tuple("KeyRing").field(&loaded.keys.keys()).finish()
    }
}

impl Sealed {
    /// The bytes of a column.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// For the column.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The number of its key; `None` if this was never sealed.
    pub fn key(&self) -> Option<u32> {
        let (format, rest) = self.0.split_first()?;
        let number = rest.first_chunk::<4>()?;
        (*format == FORMAT).then_some(u32::from_be_bytes(*number))
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes, key {:?})", self.0.len(), self.key())
    }
}

/// How every value begins that was sealed with this key.
pub(super) fn head(number: u32) -> [u8; HEAD_BYTES] {
    let [a, b, c, d] = number.to_be_bytes();
    [FORMAT, a, b, c, d]
}

/// The length comes first: no purpose with its row reads like another with another.
fn place(purpose: &str, aad: &[u8]) -> Vec<u8> {
    let length = u64::try_from(purpose.len())
        .unwrap_or(u64::MAX)
        .to_be_bytes();
    [&length, purpose.as_bytes(), aad].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::SystemEntropy;
    use proptest::prelude::*;

    const OTHER: &str = "2:0707070707070707070707070707070707070707070707070707070707070707";

    fn ring() -> KeyRing {
        KeyRing::generate(&SystemEntropy)
    }

    fn seal(ring: &KeyRing, plaintext: &[u8]) -> Sealed {
        ring.seal(&SystemEntropy, "seed", b"row 1", plaintext)
            .unwrap()
    }

    #[test]
    fn it_opens_where_it_was_sealed_and_nowhere_else() {
        let ring = ring();
        let sealed = seal(&ring, b"secret");
        assert_eq!(*ring.open("seed", b"row 1", &sealed).unwrap(), b"secret");
        let elsewhere = [
            ("seed", &b"row 2"[..]),
            ("token", b"row 1"),
            ("see", b"drow 1"),
            ("seedrow 1", b""),
        ];
        for (purpose, aad) in elsewhere {
            let refused = ring.open(purpose, aad, &sealed);
            assert!(matches!(refused, Err(KeyError::Refused)), "{purpose}");
        }
    }

    #[test]
    fn another_key_of_the_same_number_does_not_open_it() {
        let sealed = seal(&ring(), b"secret");
        assert!(matches!(
            ring().open("seed", b"row 1", &sealed),
            Err(KeyError::Refused)
        ));
    }

    #[test]
    fn a_key_that_is_not_there_is_named() {
        let sealed = seal(&KeyRing::from_text(OTHER).unwrap(), b"secret");
        assert_eq!(sealed.key(), Some(2));
        assert!(matches!(
            ring().open("seed", b"row 1", &sealed),
            Err(KeyError::Unknown(2))
        ));
    }

    #[test]
    fn without_keys_nothing_is_sealed() {
        let refused = KeyRing::empty().seal(&SystemEntropy, "seed", b"", b"secret");
        assert!(matches!(refused, Err(KeyError::Empty)));
    }

    #[test]
    fn the_same_value_never_looks_the_same() {
        let ring = ring();
        assert_ne!(seal(&ring, b"secret"), seal(&ring, b"secret"));
    }

    #[test]
    fn debug_shows_no_key_and_no_value() {
        let ring = KeyRing::from_text(OTHER).unwrap();
        let shown = format!("{ring:?} {:?}", seal(&ring, b"secret"));
        assert_eq!(shown, "KeyRing([2]) Sealed(39 bytes, key Some(2))");
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens(plaintext: Vec<u8>, aad: Vec<u8>) {
            let ring = ring();
            let sealed = ring.seal(&SystemEntropy, "seed", &aad, &plaintext).unwrap();
            prop_assert_eq!(&*ring.open("seed", &aad, &sealed).unwrap(), &plaintext);
        }

        #[test]
        fn one_changed_bit_is_noticed(plaintext: Vec<u8>, place: prop::sample::Index, bit in 0u8..8) {
            let ring = ring();
            let mut sealed = seal(&ring, &plaintext);
            let at = place.index(sealed.0.len());
            sealed.0[at] ^= 1 << bit;
            prop_assert!(ring.open("seed", b"row 1", &sealed).is_err());
        }

        #[test]
        fn a_part_of_it_is_noticed(plaintext: Vec<u8>, length: prop::sample::Index) {
            let ring = ring();
            let mut sealed = seal(&ring, &plaintext);
            sealed.0.truncate(length.index(sealed.0.len()));
            prop_assert!(ring.open("seed", b"row 1", &sealed).is_err());
        }

        #[test]
        fn anything_else_is_refused(bytes: Vec<u8>) {
            prop_assert!(ring().open("seed", b"row 1", &Sealed(bytes)).is_err());
        }
    }
}
