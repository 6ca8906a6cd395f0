//! What every endpoint of the public API shares: how parameters and bodies are read, how lists are paged, how a
//! refusal reads (RFC 9457). `docs/api.md` says what it looks like from outside.

mod body;
mod list;
mod params;
mod problem;
pub mod reference;
mod text;

pub use body::{Body, BodyOr};
pub use list::{List, cursor};
pub use params::{Id, Id32, Params, at_most, said};
pub use problem::{Problem, Refusal, code, note_refused, problem, refuse};
pub use reference::Reference;

use axum::Json;

/// Below here nobody is known by a cookie, only by what stands behind `Authorization: Bearer`.
pub const API: &str = "/api/v1/";

/// What an endpoint answers with.
pub type Answer<T> = Result<Json<T>, Refusal>;

/// For a field that may be taken away with `null` and stays as it is when it is left out:
/// `#[serde(default, deserialize_with = "given")] Option<Option<T>>`.
///
/// # Errors
/// If it is not a `T`.
pub fn given<'de, T, D>(from: D) -> Result<Option<Option<T>>, D::Error>
where
    T: serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    serde::Deserialize::deserialize(from).map(Some)
}
