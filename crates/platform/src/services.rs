//! What every service function is given: one struct, cheap to clone.

use crate::Db;
use crate::files::Files;
use crate::keys::KeyRing;
use kernel::id::Id;
use kernel::{Clock, Entropy};
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

/// From where what is done now was asked; empty for what nobody asked for just now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The client's address.
    pub address: Arc<str>,
    /// The client's own description.
    pub user_agent: Arc<str>,
}

/// The outside world of the areas.
#[derive(Clone)]
pub struct Services {
    /// The database as `app_rw`.
    pub db: Db,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// What seals encrypted columns. Empty until [`Services::with_keys`]: nothing is sealed with a key
    /// that would be gone after the next start.
    pub keys: KeyRing,
    /// The file store. None until [`Services::with_files`].
    pub files: Files,
    /// Do cookies carry `Secure` and the `__Host-` name? Not on plain http.
    pub secure_cookies: bool,
    /// Where the site is reached, without a slash at the end: `https://kinwork.example`.
    pub public_url: Arc<str>,
    /// From where the request came that these services answer: what writes trails wants to know.
    pub origin: Origin,
    parts: Arc<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl Services {
    /// Services on a database, with nothing of the areas in them yet.
    pub fn new(db: Db, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>, public_url: &str) -> Self {
        Self {
            db,
            clock,
            entropy,
            keys: KeyRing::empty(),
            files: Files::none(),
            secure_cookies: public_url.starts_with("https://"),
            public_url: public_url.trim_end_matches('/').into(),
            origin: Origin::default(),
            parts: Arc::default(),
        }
    }

    /// With the keys of encrypted columns; tests take [`KeyRing::generate`].
    #[must_use]
    pub fn with_keys(mut self, keys: KeyRing) -> Self {
        self.keys = keys;
        self
    }

    /// With a file store; tests take [`Files::in_memory`].
    #[must_use]
    pub fn with_files(mut self, files: Files) -> Self {
        self.files = files;
        self
    }

    /// For a request from there.
    #[must_use]
    pub fn asked_from(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// Adds what one area keeps in memory for all requests (an index, a cache), one of each type.
    #[must_use]
    pub fn with<T: Any + Send + Sync>(mut self, part: T) -> Self {
        let mut parts = (*self.parts).clone();
        parts.insert(TypeId::of::<T>(), Arc::new(part));
        self.parts = Arc::new(parts);
        self
    }

    /// What an area added with [`Services::with`]; `None` if it did not.
    pub fn part<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.parts
            .get(&TypeId::of::<T>())
            .and_then(|part| part.clone().downcast().ok())
    }

    /// A fresh id.
    pub fn new_id<T: Id>(&self) -> T {
        T::mint(&*self.clock, &*self.entropy)
    }
}

impl std::fmt::Debug for Services {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Services")
            .field("public_url", &self.public_url)
            .finish_non_exhaustive()
    }
}
