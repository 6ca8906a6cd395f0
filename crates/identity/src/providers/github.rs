//! GitHub: OAuth 2 without OpenID Connect, so it is asked for the account and its addresses.

use super::config::{Identity, ProviderConfig, Secrets, callback, failed};
use super::model::Provider;
use http::{Request, header};
use kernel::Result;
use oauth2::basic::BasicClient;
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, TokenResponse, TokenUrl,
};
use platform::Services;
use platform::outside::Outside;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// GitHub.
pub struct GitHub(pub ProviderConfig);

#[derive(Deserialize)]
struct Account {
    id: u64,
    login: String,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Address {
    email: String,
    primary: bool,
    verified: bool,
}

impl GitHub {
    pub fn there(&self, services: &Services, secrets: Secrets) -> Result<String> {
        let client = BasicClient::new(ClientId::new(self.0.client_id.clone()))
            .set_auth_uri(
                AuthUrl::new(format!("{}/login/oauth/authorize", self.0.at)).map_err(wrong)?,
            )
            .set_redirect_uri(back_here(services)?);
        let verifier = PkceCodeVerifier::new(secrets.verifier);
        let (url, _) = client
            .authorize_url(|| CsrfToken::new(secrets.state))
            .add_scope(Scope::new("read:user".to_owned()))
            .add_scope(Scope::new("user:email".to_owned()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(url.into())
    }

    pub async fn back(
        &self,
        services: &Services,
        outside: &Outside,
        secrets: Secrets,
        code: String,
    ) -> Result<Identity> {
        let client = BasicClient::new(ClientId::new(self.0.client_id.clone()))
            .set_client_secret(ClientSecret::new(self.0.client_secret.clone()))
            .set_auth_type(AuthType::RequestBody)
            .set_token_uri(
                TokenUrl::new(format!("{}/login/oauth/access_token", self.0.at)).map_err(wrong)?,
            )
            .set_redirect_uri(back_here(services)?);
        let send = outside.sender();
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(secrets.verifier))
            .request_async(&send)
            .await
            .map_err(wrong)?;
        let token = tokens.access_token().secret();
        let account: Account = self.ask(outside, "/user", token).await?;
        let addresses: Vec<Address> = self.ask(outside, "/user/emails", token).await?;
        let own = addresses
            .into_iter()
            .find(|one| one.primary && one.verified);
        Ok(Identity {
            subject: account.id.to_string(),
            email: own.map(|one| one.email),
            name: account.name.or(Some(account.login)),
        })
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        outside: &Outside,
        path: &str,
        token: &str,
    ) -> Result<T> {
        let at = if self.0.at == "https://github.com" {
            "https://api.github.com"
        } else {
            &self.0.at
        };
        let request = Request::get(format!("{at}{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::ACCEPT, "application/vnd.github+json")
            .body(Vec::new())
            .map_err(wrong)?;
        let answer = outside.send(request).await.map_err(wrong)?;
        if !answer.status().is_success() {
            return Err(wrong(answer.status()));
        }
        serde_json::from_slice(answer.body()).map_err(wrong)
    }
}

fn back_here(services: &Services) -> Result<RedirectUrl> {
    RedirectUrl::new(callback(services, Provider::GitHub)).map_err(wrong)
}

fn wrong(cause: impl std::fmt::Display) -> kernel::AppError {
    failed(Provider::GitHub, cause)
}
