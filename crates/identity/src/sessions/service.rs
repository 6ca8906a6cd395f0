//! Who may open, use, list and end sessions, and who must show again that they are who they say.

use super::model::Device;
use super::store::{self, FoundSession, NewSession};
use crate::accounts::model::Status;
use crate::model::{Actor, WayIn};
use crate::organisations::model::{Kind, Seat};
use crate::organisations::permissions::Role;
use crate::password;
use crate::secret;
use crate::security::model::SecurityEvent;
use crate::security::service::{Circumstances, security_event};
use crate::service::{Client, throttle_account};
use crate::tokens;
use kernel::id::{OrganisationId, PersonId};
use kernel::state::State as _;
use kernel::{AppError, Result};
use platform::{Scope, Services};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// A session ends this long after it was opened, however much it is used.
pub const SESSION_LASTS: Duration = Duration::days(7);
/// A session ends when it was not used for this long.
pub const SESSION_IDLES: Duration = Duration::days(2);
/// For this long nobody is asked again who they are.
pub const PROOF_LASTS: Duration = Duration::minutes(15);

/// Opens a session for a person whose identity is established, and returns its token.
///
/// # Errors
/// `Internal`.
pub(crate) async fn open_session(
    services: &Services,
    client: Client<'_>,
    account: PersonId,
) -> Result<String> {
    let token = secret::mint(&*services.entropy, "");
    let now = services.clock.now();
    let new = NewSession {
        id: services.new_id(),
        account,
        token_sha256: secret::sha256(&token),
        user_agent: client.user_agent.to_owned(),
        address: client.address.to_owned(),
        at: now,
        until: now + SESSION_LASTS,
    };
    let (services, how) = (services.clone(), Circumstances::of(client));
    let db = services.db.clone();
    db.run(async move {
        let mut tx = services.db.begin(Scope::PUBLIC).await?;
        store::open_session(&mut tx, &new).await?;
        security_event(&services, &mut tx, account, SecurityEvent::SignedIn, how).await?;
        tx.commit().await
    })
    .await?;
    Ok(token)
}

/// Who a token speaks for; `None` if it is not, or no longer, one.
///
/// # Errors
/// `Internal`.
pub async fn actor(services: &Services, client: Client<'_>, token: &str) -> Result<Option<Actor>> {
    if !secret::is_one(token, "") {
        return Ok(None);
    }
    let (pool, now) = (services.db.pool(), services.clock.now());
    let hash = secret::sha256(token);
    let Some(found) = store::session(pool, &hash, now, now - SESSION_IDLES).await? else {
        return Ok(None);
    };
    if now - found.last_seen_at > Duration::minutes(1) {
        store::see_session(pool, found.session_id, now, client.address).await?;
    }
    Ok(actor_of(found))
}

fn actor_of(found: FoundSession) -> Option<Actor> {
    let seat = seat(
        found.organisation_id,
        found.organisation_name,
        found.organisation_slug,
        found.organisation_kind.as_deref(),
        found.suspended,
        found.role.as_deref(),
    );
    Some(Actor {
        person: found.account_id,
        name: found.display_name,
        email: found.email,
        way_in: WayIn::Session(found.session_id),
        proved_at: found.proved_at,
        status: Status::from_name(&found.status)?,
        seat,
    })
}

/// The seat that `auth_seat` found.
pub fn seat(
    organisation: Option<OrganisationId>,
    name: Option<String>,
    slug: Option<String>,
    kind: Option<&str>,
    suspended: Option<bool>,
    role: Option<&str>,
) -> Option<Seat> {
    Some(Seat {
        organisation: organisation?,
        name: name?,
        slug: slug?,
        kind: Kind::from_name(kind?)?,
        logo: None,
        suspended: suspended?,
        role: Role::from_name(role?)?,
    })
}

/// Ends the session behind a token.
///
/// # Errors
/// `Internal`.
pub async fn sign_out(services: &Services, token: &str) -> Result<()> {
    store::close_session(services.db.pool(), &secret::sha256(token)).await
}

/// Where a person is signed in, the last used first.
///
/// # Errors
/// `Internal`.
pub async fn devices(services: &Services, actor: &Actor) -> Result<Vec<Device>> {
    let now = services.clock.now();
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let mut devices = store::sessions(&mut tx, actor.person, now, now - SESSION_IDLES).await?;
    devices.extend(tokens::store::families(&mut tx, actor.person, now).await?);
    tx.commit().await?;
    devices.sort_by_key(|device| std::cmp::Reverse((device.last_seen_at, device.id)));
    Ok(devices)
}

