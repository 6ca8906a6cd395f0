//! What prose says: skills out of adverts and profiles, and what is wrong with an advert. Pure and
//! deterministic: no I/O, no clock, no randomness.
//!
//! [`extract`](mod@extract) reads skills: sections and sentences ([`token`]), the names that stand
//! there ([`lexicon`]), what the words around them make of it ([`context`]), what a sentence implies
//! ([`rank`](mod@rank)), and how often such a phrase was a skill in marked adverts ([`phrases`],
//! [`tagger`]). [`advert`] finds red flags, [`resume`] reads résumés. [`lines`] reads and writes JSON lines.
//!
//! Invariants: every span lies on the text that was read and begins and ends between characters; the
//! same text gives the same answer; a text of any kind gives an answer, never a panic.
#![warn(missing_docs)]

pub mod advert;
pub mod context;
pub mod extract;
pub mod lexicon;
pub mod lines;
pub mod phrases;
pub mod plain;
pub mod rank;
pub mod resume;
pub mod tagger;
pub mod token;

pub use extract::{Extractor, Found, How, Learned, Settings};
pub use lexicon::{Kind, Skill};
