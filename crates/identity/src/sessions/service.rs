//! Who may open, use, list and end sessions.

use super::model::SessionRow;
use super::store;
use crate::model::Actor;
use crate::organisations::model::Seat;
use crate::organisations::permissions::Role;
use crate::service::Client;
use kernel::id::{OrganisationId, PersonId, SessionId};
use kernel::{AppError, Result};
use platform::{Scope, Services};
use sha2::{Digest, Sha256};
use time::Duration;

/// A session ends this long after it was opened.
pub const SESSION_LASTS: Duration = Duration::days(7);
/// Opens a session for a person whose identity is already established.
///
/// # Errors
/// `Internal`.
pub(crate) async fn open_session(
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

fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
