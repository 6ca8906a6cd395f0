//! Why a file is not taken, for the person who sent it.

use super::kind::{Kind, Purpose};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::AppError;

/// Why a file is not taken; its text says what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// More bytes than such a file may have.
    #[error("This file is larger than {} MiB. Choose a smaller one.", .0.max_bytes() >> 20)]
    TooLarge(Purpose),
    /// No file was chosen.
    #[error("Choose a file first.")]
    Missing,
    /// More than one file where one was asked for.
    #[error("Choose one file only.")]
    Several,
    /// No bytes.
    #[error("This file is empty.")]
    Empty,
    /// The name says it is something else than asked for.
    #[error("Choose {}.", .0.wanted())]
    Unwanted(Purpose),
    /// The content is not what the name says.
    #[error("The name of this file says that it is {}, but it is not.", .0.words())]
    Mismatch(Kind),
    /// It begins as what it should be and does not go on so.
    #[error("This file cannot be read as {}: it is damaged or not complete.", .0.words())]
    Damaged(Kind),
    /// It can be read as two things.
    #[error(
        "This file is two kinds of file at once. Save it again from the program it was made with."
    )]
    TwoKinds,
    /// A picture too large to open.
    #[error("This picture has too many pixels: the limit is 25 million, and 12,000 on one side.")]
    Pixels,
    /// Unpacks to too much.
    #[error("This file unpacks to more than 50 MiB. Save it with smaller pictures.")]
    Inflated,
    /// Packed tighter than anything that is not a trap.
    #[error(
        "This file is packed tighter than any real document. Save it again from the program it was made with."
    )]
    Ratio,
    /// Too many parts.
    #[error("This file has more than 2,000 parts inside.")]
    Parts,
    /// A part whose name leads elsewhere, or is there twice.
    #[error(
        "This file has parts with names that are not allowed. Save it again from the program it was made with."
    )]
    Names,
    /// Protected by a password.
    #[error("This file is protected by a password. Save it without one and try again.")]
    Locked,
    /// Macros or controls.
    #[error("This document has macros or controls. Save it without them and try again.")]
    Macros,
    /// XML that defines words of its own.
    #[error(
        "This document declares its own XML entities. Save it again from the program it was made with."
    )]
    Entities,
    /// A scanner knows it.
    #[error(
        "A scanner found malware in this file, so we did not take it. Look after the device it comes from, and make the file anew."
    )]
    Malware,
    /// A scanner should have looked at it and could not.
    #[error(
        "This file could not be checked for malware, so we did not take it. Try again in a few minutes."
    )]
    Unscanned,
    /// The person or organisation has no room left.
    #[error("There is no room left for this file. Delete files you no longer need and try again.")]
    Quota,
    /// The request is not a form with a file, or broke off.
    #[error("The file did not arrive whole. Try again.")]
    Broken,
    /// Too many uploads at this moment.
    #[error("Too many files are being sent at this moment. Try again in a few seconds.")]
    Busy,
}

impl Refusal {
    /// The HTTP status.
    pub fn status(self) -> StatusCode {
        match self {
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Broken => StatusCode::BAD_REQUEST,
            Self::Busy => StatusCode::TOO_MANY_REQUESTS,
            Self::Unscanned => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Busy => Self::RateLimited { retry_after_s: 5 },
            _ => Self::invalid("file", refusal.to_string()),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status(), format!("{self}\n")).into_response()
    }
}
