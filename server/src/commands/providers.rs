//! Which other services let people in.

use super::{Done, Failure};
use crate::cli::{Providers, Secret};
use identity::providers::config::{self, ProviderConfig};
use identity::providers::model::Provider;
use platform::Services;

/// Adds them to the services.
pub fn install(services: Services, args: &Providers) -> Done<Services> {
    config::install(services, configured(args)).map_err(|error| Failure {
        code: 78,
        message: format!("other services cannot be asked: {error}"),
    })
}

fn configured(args: &Providers) -> Vec<ProviderConfig> {
    let of = |provider, id: &Option<String>, secret: &Option<Secret>| {
        let (id, secret) = id.clone().zip(secret.clone())?;
        Some(ProviderConfig::new(provider, id, secret.0))
    };
    let google = of(
        Provider::Google,
        &args.google_client_id,
        &args.google_client_secret,
    );
    let google = google.map(|google| match args.google_issuer.clone() {
        Some(at) => ProviderConfig { at, ..google },
        None => google,
    });
    [
        google,
        of(
            Provider::GitHub,
            &args.github_client_id,
            &args.github_client_secret,
        ),
        of(
            Provider::LinkedIn,
            &args.linkedin_client_id,
            &args.linkedin_client_secret,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser as _;

    #[test]
    fn a_provider_is_there_if_both_its_options_are() {
        let line = "kinwork serve --github-client-id a --github-client-secret 5ec2e7";
        let Command::Serve(args) = Cli::try_parse_from(line.split(' ')).unwrap().command else {
            panic!("not serve");
        };
        assert!(!format!("{args:?}").contains("5ec2e7"));
        let found = configured(&args.providers);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].provider, found[0].at.as_str()),
            (Provider::GitHub, "https://github.com")
        );
        let line = "kinwork serve --google-client-id a --google-client-secret b --google-issuer http://[::1]:9";
        let Command::Serve(args) = Cli::try_parse_from(line.split(' ')).unwrap().command else {
            panic!("not serve");
        };
        assert_eq!(configured(&args.providers)[0].at, "http://[::1]:9");
        let half = "kinwork serve --google-client-id a";
        assert!(Cli::try_parse_from(half.split(' ')).is_err());
    }
}
