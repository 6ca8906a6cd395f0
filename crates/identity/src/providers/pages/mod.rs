//! Pages of providers, one a file.

mod buttons;
mod linked;
mod way;

pub use buttons::{prove_buttons, sign_in_buttons, sign_up_form};
pub use linked::ProvidersPage;
pub use way::{CallbackPage, ContinuePage};
