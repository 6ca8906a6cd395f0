//! Which way mail leaves by.

use super::{Done, Failure};
use crate::cli::{Mail, SmtpTls};
use http::Uri;
use platform::Services;
use platform::mail::{self, Config, Security, SmtpConfig};
use std::net::IpAddr;

/// Adds it to the services.
pub fn install(services: Services, args: &Mail) -> Done<Services> {
    let config = config(args, &services.public_url);
    if matches!(config, Config::Nothing) {
        tracing::warn!("no mail server is configured (--smtp-host): mail waits");
    }
    mail::install(services, config).map_err(|error| Failure {
        code: 78,
        message: error.to_string(),
    })
}

fn config(args: &Mail, public_url: &str) -> Config {
    match (&args.smtp_host, &args.mail_from) {
        (Some(host), Some(from)) => Config::Smtp(smtp(args, host, from)),
        _ if args.mailbox || is_only_here(public_url) => Config::Mailbox,
        _ => Config::Nothing,
    }
}

fn smtp(args: &Mail, host: &str, from: &str) -> SmtpConfig {
    let (security, usual_port) = match args.smtp_tls {
        SmtpTls::Tls => (Security::Tls, 465),
        SmtpTls::Starttls => (Security::StartTls, 587),
        SmtpTls::None => (Security::None, 25),
    };
    SmtpConfig {
        host: host.to_owned(),
        port: args.smtp_port.unwrap_or(usual_port),
        security,
        login: args
            .smtp_user
            .clone()
            .zip(args.smtp_password.clone().map(|secret| secret.0)),
        from: from.to_owned(),
    }
}

/// Is the site reached from this machine only? Then whoever reads its mailbox has everything else already.
fn is_only_here(public_url: &str) -> bool {
    let Ok(url) = public_url.parse::<Uri>() else {
        return false;
    };
    let host = url.host().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    url.scheme_str() == Some("http")
        && (host == "localhost" || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser as _;

    fn args(line: &str) -> Mail {
        let cli = Cli::try_parse_from(line.split(' ')).unwrap();
        match cli.command {
            Command::Worker(worker) => worker.mail,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_mailbox_is_for_this_machine_or_on_demand() {
        for (line, url, boxed) in [
            ("kinwork worker", "http://127.0.0.1:3000", true),
            ("kinwork worker", "http://localhost:3000", true),
            ("kinwork worker", "http://[::1]:3000", true),
            ("kinwork worker", "https://localhost", false),
            ("kinwork worker", "http://0.0.0.0:3000", false),
            ("kinwork worker", "http://192.168.1.5:3000", false),
            ("kinwork worker", "http://localhost.example", false),
            ("kinwork worker", "https://kinwork.example", false),
            ("kinwork worker --mailbox", "https://kinwork.example", true),
        ] {
            let config = config(&args(line), url);
            assert_eq!(matches!(config, Config::Mailbox), boxed, "{line} {url}");
        }
    }

    #[test]
    fn a_mail_server_goes_before_everything() {
        let line = "kinwork worker --smtp-host mail.example --smtp-user me --smtp-password pa55word --mail-from a@b.example";
        let mail = args(line);
        assert!(!format!("{mail:?}").contains("pa55word"));
        let Config::Smtp(smtp) = config(&mail, "http://localhost:3000") else {
            panic!("not over SMTP");
        };
        assert_eq!((smtp.port, smtp.security), (587, Security::StartTls));
        assert_eq!(smtp.login, Some(("me".to_owned(), "pa55word".to_owned())));
        assert!(Cli::try_parse_from("kinwork worker --smtp-host mail.example".split(' ')).is_err());
    }
}
