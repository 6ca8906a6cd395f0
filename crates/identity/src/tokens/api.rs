//! Server functions of keys: thin. The forms that post here work without JavaScript.

use super::model::{KeyForm, RevokeKeyForm};
#[cfg(feature = "ssr")]
use crate::api::{caller, client};
use kernel::AppError;
use leptos::prelude::*;

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
    shown_once::keep(&request, &key);
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

/// Carries a new key to the page that shows it. Only the browser holds it meanwhile, out of reach of
/// scripts, and the page takes it back.
#[cfg(feature = "ssr")]
pub(crate) mod shown_once {
    use platform::web::{Request, set_cookie};

    fn name(request: &Request) -> (&'static str, &'static str) {
        if request.services.secure_cookies {
            ("__Host-new-key", "; Secure")
        } else {
            ("new-key", "")
        }
    }

    pub fn keep(request: &Request, key: &str) {
        let (name, secure) = name(request);
        set_cookie(&format!(
            "{name}={key}; Path=/; HttpOnly; SameSite=Strict; Max-Age=60{secure}"
        ));
    }

    /// The key, the first time it is asked for.
    pub fn take(request: &Request) -> Option<String> {
        let (name, secure) = name(request);
        let key = request.cookie(name).filter(|key| !key.is_empty())?;
        set_cookie(&format!(
            "{name}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0{secure}"
        ));
        Some(key.to_owned())
    }
}
