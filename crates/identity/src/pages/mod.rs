//! Pages of identity, one a file.

mod new_organisation;
mod sessions;
mod sign_in;
mod sign_up;

pub use new_organisation::NewOrganisationPage;
pub use sessions::SessionsPage;
pub use sign_in::SignInPage;
pub use sign_up::SignUpPage;
