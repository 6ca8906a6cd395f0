//! The one error that crosses the wire. It carries codes and an incident id, never internals.

use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};
use std::collections::BTreeMap;

/// Result with [`AppError`].
pub type Result<T, E = AppError> = std::result::Result<T, E>;

/// Everything that can go wrong with a request, as the caller may know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    /// Nobody is signed in, or the session ended. 401.
    #[error("sign in to continue")]
    Unauthenticated,
    /// Signed in, but not allowed. 403.
    #[error("you may not do that")]
    Forbidden,
    /// Signed in, but too long ago for something this sensitive. 403.
    #[error("confirm that it is you to continue")]
    Unproved,
    /// The account, or the organisation acted for, is suspended: it reads and changes nothing. 403.
    #[error("this account is suspended: everything can be read, nothing can be changed")]
    ReadOnly,
    /// It does not exist, or the caller may not know that it does. 404.
    #[error("not found")]
    NotFound,
    /// The state has moved on; the code says which rule stood in the way. 409.
    #[error("conflict: {0}")]
    Conflict(String),
    /// Bad input, a message per field. 422.
    #[error("please correct the marked fields")]
    Invalid(FieldErrors),
    /// Too many requests. 429.
    #[error("too many attempts; try again in {retry_after_s} seconds")]
    RateLimited {
        /// Seconds until it is worth trying again.
        retry_after_s: u64,
    },
    /// A fault of ours; the log has the cause under this id. 500.
    #[error("something went wrong on our side (reference {incident_id})")]
    Internal {
        /// What to quote to support.
        incident_id: String,
    },
    /// The request or the answer did not survive the network. 400.
    #[error("the request could not be read")]
    Transport,
}

impl AppError {
    /// The HTTP status of this error.
    pub fn status(&self) -> u16 {
        match self {
            Self::Unauthenticated => 401,
            Self::Forbidden | Self::Unproved | Self::ReadOnly => 403,
            Self::NotFound => 404,
            Self::Conflict(_) => 409,
            Self::Invalid(_) => 422,
            Self::RateLimited { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Transport => 400,
        }
    }

    /// Bad input in one field.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        let mut errors = FieldErrors::default();
        errors.add(field, message);
        Self::Invalid(errors)
    }

    /// A conflict named by a code such as `job_closed`.
    pub fn conflict(code: &str) -> Self {
        Self::Conflict(code.to_owned())
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Transport
    }

    fn status_code(&self) -> http::StatusCode {
        http::StatusCode::from_u16(self.status()).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// Messages by field name, in field order of the alphabet. The empty name speaks of the whole form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(pub BTreeMap<String, String>);

impl FieldErrors {
    /// Adds a message; the first one for a field stays.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0
            .entry(field.to_owned())
            .or_insert_with(|| message.into());
    }

    /// The message for a field.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// No messages?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keeps a parsed value, or notes why it could not be parsed.
    pub fn take<T>(&mut self, field: &str, parsed: Result<T, String>) -> Option<T> {
        parsed.map_err(|message| self.add(field, message)).ok()
    }

    /// `Err(Invalid)` if there is any message.
    pub fn into_result(self) -> Result<()> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(AppError::Invalid(self))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_message_of_a_field_stays() {
        let mut errors = FieldErrors::default();
        errors.add("name", "too short");
        errors.add("name", "too odd");
        assert_eq!(errors.get("name"), Some("too short"));
        assert_eq!(errors.into_result().unwrap_err().status(), 422);
    }

    #[test]
    fn an_error_survives_the_wire() {
        let error = AppError::invalid("pay_max", "below the minimum");
        let text = serde_json::to_string(&error).unwrap();
        assert_eq!(serde_json::from_str::<AppError>(&text).unwrap(), error);
    }

    #[test]
    fn every_variant_has_a_client_or_server_status() {
        let all = [
            AppError::Unauthenticated,
            AppError::Forbidden,
            AppError::Unproved,
            AppError::ReadOnly,
            AppError::NotFound,
            AppError::conflict("x"),
            AppError::invalid("", "x"),
            AppError::RateLimited { retry_after_s: 1 },
            AppError::Internal {
                incident_id: "x".into(),
            },
            AppError::Transport,
        ];
        assert!(all.iter().all(|e| (400..=500).contains(&e.status())));
    }
}
