//! A provider of our own: discovery, keys, tokens and who somebody is, as Google and LinkedIn speak it, and
//! the same as GitHub does. It refuses what they refuse.

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use identity::providers::config::{ProviderConfig, install};
use identity::providers::model::Provider;
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreHmacKey, CoreIdToken, CoreIdTokenClaims, CoreJsonWebKeySet,
    CoreJwsSigningAlgorithm,
};
use openidconnect::{
    Audience, EmptyAdditionalClaims, EndUserEmail, EndUserName, IssuerUrl, JsonWebKeyId,
    LocalizedClaim, Nonce, PkceCodeChallenge, PkceCodeVerifier, PrivateSigningKey as _,
    StandardClaims, SubjectIdentifier,
};
use platform::Services;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// The example of RFC 8410, section 10.3.
const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
const SECRET: &str = "what only we and they know";

/// Somebody who has an account there.
#[derive(Debug, Clone, PartialEq)]
pub struct Them {
    pub id: u64,
    pub email: String,
    pub verified: bool,
    pub name: String,
}

/// What is wrong with the next token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forged {
    Nonce,
    Audience,
    Issuer,
    Expired,
    Signature,
    /// Not signed at all.
    Unsigned,
    /// Signed with what both sides know, where the provider says that it signs with its key.
    SharedSecret,
    /// Not the token but what says where the provider's doors and keys are: it names another.
    Metadata,
}

impl Forged {
    /// Everything about the token.
    pub const ALL: [Self; 7] = [
        Self::Nonce,
        Self::Audience,
        Self::Issuer,
        Self::Expired,
        Self::Signature,
        Self::Unsigned,
        Self::SharedSecret,
    ];
}

/// What was agreed to in a browser.
#[derive(Clone)]
struct Agreed {
    them: Them,
    challenge: Option<String>,
    nonce: Option<String>,
}

#[derive(Default)]
struct Said {
    codes: HashMap<String, Agreed>,
    tokens: HashMap<String, Them>,
    forged: Option<Forged>,
}

#[derive(Clone)]
pub struct Double {
    pub at: String,
    said: Arc<Mutex<Said>>,
    services: Services,
}

impl Double {
    pub async fn start(services: Services) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let double = Self {
            at: format!("http://{}", listener.local_addr().unwrap()),
            said: Arc::default(),
            services,
        };
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .route("/token", post(id_token))
            .route("/login/oauth/access_token", post(access_token))
            .route("/user", get(user))
            .route("/user/emails", get(emails))
            .with_state(double.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        double
    }

    pub fn install(&self, services: Services) -> Services {
        let configs = Provider::ALL.map(|provider| ProviderConfig {
            at: self.at.clone(),
            ..ProviderConfig::new(provider, provider.name().into(), SECRET.into())
        });
        install(services, configs.into()).unwrap()
    }

    /// Somebody agrees in their browser, at the address they were sent to; the code they bring back.
    pub fn agree(&self, url: &str, them: &Them) -> String {
        let (at, query) = url.split_once('?').unwrap();
        let asked: HashMap<String, String> = pairs(query);
        let provider = asked["client_id"].as_str();
        let door = match provider {
            "github" => "/login/oauth/authorize",
            _ => "/authorize",
        };
        assert_eq!(at, format!("{}{door}", self.at));
        assert_eq!(
            asked["redirect_uri"],
            format!("http://localhost/auth/{provider}/callback")
        );
        assert_eq!(asked["response_type"], "code");
        assert_eq!(
            asked.get("code_challenge_method").map(String::as_str),
            (provider != "linkedin").then_some("S256")
        );
        let mut said = self.said.lock().unwrap();
        let code = format!("code-{}", said.codes.len());
        let agreed = Agreed {
            them: them.clone(),
            challenge: asked.get("code_challenge").cloned(),
            // LinkedIn's tokens have none.
            nonce: asked
                .get("nonce")
                .filter(|_| provider != "linkedin")
                .cloned(),
        };
        said.codes.insert(code.clone(), agreed);
        code
    }

    /// What is wrong with the next token.
    pub fn forge(&self, what: Forged) {
        self.said.lock().unwrap().forged = Some(what);
    }

    /// A code is worth something once, and only to who knows our secret and what was asked with.
    fn redeem(&self, form: &HashMap<String, String>) -> Option<Agreed> {
        let agreed = self.said.lock().unwrap().codes.remove(form.get("code")?)?;
        let right = form.get("client_secret").map(String::as_str) == Some(SECRET)
            && form.get("grant_type").map(String::as_str) == Some("authorization_code")
            && form.get("redirect_uri")?.ends_with("/callback");
        let proved = match (&agreed.challenge, form.get("code_verifier")) {
            (Some(challenge), Some(verifier)) => {
                let verifier = PkceCodeVerifier::new(verifier.clone());
                PkceCodeChallenge::from_code_verifier_sha256(&verifier).as_str() == challenge
            }
            (None, None) => true,
            _ => false,
        };
        (right && proved).then_some(agreed)
    }
}

