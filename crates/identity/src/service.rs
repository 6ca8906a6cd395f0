//! What may be done with accounts, and by whom.

use crate::accounts::model::Status;
use crate::factors::service::{Entry, enter};
use crate::model::SignInForm;
pub use crate::password::hash as password_hash;
use crate::{password, store};
use kernel::email::Email;
use kernel::id::PersonId;
use kernel::state::State as _;
use kernel::{AppError, Result};
use platform::metrics::{self, SignIn};
use platform::{Services, network};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

/// Window in which attempts are counted.
const WINDOW: Duration = Duration::minutes(15);
/// Attempts per account in a window.
const PER_ACCOUNT: i32 = 10;
/// Attempts per client address in a window: many people may sit behind one.
const PER_ADDRESS: i32 = 100;

pub(crate) const COME_BACK: &str =
    "You have deactivated this account. Tick this and sign in again to come back";
pub(crate) const BANNED: &str =
    "This account has been blocked for breaking the rules and cannot be used any more";

/// Where a request comes from.
#[derive(Debug, Clone, Copy)]
pub struct Client<'a> {
    /// Network address.
    pub address: &'a str,
    /// The browser's description of itself.
    pub user_agent: &'a str,
}

impl Client<'_> {
    /// What attempts are counted by: whoever has one address of version 6 has its whole network.
    fn network(self) -> String {
        self.address.parse().map_or_else(
            |_| self.address.to_owned(),
            |address| network::network(address).to_string(),
        )
    }
}

/// Opens a session, or a sign-in that waits for its second step.
///
/// # Errors
/// `Invalid` in the same words for an unknown address and a wrong password; `RateLimited`.
pub async fn sign_in(services: &Services, client: Client<'_>, form: &SignInForm) -> Result<Entry> {
    let account = authenticate(services, client, &form.email, &form.password).await?;
    if account.status == Status::Inactive && form.come_back != "true" {
        return Err(AppError::invalid("come_back", COME_BACK));
    }
    enter(services, client, &account).await
}

/// Somebody whose password was right and who may sign in.
pub(crate) struct Authenticated {
    /// Who.
    pub id: PersonId,
    /// How their account stands; never banned.
    pub status: Status,
}

/// Checks address and password, and counts how it went.
///
/// # Errors
/// `Invalid` in the same words for an unknown address and a wrong password; `RateLimited`.
pub(crate) async fn authenticate(
    services: &Services,
    client: Client<'_>,
    email: &str,
    password: &str,
) -> Result<Authenticated> {
    let done = prove(services, client, email, password).await;
    let (counted, outcome) = match &done {
        Ok(_) => (SignIn::Let, "right"),
        Err(AppError::RateLimited { .. }) => (SignIn::Limited, "limited"),
        Err(AppError::Invalid(_)) => (SignIn::Wrong, "wrong"),
        Err(_) => (SignIn::Failed, "failed"),
    };
    metrics::sign_in(counted);
    // Whoever looks into an attack sees which lines are of one account, and not whose it is.
    let account =
        Email::parse(email).map_or_else(|_| String::new(), |email| hex_of(email.as_str()));
    tracing::info!(factor = "password", outcome, account, "sign-in");
    done
}

/// Whatever hash was imported gives way to one of ours.
async fn prove(
    services: &Services,
    client: Client<'_>,
    email: &str,
    password: &str,
) -> Result<Authenticated> {
    throttle_client(services, "sign-in", client).await?;
    let email = Email::parse(email).map_err(|message| AppError::invalid("email", message))?;
    throttle_account(services, email.as_str()).await?;
    let account = store::account_by_email(services.db.pool(), email.as_str()).await?;
    let password = password::cut(password);
    let hash = account.as_ref().map(|a| a.password_hash.clone());
    let matches = password::verify(password.clone(), hash).await?;
    let account = account
        .filter(|_| matches)
        .ok_or_else(|| AppError::invalid("", "The address or the password is not right"))?;
    if !password::is_current(&account.password_hash) {
        let hash = password::hash(password, &*services.entropy).await?;
        store::rehash(
            services.db.pool(),
            account.id,
            &account.password_hash,
            &hash,
        )
        .await?;
    }
    // Only who knows the password is told.
    match Status::from_name(&account.status) {
        Some(status) if status != Status::Banned => Ok(Authenticated {
            id: account.id,
            status,
        }),
        _ => Err(AppError::invalid("", BANNED)),
    }
}

/// Counts an attempt to get into an account, wherever it is made.
pub(crate) async fn throttle_account(services: &Services, email: &str) -> Result<()> {
    throttle(services, &account_key(email), PER_ACCOUNT).await
}

/// What attempts to get into an account are counted by.
pub(crate) fn account_key(email: &str) -> String {
    format!("sign-in account {}", hex_of(email))
}

/// Counts what somebody asks for who is not known.
pub(crate) async fn throttle_client(
    services: &Services,
    what: &str,
    client: Client<'_>,
) -> Result<()> {
    let key = format!("{what} address {}", client.network());
    throttle(services, &key, PER_ADDRESS).await
}

/// Counts an attempt under a key and refuses it beyond the limit of the window.
pub(crate) async fn throttle(services: &Services, key: &str, limit: i32) -> Result<()> {
    let now = services.clock.now();
    let seconds = WINDOW.whole_seconds();
    let start = now.unix_timestamp() / seconds * seconds;
    let window = OffsetDateTime::from_unix_timestamp(start).unwrap_or(now);
    if store::count_attempt(services.db.pool(), key, window).await? > limit {
        let retry_after_s = u64::try_from(start + seconds - now.unix_timestamp()).unwrap_or(1);
        return Err(AppError::RateLimited { retry_after_s });
    }
    Ok(())
}

/// Keys of counters must not hold addresses of people.
pub(crate) fn hex_of(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
