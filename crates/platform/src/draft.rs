//! What a refused form held. The page it came from shows it again with the messages, so that
//! nothing typed is lost, with JavaScript or without.

use crate::db::{internal, store_error};
use crate::{Scope, Services};
use kernel::id::DraftId;
use kernel::{FieldErrors, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::types::Json;

/// A refused form and why.
#[derive(Debug, Clone, Default)]
pub struct Draft<F> {
    /// As it was typed.
    pub form: F,
    /// Messages by field.
    pub errors: FieldErrors,
}

/// Keeps a refused form for an hour under an id that nobody can guess. Of the path the query is not kept:
/// it may hold what lets somebody in.
///
/// # Errors
/// `Internal`.
pub async fn keep<F: Serialize>(
    services: &Services,
    path: &str,
    form: &F,
    errors: &FieldErrors,
) -> Result<DraftId> {
    let id = random_id(services);
    let fields = serde_json::to_value(form).map_err(internal)?;
    let path = path.split('?').next().unwrap_or_default();
    let path: String = path.chars().take(2000).collect();
    let mut tx = services.db.begin(Scope::PUBLIC).await?;
    sqlx::query(
        "insert into form_draft (id, path, fields, errors, created_at) values ($1, $2, $3, $4, $5)",
    )
    .bind(id)
    .bind(path)
    .bind(Json(fields))
    .bind(Json(errors))
    .bind(services.clock.now())
    .execute(&mut *tx)
    .await
    .map_err(store_error)?;
    tx.commit().await?;
    Ok(id)
}

/// Finds a refused form again; `None` if it is gone, another form's, or the id is not one.
///
/// # Errors
/// `Internal`.
pub async fn find<F: DeserializeOwned>(services: &Services, id: &str) -> Result<Option<Draft<F>>> {
    let Ok(id) = id.parse::<DraftId>() else {
        return Ok(None);
    };
    let oldest = services.clock.now() - time::Duration::hours(1);
    let row: Option<(serde_json::Value, Json<FieldErrors>)> =
        sqlx::query_as("select fields, errors from form_draft where id = $1 and created_at > $2")
            .bind(id)
            .bind(oldest)
            .fetch_optional(services.db.pool())
            .await
            .map_err(store_error)?;
    Ok(row.and_then(|(fields, errors)| {
        serde_json::from_value(fields).ok().map(|form| Draft {
            form,
            errors: errors.0,
        })
    }))
}

/// Fully random: an id in time order would have guessable neighbours.
fn random_id(services: &Services) -> DraftId {
    let mut bytes = [0u8; 16];
    services.entropy.fill(&mut bytes);
    DraftId(uuid::Builder::from_random_bytes(bytes).into_uuid())
}
