//! Mail through a mail server. One connection for each mail: there are few, and nothing to keep alive.

use super::deliver::{Delivery, HandOver, Mailer, Outgoing, Refusal};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use lettre::address::AddressError;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder, MultiPart, SinglePart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use std::time::{Duration, SystemTime};

/// Connecting, and everything that is said until the message.
const TALK: Duration = Duration::from_secs(60);
/// For the last answer RFC 5321 (4.5.3.2.6) asks for ten minutes: who waits less sends twice.
const LAST_ANSWER: Duration = Duration::from_secs(600);
const FAREWELL: Duration = Duration::from_secs(2);

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after `STARTTLS`; without it nothing is sent.
    StartTls,
    /// Nothing: for a relay on this machine.
    None,
}

/// Where and how.
#[derive(Clone)]
pub struct SmtpConfig {
    /// Name of the server, which its certificate must carry.
    pub host: String,
    /// Usually 465 for `Tls`, 587 for `StartTls`, 25 for `None`.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// User and password.
    pub login: Option<(String, String)>,
    /// `Kinwork <no-reply@kinwork.example>`.
    pub from: String,
}

/// The password is nobody's business, not even the log's.
impl std::fmt::Debug for SmtpConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpConfig")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}

/// Why no mail can be sent with these settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The sender is not an address.
    #[error(
        "the sender of mail must be an address such as Kinwork <no-reply@kinwork.example>: {0}"
    )]
    From(#[from] AddressError),
    /// TLS is not possible.
    #[error("TLS towards the mail server: {0}")]
    Tls(#[from] Error),
}

pub(super) struct Smtp {
    config: SmtpConfig,
    from: Mailbox,
    tls: Option<TlsParameters>,
}

impl Smtp {
    pub(super) fn new(config: SmtpConfig) -> Result<Self, ConfigError> {
        let from = config.from.parse()?;
        let tls = match config.security {
            Security::None => None,
            Security::Tls | Security::StartTls => Some(TlsParameters::new(config.host.clone())?),
        };
        Ok(Self { config, from, tls })
    }

    fn domain(&self) -> &str {
        self.from.email.domain()
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let hello = ClientId::Domain(self.domain().to_owned());
        let server = (self.config.host.as_str(), self.config.port);
        let implicit = self
            .tls
            .clone()
            .filter(|_| self.config.security == Security::Tls);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, None, &hello, implicit, None).await?;
        if let (Security::StartTls, Some(tls)) = (self.config.security, self.tls.clone()) {
            connection.starttls(tls, &hello).await?;
        }
        if let Some((user, password)) = &self.config.login {
            let credentials = Credentials::new(user.clone(), password.clone());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
        }
        Ok(connection)
    }

    fn message(&self, mail: &Outgoing) -> Result<lettre::Message, Refusal> {
        let unwritable = || Refusal::Never("the message cannot be written".to_owned());
        let to = mail.to.parse().map_err(|_| unwritable())?;
        let id = format!("<{}@{}>", mail.id, self.domain());
        // Holiday replies go to nobody.
        let mut message = raw(
            "Auto-Submitted",
            "auto-generated".to_owned(),
            lettre::Message::builder(),
        );
        if let Some(url) = &mail.unsubscribe_url {
            // RFC 8058: mailboxes show a button that stops such mails without a visit.
            message = raw("List-Unsubscribe", format!("<{url}>"), message);
            message = raw(
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click".to_owned(),
                message,
            );
        }
        message
            .message_id(Some(id))
            .date(SystemTime::from(mail.created_at))
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&mail.subject)
            .multipart(
                MultiPart::alternative()
                    .boundary(mail.id.0.simple().to_string())
                    .singlepart(SinglePart::plain(mail.text.clone()))
                    .singlepart(SinglePart::html(mail.html.clone())),
            )
            .map_err(|_| unwritable())
    }

    async fn converse(
        &self,
        mail: &Outgoing,
        hand_over: HandOver<'_>,
    ) -> Result<Delivery, Refusal> {
        let message = self.message(mail)?;
        let mut connection = in_time(TALK, self.connect())
            .await?
            .map_err(|e| later(&e))?;
        let talked = in_time(TALK, envelope(&mut connection, &message)).await?;
        talked.map_err(|error| refused(&error))?;
        hand_over.await?;
        let answer = in_time(LAST_ANSWER, connection.message(&message.formatted())).await?;
        answer.map_err(|error| refused(&error))?;
        let _ = tokio::time::timeout(FAREWELL, connection.quit()).await;
        Ok(Delivery::Sent)
    }
}

impl Mailer for Smtp {
    fn deliver<'a>(
        &'a self,
        mail: &'a Outgoing,
        hand_over: HandOver<'a>,
    ) -> BoxFuture<'a, Result<Delivery, Refusal>> {
        self.converse(mail, hand_over).boxed()
    }
}

fn raw(name: &'static str, value: String, to: MessageBuilder) -> MessageBuilder {
    to.raw_header(HeaderValue::new(
        HeaderName::new_from_ascii_str(name),
        value,
    ))
}

/// Everything before the message itself, until the server says that it may come.
async fn envelope(
    connection: &mut AsyncSmtpConnection,
    message: &lettre::Message,
) -> Result<(), Error> {
    let envelope = message.envelope();
    let mut addresses = envelope.to().iter().chain(envelope.from());
    // A server that does not know of such addresses refuses them.
    let beyond_ascii = addresses.any(|address| !AsRef::<str>::as_ref(address).is_ascii());
    let understood = connection
        .server_info()
        .supports_feature(Extension::SmtpUtfEight);
    let parameters = (beyond_ascii && understood).then_some(MailParameter::SmtpUtfEight);
    let sender = envelope.from().cloned();
    connection
        .command(Mail::new(sender, parameters.into_iter().collect()))
        .await?;
    for to in envelope.to() {
        connection
            .command(Rcpt::new(to.clone(), Vec::new()))
            .await?;
    }
    connection.command(Data).await?;
    Ok(())
}

async fn in_time<T>(time: Duration, talk: impl Future<Output = T>) -> Result<T, Refusal> {
    tokio::time::timeout(time, talk)
        .await
        .map_err(|_| Refusal::Later("the mail server takes too long".to_owned()))
}

/// A 5xx about this mail is final; anything else may pass.
fn refused(error: &Error) -> Refusal {
    match error.status() {
        Some(code) if error.is_permanent() => {
            Refusal::Never(format!("the mail server answered {code}"))
        }
        _ => later(error),
    }
}

/// In words of ours: those of the server may repeat the address.
fn later(error: &Error) -> Refusal {
    Refusal::Later(match error.status() {
        Some(code) => format!("the mail server answered {code}"),
        None if error.is_tls() => "no TLS with the mail server".to_owned(),
        None if error.is_client() => {
            "the mail server cannot do what this needs (STARTTLS, sign-in)".to_owned()
        }
        None => "the connection to the mail server failed".to_owned(),
    })
}