/// Signs one of one's own devices out; effective at its next request.
///
/// # Errors
/// `NotFound` if it is not one's own.
pub async fn end_device(
    services: &Services,
    client: Client<'_>,
    actor: &Actor,
    id: Uuid,
) -> Result<()> {
    let (services, person) = (services.clone(), actor.person);
    let how = Circumstances::of(client);
    let db = services.db.clone();
    db.run(async move {
        let scope = Scope::person(person).even_suspended();
        let mut tx = services.db.begin(scope).await?;
        let name = match store::end_session(&mut tx, person, id).await? {
            Some(user_agent) => super::agent::describe(&user_agent),
            None => tokens::store::end_family(&mut tx, person, id)
                .await?
                .ok_or(AppError::NotFound)?,
        };
        let how = how.about(&name);
        security_event(&services, &mut tx, person, SecurityEvent::DeviceEnded, how).await?;
        tx.commit().await
    })
    .await
}

/// Signs every device out but this one. Keys for machines are not devices and stay.
///
/// # Errors
/// `Internal`.
pub async fn end_other_devices(
    services: &Services,
    client: Client<'_>,
    actor: &Actor,
) -> Result<()> {
    let (services, person) = (services.clone(), actor.person);
    let how = Circumstances::of(client).keeping(actor);
    let db = services.db.clone();
    db.run(async move {
        let scope = Scope::person(person).even_suspended();
        let mut tx = services.db.begin(scope).await?;
        let what = SecurityEvent::OtherDevicesEnded;
        security_event(&services, &mut tx, person, what, how).await?;
        tx.commit().await
    })
    .await
}

/// Works for another organisation from now on, or for oneself. The session gets a new token with the
/// new role, which is returned; the old one is worth nothing any more.
///
/// # Errors
/// `NotFound` if not a member there.
pub async fn switch(
    services: &Services,
    token: &str,
    to: Option<OrganisationId>,
) -> Result<String> {
    let new = secret::mint(&*services.entropy, "");
    let (old_hash, new_hash) = (secret::sha256(token), secret::sha256(&new));
    if store::switch_session(services.db.pool(), &old_hash, &new_hash, to).await? {
        Ok(new)
    } else {
        Err(AppError::NotFound)
    }
}

/// What every sensitive service asks first: did this person show a short while ago who they are?
///
/// # Errors
/// `Unproved` if not; `Forbidden` to machines, which cannot, and to whoever looks as somebody else.
pub fn require_recent_proof(services: &Services, actor: &Actor) -> Result<()> {
    if matches!(actor.way_in, WayIn::Key(..) | WayIn::Visit(_)) {
        return Err(AppError::Forbidden);
    }
    let recent = |at: OffsetDateTime| services.clock.now() - at <= PROOF_LASTS;
    if actor.proved_at.is_some_and(recent) {
        Ok(())
    } else {
        Err(AppError::Unproved)
    }
}

/// Proves by the password that this is still the person who signed in; returns the session's new token.
///
/// # Errors
/// `Invalid` at `password`; `RateLimited` together with the guesses at sign-in.
pub async fn prove_by_password(
    services: &Services,
    actor: &Actor,
    token: &str,
    password: &str,
) -> Result<String> {
    throttle_account(services, &actor.email).await?;
    let hash = store::password_hash(services.db.pool(), actor.person).await?;
    if !password::verify(password::cut(password), hash).await? {
        return Err(AppError::invalid("password", "This is not your password"));
    }
    prove(services, token).await
}

/// Notes that whoever holds this token has just proved who they are, by whatever means. The session
/// gets a new token, which is returned.
///
/// # Errors
/// `Unauthenticated` if the session has ended.
pub(crate) async fn prove(services: &Services, token: &str) -> Result<String> {
    let new = secret::mint(&*services.entropy, "");
    let (old_hash, new_hash) = (secret::sha256(token), secret::sha256(&new));
    let (pool, now) = (services.db.pool(), services.clock.now());
    if store::prove_session(pool, &old_hash, &new_hash, now).await? {
        Ok(new)
    } else {
        Err(AppError::Unauthenticated)
    }
}
