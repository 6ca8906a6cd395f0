//! Pages of passkeys, one a file.

mod edit;
pub(crate) mod form;
mod list;
mod new;

pub use edit::EditPasskeyPage;
pub use list::PasskeysPage;
pub use new::NewPasskeyPage;
