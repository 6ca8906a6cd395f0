//! The site as passkeys know it, and what stands between a challenge and its answer.

use kernel::{AppError, Result};
use platform::Services;
use platform::db::internal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use webauthn_rs::WebauthnBuilder;
use webauthn_rs::prelude::{
    CreationChallengeResponse, DiscoverableAuthentication, Passkey, PasskeyAuthentication,
    PasskeyRegistration, RequestChallengeResponse, Url, Webauthn, WebauthnError,
};

/// What must be remembered of a challenge until it is answered. Kept on the server: in a browser's hands it
/// would let an old answer in again.
#[derive(Serialize, Deserialize)]
pub enum Asked {
    Register(PasskeyRegistration),
    SignIn(DiscoverableAuthentication),
    Prove(PasskeyAuthentication),
}

/// The site, by the name it is reached under; `None` under a bare address, where browsers make no passkeys. An
/// address of this very machine is `localhost` to them.
pub fn party(services: &Services) -> Option<Webauthn> {
    let mut origin = Url::parse(&services.public_url).ok()?;
    let address = origin
        .host_str()?
        .trim_matches(['[', ']'])
        .parse::<std::net::IpAddr>();
    if address.is_ok_and(|address| address.is_loopback()) {
        origin.set_host(Some("localhost")).ok()?;
    }
    let name = origin.domain()?.to_owned();
    let builder = WebauthnBuilder::new(&name, &origin).ok()?;
    builder.rp_name("Kinwork").build().ok()
}

/// The same, where it must be there.
pub fn party_or_refuse(services: &Services) -> Result<Webauthn> {
    party(services).ok_or_else(|| AppError::conflict("no_passkeys_here"))
}

/// What the browser is asked in order to make a passkey: one that it finds again by itself at sign-in.
pub fn creation(asked: &CreationChallengeResponse) -> Result<Value> {
    let mut options = serde_json::to_value(&asked.public_key).map_err(internal)?;
    let selection = &mut options["authenticatorSelection"];
    selection["residentKey"] = json!("required");
    selection["requireResidentKey"] = json!(true);
    Ok(options)
}

/// What the browser is asked in order to use one.
pub fn request(asked: &RequestChallengeResponse) -> Result<Value> {
    serde_json::to_value(&asked.public_key).map_err(internal)
}

/// Reads what a browser says.
pub fn read<T: DeserializeOwned>(credential: &str) -> Result<T> {
    serde_json::from_str(credential).map_err(|error| unusable(&error))
}

/// A passkey that is none of ours, or was asked for something else, or whose answer was changed on its way: all the
/// same to whoever holds it.
pub fn refused(error: &WebauthnError) -> AppError {
    unusable(error)
}

fn unusable(why: &dyn std::fmt::Display) -> AppError {
    tracing::info!(%why, "passkey refused");
    AppError::invalid(
        "",
        "That passkey did not let you in. Try again, or use another way",
    )
}

/// As it stands in the database.
pub fn stored(passkey: &Passkey) -> Result<Value> {
    serde_json::to_value(passkey).map_err(internal)
}

/// From the database.
pub fn of_stored(value: Value) -> Result<Passkey> {
    serde_json::from_value(value).map_err(internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::Db;
    use platform::system::{SystemClock, SystemEntropy};
    use sqlx::PgPool;
    use std::sync::Arc;

    async fn origin(url: &str) -> Option<String> {
        let pool = PgPool::connect_lazy("postgres://nowhere/none").unwrap();
        let db = Db::from_pool(pool);
        let services = Services::new(db, Arc::new(SystemClock), Arc::new(SystemEntropy), url);
        let party = party(&services)?;
        Some(party.get_allowed_origins()[0].to_string())
    }

    #[tokio::test]
    async fn passkeys_belong_to_a_name() {
        for (url, expected) in [
            ("https://kinwork.example", Some("https://kinwork.example/")),
            ("http://localhost:3000", Some("http://localhost:3000/")),
            ("http://127.0.0.1:3000", Some("http://localhost:3000/")),
            ("http://[::1]:3000", Some("http://localhost:3000/")),
            ("http://192.0.2.1", None),
        ] {
            assert_eq!(origin(url).await.as_deref(), expected, "{url}");
        }
    }
}
