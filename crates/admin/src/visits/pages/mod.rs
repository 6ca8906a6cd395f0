//! Pages about visits: for staff, for the person, and what stands over every page of a visit.

mod banner;
mod mine;
mod shut;
mod visit;

pub use banner::Banner;
pub use mine::VisitsPage;
pub use shut::ShutPage;
pub use visit::VisitPage;
