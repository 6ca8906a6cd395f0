//! Pages of organisations, one a file.

mod new;
mod roles;

pub use new::NewOrganisationPage;
pub use roles::RolesPage;
