//! Own fields in pages: on one of their own for a job, as parts of the pages about applications and in lists.

mod cards;
mod job;
mod parts;

pub use cards::{applicant_fields, own_fields};
pub use job::JobFieldsPage;
pub use parts::{chips, filter_inputs};
