//! Pages of organisations, one a file.

mod new;

pub use new::NewOrganisationPage;
