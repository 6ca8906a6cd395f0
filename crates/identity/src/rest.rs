//! Who calls the public API, and requests of theirs that are sent twice.

mod idempotent;

pub use idempotent::{IDEMPOTENCY_KEY, REPLAYED, idempotent};
pub use platform::rest::{API, problem};

use crate::model::Actor;
use crate::tokens::service::Caller;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use kernel::{AppError, Result};

/// Whoever calls must be known: `401` otherwise.
impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        caller_of(parts).ok_or_else(|| problem(&AppError::Unauthenticated))
    }
}

/// Whoever calls, if anybody is known: for what everybody may read.
#[derive(Debug)]
pub struct Anyone(pub Option<Caller>);

impl<S: Sync> FromRequestParts<S> for Anyone {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(caller_of(parts)))
    }
}

/// A person must call: `401` for nobody, `403` for a machine, which has nothing of its own.
#[derive(Debug)]
pub struct Myself(pub Actor);

impl<S: Sync> FromRequestParts<S> for Myself {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        match caller_of(parts) {
            Some(Caller::Person(actor)) => Ok(Self(actor)),
            Some(Caller::Machine(_)) => Err(problem(&AppError::Forbidden)),
            None => Err(problem(&AppError::Unauthenticated)),
        }
    }
}

fn caller_of(parts: &Parts) -> Option<Caller> {
    parts.extensions.get::<Option<Caller>>().cloned().flatten()
}
