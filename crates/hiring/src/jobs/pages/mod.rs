//! Pages of jobs, one a file, and the parts they share.

mod activity;
mod body;
mod clash;
mod edit;
mod flags;
mod frame;
mod hiring_list;
mod json_ld;
mod new;
mod no_seat;
mod overview;
mod public_job;
mod public_list;
mod steps;
mod words;

pub use activity::ActivityPage;
pub use edit::EditJobPage;
pub use frame::{JobFrame, JobHead};
pub use hiring_list::HiringJobsPage;
pub use new::NewJobPage;
pub use overview::JobPage;
pub use public_job::PublicJobPage;
pub use public_list::PublicJobsPage;
pub use words::{hours_line, pay_line, place_line, status_tone};
