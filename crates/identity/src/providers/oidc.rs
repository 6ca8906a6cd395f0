//! OpenID Connect: Google and LinkedIn.

use super::config::{Identity, ProviderConfig, Secrets, callback, failed};
use super::model::Provider;
use kernel::{AppError, Result};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};
use platform::Services;
use platform::outside::Outside;
use time::{Duration, OffsetDateTime};
use tokio::sync::Mutex;

/// For so long a provider is not asked again where its doors are and what its keys are.
const METADATA_LASTS: Duration = Duration::minutes(10);

/// A provider that speaks OpenID Connect.
pub struct OpenId {
    config: ProviderConfig,
    metadata: Mutex<Option<(OffsetDateTime, CoreProviderMetadata)>>,
}

impl OpenId {
    pub fn new(config: ProviderConfig) -> Self {
        Self {
            config,
            metadata: Mutex::new(None),
        }
    }

    pub fn provider(&self) -> Provider {
        self.config.provider
    }

    /// LinkedIn knows neither PKCE (it refuses what has a verifier) nor a nonce (its tokens have none). What
    /// is left there is the state, and that the code is worth nothing without our secret.
    fn is_whole(&self) -> bool {
        self.config.provider != Provider::LinkedIn
    }

    fn failed(&self, cause: impl std::fmt::Display) -> AppError {
        failed(self.config.provider, cause)
    }

    async fn metadata(
        &self,
        services: &Services,
        outside: &Outside,
    ) -> Result<CoreProviderMetadata> {
        let mut kept = self.metadata.lock().await;
        let now = services.clock.now();
        if let Some((at, metadata)) = &*kept
            && now - *at < METADATA_LASTS
        {
            return Ok(metadata.clone());
        }
        let issuer = IssuerUrl::new(self.config.at.clone()).map_err(|error| self.failed(error))?;
        let send = outside.sender();
        let metadata = CoreProviderMetadata::discover_async(issuer, &send)
            .await
            .map_err(|error| self.failed(error))?;
        *kept = Some((now, metadata.clone()));
        Ok(metadata)
    }

    fn us(&self) -> (ClientId, Option<ClientSecret>) {
        (
            ClientId::new(self.config.client_id.clone()),
            Some(ClientSecret::new(self.config.client_secret.clone())),
        )
    }

    fn redirect(&self, services: &Services) -> Result<RedirectUrl> {
        RedirectUrl::new(callback(services, self.provider())).map_err(|error| self.failed(error))
    }

    pub async fn there(
        &self,
        services: &Services,
        outside: &Outside,
        secrets: Secrets,
    ) -> Result<String> {
        let metadata = self.metadata(services, outside).await?;
        let (id, secret) = self.us();
        let client = CoreClient::from_provider_metadata(metadata, id, secret)
            .set_redirect_uri(self.redirect(services)?);
        let Secrets {
            state,
            verifier,
            nonce,
        } = secrets;
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                || CsrfToken::new(state),
                || Nonce::new(nonce),
            )
            .add_scope(Scope::new("profile".to_owned()))
            .add_scope(Scope::new("email".to_owned()));
        if self.is_whole() {
            let verifier = PkceCodeVerifier::new(verifier);
            request =
                request.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        }
        let (url, _, _) = request.url();
        Ok(url.into())
    }

    pub async fn back(
        &self,
        services: &Services,
        outside: &Outside,
        secrets: Secrets,
        code: String,
    ) -> Result<Identity> {
        let metadata = self.metadata(services, outside).await?;
        let (id, secret) = self.us();
        let client = CoreClient::from_provider_metadata(metadata, id, secret)
            .set_redirect_uri(self.redirect(services)?)
            .set_auth_type(AuthType::RequestBody);
        let mut request = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| self.failed(error))?;
        if self.is_whole() {
            request = request.set_pkce_verifier(PkceCodeVerifier::new(secrets.verifier));
        }
        let send = outside.sender();
        let tokens = request
            .request_async(&send)
            .await
            .map_err(|error| self.failed(error))?;
        let token = tokens
            .id_token()
            .ok_or_else(|| self.failed("no id token"))?;
        let now = services.clock.now().unix_timestamp();
        let verifier = client
            .id_token_verifier()
            .set_time_fn(move || chrono::DateTime::from_timestamp(now, 0).unwrap_or_default());
        let nonce = Nonce::new(secrets.nonce);
        let claims = if self.is_whole() {
            token.claims(&verifier, &nonce)
        } else {
            token.claims(&verifier, |_: Option<&Nonce>| Ok(()))
        }
        .map_err(|error| self.failed(error))?;
        let email = claims
            .email()
            .filter(|_| claims.email_verified() == Some(true));
        let name = claims.name().and_then(|name| name.get(None));
        Ok(Identity {
            subject: claims.subject().to_string(),
            email: email.map(|email| email.to_string()),
            name: name.map(|name| name.to_string()),
        })
    }
}
