//! Where the database names a person: one entry for each such column, brought by the area whose table it is. What
//! somebody may take away and what is done when they are erased follow from it.
//!
//! The database's catalogue knows every column that refers to an account; a test fails when one of them has no entry.

use crate::Services;
use kernel::{AppError, Result};

/// A column that names a person, by id or by address.
#[derive(Debug, Clone, Copy)]
pub struct Subject {
    /// Its table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// What such a row is to the person.
    pub title: &'static str,
    /// What they may take away.
    pub export: Export,
    /// What happens to it when they are erased.
    pub erase: Erase,
}

/// What of a row its person may take away. Hashes, keys and salts are left out of all of them.
#[derive(Debug, Clone, Copy)]
pub enum Export {
    /// All of it.
    Rows,
    /// These columns: the rest is somebody else's.
    Only(&'static [&'static str]),
    /// Nothing, and why.
    No(&'static str),
}

/// What happens to a row when its person is erased.
#[derive(Debug, Clone, Copy)]
pub enum Erase {
    /// It is deleted.
    Delete,
    /// It stays, and these columns are put to this text, or to what an empty row has.
    Blank(&'static [(&'static str, Option<&'static str>)]),
    /// It stays as it is, because it holds no more than the id of somebody who has no name any more.
    Keep(&'static str),
    /// It is seen to apart.
    Apart(&'static str),
}

/// Entries of all areas, in the order in which rows are erased: what refers to others comes before them.
#[derive(Debug, Clone)]
pub struct Subjects(pub Vec<Subject>);

/// The entries among the services.
///
/// # Errors
/// `Internal` if the server has not composed them.
pub fn all(services: &Services) -> Result<Vec<Subject>> {
    services
        .part::<Subjects>()
        .map(|subjects| subjects.0.clone())
        .ok_or_else(|| -> AppError {
            crate::db::internal("nobody said which tables name a person")
        })
}

/// The tables of this crate.
pub const SUBJECTS: &[Subject] = &[
    Subject {
        table: "feed_event",
        column: "person_id",
        title: "What your open pages were told",
        export: Export::Rows,
        erase: Erase::Delete,
    },
    Subject {
        table: "feed",
        column: "person_id",
        title: "How many such lines there were",
        export: Export::Rows,
        erase: Erase::Delete,
    },
    Subject {
        table: "mail",
        column: "to_address",
        title: "Mail we sent to you",
        // Not the text: it is forgotten as soon as it is sent, and until then may hold a link that lets somebody in.
        export: Export::Only(&[
            "id",
            "purpose",
            "to_address",
            "subject",
            "state",
            "created_at",
            "sent_at",
        ]),
        erase: Erase::Delete,
    },
    Subject {
        table: "mail",
        column: "person_id",
        title: "Mail sent in your name",
        export: Export::Only(&["id", "purpose", "state", "created_at", "sent_at"]),
        erase: Erase::Keep("ids; mail goes after 30 days"),
    },
    Subject {
        table: "queue_job",
        column: "person_id",
        title: "Work done for you in the background",
        export: Export::Only(&["id", "kind", "state", "created_at", "finished_at"]),
        erase: Erase::Keep("ids; finished work goes after 30 days at most"),
    },
    Subject {
        table: "file",
        column: "owner_id",
        title: "Your files, and files you brought to organisations",
        export: Export::Rows,
        erase: Erase::Apart("your own lose their keys; those of organisations stay theirs"),
    },
];
