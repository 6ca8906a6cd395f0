//! Résumés: what a file shows, and what it says of somebody's work.
//!
//! [`paper`] turns the bytes of a PDF ([`pdf`]) or of a document of Word ([`docx`]), or pasted text, into
//! lines in the order a person reads them, without what a person does not see: that is told apart and
//! reported. [`read`](mod@read) finds sections, jobs with their dates, education, certificates and skills in those lines.
//!
//! Only the first step touches what strangers made. Whoever runs it does so in a process of its own with
//! limits; the second works on at most [`paper::TEXT_BYTES`] of plain text. The same file says the same, to the digit.

mod certificates;
pub mod dates;
mod docx;
mod education;
mod headings;
mod jobs;
mod layout;
pub mod paper;
mod pdf;
pub mod read;

pub use certificates::Certificate;
pub use education::Study;
pub use headings::Kind as SectionKind;
pub use jobs::Job;
pub use paper::{Hidden, Line, Paper, Unreadable, Why};
pub use read::{Resume, Seen, Spot, read};
