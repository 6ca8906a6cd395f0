//! An upload, as it comes in: read piece by piece, never more than it may be.

use super::kind::Purpose;
use super::objects::{Files, Room};
use super::refusal::Refusal;
use crate::Services;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use bytes::Bytes;
use futures::{Stream, StreamExt};
use http::header::CONTENT_LENGTH;
use std::collections::BTreeMap;

/// What a form may hold besides its file.
const FORM_BYTES: usize = 1024 * 1024;
/// What is read of a body that is too large, only so that the browser stops sending and shows our answer.
const POLITE_BYTES: usize = 64 * 1024 * 1024;

/// A form with a file.
#[derive(Debug)]
pub struct Received {
    file: Option<Upload>,
    /// The other fields, the last of each name.
    pub fields: BTreeMap<String, String>,
}

/// A file that was sent; nothing about it is known to be true yet.
#[derive(Debug)]
pub struct Upload {
    pub(super) purpose: Purpose,
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// Given back when the upload is dropped.
    pub(super) _room: Room,
}

impl Received {
    /// The file.
    ///
    /// # Errors
    /// `Missing` if none was chosen.
    pub fn file(self) -> Result<Upload, Refusal> {
        self.file.ok_or(Refusal::Missing)
    }

    /// The file, if one was chosen, and the other fields.
    pub fn parts(self) -> (Option<Upload>, BTreeMap<String, String>) {
        (self.file, self.fields)
    }
}

impl Upload {
    /// Reads a file from any source.
    ///
    /// # Errors
    /// `TooLarge`, `Busy`, `Broken`.
    pub async fn read<E>(
        files: &Files,
        purpose: Purpose,
        name: &str,
        mut source: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> Result<Self, Refusal> {
        let mut room = files.room();
        let mut bytes = Vec::new();
        while let Some(chunk) = source.next().await {
            let chunk = chunk.map_err(|_| Refusal::Broken)?;
            let length = bytes.len() + chunk.len();
            if length > purpose.max_bytes() {
                return Err(Refusal::TooLarge(purpose));
            }
            if !room.grow(length) {
                return Err(Refusal::Busy);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Self {
            purpose,
            name: name.to_owned(),
            bytes,
            _room: room,
        })
    }
}

/// Reads a posted form (`multipart/form-data`) with at most one file. The route must lie outside of the
/// limit for ordinary bodies; this sets its own.
///
/// # Errors
/// `TooLarge` (413), `Busy` (429), `Broken` (400), `Several`.
pub async fn receive(
    services: &Services,
    mut request: Request,
    purpose: Purpose,
) -> Result<Received, Refusal> {
    let limit = purpose.max_bytes() + FORM_BYTES;
    let announced = request.headers().get(CONTENT_LENGTH);
    let announced: Option<u64> = announced.and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length| length > limit as u64) {
        read_politely(request).await;
        return Err(Refusal::TooLarge(purpose));
    }
    DefaultBodyLimit::max(limit).apply(&mut request);
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| Refusal::Broken)?;
    let mut received = Received {
        file: None,
        fields: BTreeMap::new(),
    };
    let mut left = FORM_BYTES;
    while let Some(field) = form
        .next_field()
        .await
        .map_err(|error| broken(&error, purpose))?
    {
        let name = field.name().unwrap_or_default().to_owned();
        left = left
            .checked_sub(name.len())
            .ok_or(Refusal::TooLarge(purpose))?;
        let Some(called) = field.file_name().map(str::to_owned) else {
            let value = text(field, &mut left, purpose).await?;
            received.fields.insert(name, value);
            continue;
        };
        let field = field.map(|chunk| chunk.map_err(drop));
        let upload = match Upload::read(&services.files, purpose, &called, field).await {
            Ok(upload) => upload,
            Err(refusal) => {
                // The rest, within the limit, for the same reason as in `read_politely`. Who is told to come back has
                // no room while they wait.
                if refusal != Refusal::Busy {
                    while let Ok(Some(_)) = form.next_field().await {}
                }
                return Err(refusal);
            }
        };
        // A browser sends an input that was left empty as a file without name and bytes.
        let chosen = !called.is_empty() || !upload.bytes.is_empty();
        if chosen && received.file.replace(upload).is_some() {
            return Err(Refusal::Several);
        }
    }
    Ok(received)
}

/// A field of text, within what is left for all of them.
async fn text(mut field: Field<'_>, left: &mut usize, purpose: Purpose) -> Result<String, Refusal> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field
        .chunk()
        .await
        .map_err(|error| broken(&error, purpose))?
    {
        *left = left
            .checked_sub(chunk.len())
            .ok_or(Refusal::TooLarge(purpose))?;
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| Refusal::Broken)
}

fn broken(error: &axum::extract::multipart::MultipartError, purpose: Purpose) -> Refusal {
    match error.status() {
        http::StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge(purpose),
        _ => Refusal::Broken,
    }
}

/// Reads a form that is refused whatever is in it, and forgets it.
pub async fn decline(request: Request) {
    read_politely(request).await;
}

/// Most browsers show "connection reset" instead of an answer that comes before they have sent everything.
async fn read_politely(request: Request) {
    let mut body = request.into_body().into_data_stream();
    let mut read = 0;
    while let Some(Ok(chunk)) = body.next().await {
        read += chunk.len();
        if read > POLITE_BYTES {
            return;
        }
    }
}
