//! Server functions of keys: thin. The forms that post here work without JavaScript.

use super::model::{KeyForm, RevokeKeyForm};
#[cfg(feature = "ssr")]
use crate::api::{caller, client};
use kernel::AppError;
use leptos::prelude::*;

/// Under which name a new key is carried to the page that shows it.
#[cfg(feature = "ssr")]
pub(crate) const NEW_KEY: &str = "new-key";

/// Makes a key and shows it once, on the page that follows.
#[server(endpoint = "identity/make_key")]
pub async fn make_key(form: KeyForm) -> Result<(), AppError> {
    let done = make(&form).await;
    platform::web::answer(&form, done, |()| "/security/keys?made=1".to_owned()).await
}

#[cfg(feature = "ssr")]
async fn make(form: &KeyForm) -> Result<(), AppError> {
    let (request, actor) = caller()?;
    let client = client(&request);
    let key = super::service::make_key(&request.services, client, &actor, form).await?;
    crate::shown_once::keep(&request, NEW_KEY, &key);
    Ok(())
}

/// Revokes a key.
#[server(endpoint = "identity/revoke_key")]
pub async fn revoke_key(form: RevokeKeyForm) -> Result<(), AppError> {
    let done = revoke(&form).await;
    platform::web::answer(&form, done, |()| "/security/keys?revoked=1".to_owned()).await
}

#[cfg(feature = "ssr")]
async fn revoke(form: &RevokeKeyForm) -> Result<(), AppError> {
    let (request, actor) = caller()?;
    super::service::revoke_key(&request.services, client(&request), &actor, form).await
}
