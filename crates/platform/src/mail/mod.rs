//! Mail. [`send`] writes it in the transaction of its cause; a job of the same id hands it to the [`Mailer`]:
//! a mail server over SMTP, or the mailbox of a development server, read at `/dev/mail`.
//!
//! ```ignore
//! let letter = Letter::new("Confirm your address", "Welcome to Kinwork")
//!     .text("Press the button to confirm that this address is yours.")
//!     .button("Confirm address", &url)
//!     .because("You get this mail because somebody signed up with this address.");
//! mail::send(&mut tx, services, letter.to(&email, "identity.verify")).await?;
//! ```
//!
//! An acceptance that reached us is never followed by a second sending. See docs/ground.md for what that leaves open.

mod deliver;
mod letter;
mod mailbox;
mod smtp;
mod store;

pub use deliver::{Delivery, HandOver, Mailer, Outgoing, Refusal};
pub use letter::Letter;
pub use mailbox::{has_mailbox, routes};
pub use smtp::{ConfigError, Security, SmtpConfig};

use crate::jobs::{self, Cadence, Completed, Handlers, JobError, NewJob, Running};
use crate::{Scope, Services};
use deliver::Outbound;
use kernel::email::Email;
use kernel::id::QueuedJobId;
use kernel::{AppError, Result};
use serde_json::json;
use sqlx::PgConnection;
use std::sync::Arc;
use time::Duration;
use time::macros::time;

const KIND: &str = "mail.send";
/// With the waits between them this is some sixteen hours: a mail server may be down for a night.
const ATTEMPTS: i32 = 25;
/// How long what was sent, without its text, is kept.
const KEEP: Duration = Duration::days(30);

const SUBJECT_MAX: usize = 200;
const TEXT_MAX_BYTES: usize = 64 * 1024;
const HTML_MAX_BYTES: usize = 256 * 1024;

/// A mail to be sent.
#[derive(Debug, Clone)]
pub struct Message {
    /// To whom: one address. What is for several people are several mails.
    pub to: Email,
    /// One line of at most 200 characters.
    pub subject: String,
    /// For clients that show text.
    pub text: String,
    /// For the others.
    pub html: String,
    /// Where it is stopped with one click, if it can be: a POST to it stops it, without a sign-in (RFC 8058).
    pub unsubscribe_url: Option<String>,
    /// What it is about, as `area.purpose`: for operators, and to find it in tests.
    pub purpose: &'static str,
    /// In whose name; must be that of the transaction, or nobody's.
    pub scope: Scope,
}

/// How mail leaves.
#[derive(Debug, Clone)]
pub enum Config {
    /// Through a mail server.
    Smtp(SmtpConfig),
    /// Not at all: it is kept and shown at `/dev/mail`.
    Mailbox,
    /// Not yet: it waits until a mail server is configured.
    Nothing,
}

/// Adds the way mail leaves by.
///
/// # Errors
/// If the settings of the mail server cannot work.
pub fn install(services: Services, config: Config) -> Result<Services, ConfigError> {
    Ok(match config {
        Config::Smtp(config) => services.with(Outbound(Arc::new(smtp::Smtp::new(config)?))),
        Config::Mailbox => services
            .with(Outbound(Arc::new(mailbox::Boxed)))
            .with(mailbox::Boxed),
        Config::Nothing => services,
    })
}

/// Sends a mail if the caller's transaction commits. Returns its id.
///
/// # Errors
/// `Invalid` if it is too long, or its subject is empty or not one line.
pub async fn send(
    tx: &mut PgConnection,
    services: &Services,
    message: Message,
) -> Result<QueuedJobId> {
    message.check()?;
    let job = NewJob::new(KIND, json!({}))
        .scope(message.scope)
        .max_attempts(ATTEMPTS);
    let id = jobs::enqueue(tx, services, job).await?;
    store::insert(tx, id, &message, services.clock.now()).await?;
    Ok(id)
}

impl Message {
    fn check(&self) -> Result<()> {
        let subject = &self.subject;
        // A line break in a header would begin another header.
        if subject.chars().any(char::is_control) || subject.trim().is_empty() {
            return Err(AppError::invalid("subject", "The subject must be one line"));
        }
        if subject.chars().count() > SUBJECT_MAX
            || self.text.len() > TEXT_MAX_BYTES
            || self.html.len() > HTML_MAX_BYTES
        {
            return Err(AppError::invalid("", "This mail is too long"));
        }
        Ok(())
    }
}

/// What mail has to do in the background.
pub fn handlers(handlers: Handlers) -> Handlers {
    handlers
        .on(KIND, deliver::deliver)
        .on("mail.sweep", sweep)
        .every("mail.sweep", Cadence::Daily(time!(03:30)))
}

async fn sweep(job: Running) -> Result<Completed, JobError> {
    let before = job.services.clock.now() - KEEP;
    let mut tx = job.begin().await?;
    let gone = store::sweep(&mut tx, before).await?;
    tracing::debug!(gone, "old mail swept");
    job.complete(tx).await
}
