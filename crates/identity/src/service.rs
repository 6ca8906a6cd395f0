//! What may be done with accounts and sessions, and by whom.

use crate::model::{Actor, SessionRow, SignInForm, SignUpForm};
use crate::organisations::model::Seat;
use crate::organisations::permissions::Role;
pub use crate::password::hash as password_hash;
use crate::{password, store};
use kernel::email::Email;
use kernel::id::{OrganisationId, PersonId, SessionId};
use kernel::{AppError, Result};
use platform::{Scope, Services};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

/// A session ends this long after it was opened.
pub const SESSION_LASTS: Duration = Duration::days(7);
/// Window in which attempts are counted.
const WINDOW: Duration = Duration::minutes(15);
/// Attempts per account in a window.
const PER_ACCOUNT: i32 = 10;
/// Attempts per client address in a window: many people may sit behind one.
const PER_ADDRESS: i32 = 100;

/// Where a request comes from.
#[derive(Debug, Clone, Copy)]
pub struct Client<'a> {
    /// Network address.
    pub address: &'a str,
    /// The browser's description of itself.
    pub user_agent: &'a str,
}

/// Makes an account. The answer is the same whether the address was free or not.
///
/// # Errors
/// `Invalid`, `RateLimited`.
pub async fn sign_up(services: &Services, client: Client<'_>, form: &SignUpForm) -> Result<()> {
    let new = form.parse()?;
    password::refuse_weak(&new.password, &[&new.name, new.email.as_str()])?;
    throttle(
        services,
        &format!("sign-up address {}", client.address),
        PER_ADDRESS,
    )
    .await?;
    let hash = password::hash(new.password, &*services.entropy).await?;
    let made = store::sign_up(
        services.db.pool(),
        services.new_id(),
        new.email.as_str(),
        &hash,
        &new.name,
        services.clock.now(),
    )
    .await?;
    tracing::info!(made, "sign-up");
    Ok(())
}

/// Opens a session and returns its token, which is shown to the browser and never stored.
///
/// # Errors
/// `Invalid` in the same words for an unknown address and a wrong password; `RateLimited`.
pub async fn sign_in(services: &Services, client: Client<'_>, form: &SignInForm) -> Result<String> {
    let refused = || AppError::invalid("", "The address or the password is not right");
    throttle(
        services,
        &format!("sign-in address {}", client.address),
        PER_ADDRESS,
    )
    .await?;
    let email = Email::parse(&form.email).map_err(|message| AppError::invalid("email", message))?;
    throttle(
        services,
        &format!("sign-in account {}", hex_of(email.as_str())),
        PER_ACCOUNT,
    )
    .await?;
    let account = store::account_by_email(services.db.pool(), email.as_str()).await?;
    let password: String = form
        .password
        .chars()
        .take(crate::model::PASSWORD_MAX + 1)
        .collect();
    let matches =
        password::verify(password, account.as_ref().map(|a| a.password_hash.clone())).await?;
    let account = account
        .filter(|a| matches && a.status != "BANNED")
        .ok_or_else(refused)?;
    open_session(services, client, account.id).await
}

/// Opens a session for a person whose identity is already established.
///
/// # Errors
/// `Internal`.
async fn open_session(
    services: &Services,
    client: Client<'_>,
    account: PersonId,
) -> Result<String> {
    let mut token = [0u8; 32];
    services.entropy.fill(&mut token);
    let token = token
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    let now = services.clock.now();
    let new = store::NewSession {
        id: services.new_id(),
        account,
        token_sha256: &token_hash(&token),
        user_agent: client.user_agent,
        address: client.address,
        at: now,
        until: now + SESSION_LASTS,
    };
    store::open_session(services.db.pool(), new).await?;
    Ok(token)
}

/// Who a token speaks for; `None` if it is not, or no longer, one.
///
/// # Errors
/// `Internal`.
pub async fn actor(services: &Services, token: &str) -> Result<Option<Actor>> {
    if token.len() != 64 {
        return Ok(None);
    }
    let now = services.clock.now();
    let Some(found) = store::session(services.db.pool(), &token_hash(token), now).await? else {
        return Ok(None);
    };
    if now - found.last_seen_at > Duration::minutes(1) {
        store::touch_session(services.db.pool(), found.session_id, now).await?;
    }
    let seat = match (
        found.organisation_id,
        found.organisation_name,
        found.organisation_slug,
        found.role,
    ) {
        (Some(organisation), Some(name), Some(slug), Some(role)) => {
            Role::from_name(&role).map(|role| Seat {
                organisation,
                name,
                slug,
                role,
            })
        }
        _ => None,
    };
    Ok(Some(Actor {
        person: found.account_id,
        name: found.display_name,
        email: found.email,
        session: found.session_id,
        seat,
    }))
}

/// Ends the session behind a token.
///
/// # Errors
/// `Internal`.
pub async fn sign_out(services: &Services, token: &str) -> Result<()> {
    store::close_session(services.db.pool(), &token_hash(token)).await
}

/// A person's own sessions, the most recent first.
///
/// # Errors
/// `Internal`.
pub async fn sessions(services: &Services, actor: &Actor) -> Result<Vec<SessionRow>> {
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let rows = store::sessions(&mut tx, actor.person, services.clock.now()).await?;
    tx.commit().await?;
    Ok(rows)
}

/// Ends one of one's own sessions; effective at its next request.
///
/// # Errors
/// `NotFound` if it is not one's own.
pub async fn end_session(services: &Services, actor: &Actor, id: SessionId) -> Result<()> {
    let (db, person) = (services.db.clone(), actor.person);
    services
        .db
        .run(async move {
            let mut tx = db.begin(Scope::person(person)).await?;
            let ended = store::end_session(&mut tx, person, id).await?;
            tx.commit().await?;
            if ended == 1 {
                Ok(())
            } else {
                Err(AppError::NotFound)
            }
        })
        .await
}

/// Ends every session but this one.
///
/// # Errors
/// `Internal`.
pub async fn end_other_sessions(services: &Services, actor: &Actor) -> Result<u64> {
    let (db, person, this) = (services.db.clone(), actor.person, actor.session);
    services
        .db
        .run(async move {
            let mut tx = db.begin(Scope::person(person)).await?;
            let ended = store::end_other_sessions(&mut tx, person, this).await?;
            tx.commit().await?;
            Ok(ended)
        })
        .await
}

/// Works for another organisation from now on, or for oneself.
///
/// # Errors
/// `NotFound` if not a member there.
pub async fn switch(services: &Services, token: &str, to: Option<OrganisationId>) -> Result<()> {
    if store::switch_organisation(services.db.pool(), &token_hash(token), to).await? {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

/// Throws away sessions, attempts and drafts that have run out.
///
/// # Errors
/// `Internal`.
pub async fn sweep(services: &Services) -> Result<()> {
    store::sweep(services.db.pool(), services.clock.now()).await
}

/// Counts an attempt under a key and refuses it beyond the limit of the window.
async fn throttle(services: &Services, key: &str, limit: i32) -> Result<()> {
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

fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Keys of counters must not hold addresses of people.
fn hex_of(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