fn pairs(query: &str) -> HashMap<String, String> {
    form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

fn key(id: &str) -> CoreEdDsaPrivateSigningKey {
    let id = Some(JsonWebKeyId::new(id.to_owned()));
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(KEY, id).unwrap()
}

async fn discovery(State(double): State<Double>) -> Json<Value> {
    let at = &double.at;
    let mut said = double.said.lock().unwrap();
    let other = said.forged.take_if(|forged| *forged == Forged::Metadata);
    let issuer = other.map_or(at.as_str(), |_| "https://evil.example");
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{at}/authorize"),
        "token_endpoint": format!("{at}/token"),
        "jwks_uri": format!("{at}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    }))
}

async fn jwks() -> Json<CoreJsonWebKeySet> {
    Json(CoreJsonWebKeySet::new(vec![
        key("one").as_verification_key(),
    ]))
}

type Answer = Result<Json<Value>, (StatusCode, Json<Value>)>;

fn refused() -> (StatusCode, Json<Value>) {
    (
        StatusCode::BAD_REQUEST,
        Json(json!({ "error": "invalid_grant" })),
    )
}

async fn id_token(
    State(double): State<Double>,
    Form(form): Form<HashMap<String, String>>,
) -> Answer {
    let agreed = double.redeem(&form).ok_or_else(refused)?;
    let forged = double.said.lock().unwrap().forged.take();
    let client = match forged {
        Some(Forged::Audience) => "somebody-else",
        _ => &form["client_id"],
    };
    let issuer = match forged {
        Some(Forged::Issuer) => "https://evil.example".to_owned(),
        _ => double.at.clone(),
    };
    let nonce = match forged {
        Some(Forged::Nonce) => Some("another".to_owned()),
        _ => agreed.nonce,
    };
    let now = double.services.clock.now().unix_timestamp();
    let until = if forged == Some(Forged::Expired) {
        now - 1
    } else {
        now + 60
    };
    let at = |seconds| chrono::DateTime::from_timestamp(seconds, 0).unwrap();
    let name: LocalizedClaim<EndUserName> = EndUserName::new(agreed.them.name).into();
    let person = StandardClaims::new(SubjectIdentifier::new(agreed.them.id.to_string()))
        .set_email(Some(EndUserEmail::new(agreed.them.email)))
        .set_email_verified(Some(agreed.them.verified))
        .set_name(Some(name));
    let claims = CoreIdTokenClaims::new(
        IssuerUrl::new(issuer).unwrap(),
        vec![Audience::new(client.to_owned())],
        at(until),
        at(now),
        person,
        EmptyAdditionalClaims {},
    )
    .set_nonce(nonce.map(Nonce::new));
    let token = if forged == Some(Forged::SharedSecret) {
        let algorithm = CoreJwsSigningAlgorithm::HmacSha256;
        CoreIdToken::new(claims, &CoreHmacKey::new(SECRET), algorithm, None, None)
    } else {
        let algorithm = CoreJwsSigningAlgorithm::EdDsa;
        CoreIdToken::new(claims, &key("one"), algorithm, None, None)
    };
    let mut token = token.unwrap().to_string();
    if forged == Some(Forged::Signature) {
        let cut = token.len() - 8;
        token.replace_range(cut.., "AAAAAAAA");
    }
    if forged == Some(Forged::Unsigned) {
        // {"alg":"none"}
        let claims = token.split('.').nth(1).unwrap();
        token = format!("eyJhbGciOiJub25lIn0.{claims}.");
    }
    Ok(Json(
        json!({ "access_token": "a", "token_type": "Bearer", "id_token": token }),
    ))
}

async fn access_token(
    State(double): State<Double>,
    Form(form): Form<HashMap<String, String>>,
) -> Answer {
    let agreed = double.redeem(&form).ok_or_else(refused)?;
    let mut said = double.said.lock().unwrap();
    let token = format!("token-{}", said.tokens.len());
    said.tokens.insert(token.clone(), agreed.them);
    Ok(Json(
        json!({ "access_token": token, "token_type": "bearer" }),
    ))
}

impl Double {
    fn bearer(&self, headers: &HeaderMap) -> Result<Them, (StatusCode, Json<Value>)> {
        let token = headers.get("authorization").and_then(|value| {
            let value = value.to_str().ok()?;
            value.strip_prefix("Bearer ")
        });
        let said = self.said.lock().unwrap();
        let them = token.and_then(|token| said.tokens.get(token)).cloned();
        them.ok_or((StatusCode::UNAUTHORIZED, Json(json!({}))))
    }
}

async fn user(State(double): State<Double>, headers: HeaderMap) -> Answer {
    let them = double.bearer(&headers)?;
    Ok(Json(
        json!({ "id": them.id, "login": "ama", "name": them.name }),
    ))
}

async fn emails(State(double): State<Double>, headers: HeaderMap) -> Answer {
    let them = double.bearer(&headers)?;
    Ok(Json(json!([
        { "email": "other@example.org", "primary": false, "verified": true },
        { "email": them.email, "primary": true, "verified": them.verified },
    ])))
}
