//! Pages of applications, one a file, and the parts they share.

mod application;
mod apply;
mod job_applications;
mod mine;
mod parts;

pub use application::ApplicationPage;
pub use apply::{onboarding, to_apply, way_in};
pub use job_applications::JobApplicationsPage;
pub use mine::ApplicationsPage;
pub use parts::stage_tag;
