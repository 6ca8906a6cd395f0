//! Pages of applications, one a file, and the parts they share.

mod application;
mod job_applications;
mod mine;
mod parts;

pub use application::ApplicationPage;
pub use job_applications::JobApplicationsPage;
pub use mine::ApplicationsPage;
pub use parts::{apply_form, stage_tag};
