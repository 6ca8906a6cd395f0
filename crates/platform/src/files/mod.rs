//! Files of people and organisations: checked when they come, encrypted where they lie, counted.
//!
//! ```ignore
//! let received = files::receive(&services, request, Purpose::Document).await?;  // the handler: 413, 422
//! let stored = files::put(&services, received.file()?).await?;          // checked, encrypted, written
//! let id = files::record(&services, &mut tx, &stored, owner).await?;     // a row in your transaction
//! let (file, bytes) = files::get(&services, scope, id).await?;           // whoever may, you decide
//! files::delete(&mut tx, id, now).await?;                                // its key is gone
//! ```
//!
//! What we make ourselves and may be large is written with [`Writing`] and read with [`stream()`]: neither holds the whole.
//!
//! The object is written first, under a key of its own, and means nothing until the row with that key,
//! sealed by the key ring, is committed. Whatever happens in between leaves an object that nobody can
//! read, and [`sweep()`] removes it. Deleting takes the key out of the row; the object goes with the
//! next sweep, and a copy of it in a backup of the store stays unreadable.

mod chunks;
mod clamd;
mod inspect;
mod kind;
mod name;
mod objects;
mod receive;
mod refusal;
mod scan;
mod serve;
mod service;
mod store;
mod sweep;

pub use chunks::{Chunks, Writing, stream};
pub use clamd::{Clamd, ClamdError};
pub use kind::{Kind, Purpose};
pub use objects::{Disk, Files, FilesError};
pub use receive::{Received, Upload, decline, receive};
pub use refusal::Refusal;
pub use scan::{ScanError, Scanner, Verdict};
pub use serve::{respond, respond_public};
pub use service::{
    Checked, Stored, check, delete, delete_all, find, get, get_public, own, put, read, record,
};
pub use store::{File, Owner, Quotas};
pub use sweep::{Swept, handlers, sweep};

use crate::keys::SealedColumn;

/// Largest file of any purpose.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;

/// The key of a file, sealed by the key ring.
pub const KEY: SealedColumn = SealedColumn {
    table: "file",
    id: "id",
    bound_to: "id",
    column: "key_sealed",
    purpose: "key of a file",
};

/// Columns of sealed values here.
pub const SEALED: &[SealedColumn] = &[KEY];
