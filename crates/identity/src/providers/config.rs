//! Which providers there are, and how each is asked who somebody is.

use super::model::Provider;
use super::{github, oidc};
use kernel::{AppError, Result};
use platform::Services;
use platform::outside::{Outside, OutsideError};
use std::pin::Pin;
use std::sync::Arc;

/// Our account at a provider.
#[derive(Clone)]
pub struct ProviderConfig {
    /// Which.
    pub provider: Provider,
    /// What it calls us.
    pub client_id: String,
    /// By what it knows us.
    pub client_secret: String,
    /// Where it is. Only tests say something else than [`ProviderConfig::new`].
    pub at: String,
}

impl ProviderConfig {
    /// At the usual place.
    pub fn new(provider: Provider, client_id: String, client_secret: String) -> Self {
        let at = match provider {
            Provider::Google => "https://accounts.google.com",
            Provider::GitHub => "https://github.com",
            Provider::LinkedIn => "https://www.linkedin.com/oauth",
        };
        Self {
            provider,
            client_id,
            client_secret,
            at: at.to_owned(),
        }
    }
}

/// Who somebody is, by the word of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// What their account is called there, for ever.
    pub subject: String,
    /// Their address, if the provider has seen that mail arrives there.
    pub email: Option<String>,
    /// Their name.
    pub name: Option<String>,
}

/// What only the two ends of one flow know.
pub struct Secrets {
    /// Comes back in the address.
    pub state: String,
    /// Shows that whoever fetches the tokens is who asked (PKCE).
    pub verifier: String,
    /// Comes back in the token.
    pub nonce: String,
}

/// The providers of this server, in `Services`.
pub(super) struct Providers {
    outside: Outside,
    all: Vec<Known>,
}

enum Known {
    OpenId(Box<oidc::OpenId>),
    GitHub(github::GitHub),
}

/// Adds the providers that are configured.
///
/// # Errors
/// If this machine cannot reach any service over TLS.
pub fn install(services: Services, configs: Vec<ProviderConfig>) -> Result<Services, OutsideError> {
    if configs.is_empty() {
        return Ok(services);
    }
    let all = configs.into_iter().map(|config| match config.provider {
        Provider::GitHub => Known::GitHub(github::GitHub(config)),
        Provider::Google | Provider::LinkedIn => Known::OpenId(Box::new(oidc::OpenId::new(config))),
    });
    let providers = Providers {
        outside: Outside::new()?,
        all: all.collect(),
    };
    Ok(services.with(providers))
}

/// Those that are configured.
pub fn offered(services: &Services) -> Vec<Provider> {
    let Some(providers) = services.part::<Providers>() else {
        return Vec::new();
    };
    let here = |one: &Provider| providers.all.iter().any(|known| known.provider() == *one);
    Provider::ALL.into_iter().filter(here).collect()
}

/// One that is configured.
///
/// # Errors
/// `NotFound`.
pub(super) fn known(services: &Services, provider: Provider) -> Result<Door> {
    let providers = services.part::<Providers>().ok_or(AppError::NotFound)?;
    let at = providers
        .all
        .iter()
        .position(|known| known.provider() == provider)
        .ok_or(AppError::NotFound)?;
    Ok(Door { providers, at })
}

/// The way to one provider and back.
pub(super) struct Door {
    providers: Arc<Providers>,
    at: usize,
}

/// What is being asked of a provider. Boxed, because the compiler cannot follow how it is sent.
type Asking<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

impl Door {
    /// Where to send the browser.
    pub fn there(self, services: Services, secrets: Secrets) -> Asking<String> {
        Box::pin(async move {
            let outside = &self.providers.outside;
            match &self.providers.all[self.at] {
                Known::OpenId(one) => one.there(&services, outside, secrets).await,
                Known::GitHub(one) => one.there(&services, secrets),
            }
        })
    }

    /// Who came back with a code.
    pub fn back(self, services: Services, secrets: Secrets, code: String) -> Asking<Identity> {
        Box::pin(async move {
            let outside = &self.providers.outside;
            match &self.providers.all[self.at] {
                Known::OpenId(one) => one.back(&services, outside, secrets, code).await,
                Known::GitHub(one) => one.back(&services, outside, secrets, code).await,
            }
        })
    }
}

impl Known {
    fn provider(&self) -> Provider {
        match self {
            Self::OpenId(one) => one.provider(),
            Self::GitHub(_) => Provider::GitHub,
        }
    }
}

/// Where a provider sends people back to.
pub(super) fn callback(services: &Services, provider: Provider) -> String {
    format!("{}/auth/{}/callback", services.public_url, provider.name())
}

/// What went wrong with a provider is for the log; whoever came back is told to try again. In short: the long
/// form of an error may hold the answer, and with it a token.
pub(super) fn failed(provider: Provider, cause: impl std::fmt::Display) -> AppError {
    tracing::warn!(provider = provider.name(), %cause, "provider");
    AppError::conflict("provider_failed")
}
