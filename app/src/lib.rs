//! The site: its document, its layout and the table of its pages. It composes the areas and adds
//! nothing of its own but the front page and the pages about Kinwork itself.
//!
//! Pages are rendered on the server; in the browser only the islands come alive (docs/adr/0002).

// Every area's islands must end up in the browser's module.
pub use {hiring, identity, people, taxonomy, ui};

#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
mod layout;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod routes;

#[cfg(feature = "ssr")]
pub use document::shell;
#[cfg(feature = "ssr")]
pub use routes::App;
