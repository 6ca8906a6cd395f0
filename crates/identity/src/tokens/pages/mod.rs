//! Pages of keys, one a file.

mod keys;

pub use keys::KeysPage;
