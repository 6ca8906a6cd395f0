//! Who may come in by a provider, and what may be linked by whom.

use super::config::{Identity, Secrets, known};
use super::model::{Agreed, Linked, Provider, Purpose, StartForm, UnlinkForm};
use super::store::{self, LinkedAccount, NewFlow};
use crate::accounts::model::Status;
use crate::credentials::service::require_open;
use crate::credentials::store as credentials;
use crate::factors::service::{Entry, enter};
use crate::model::{Actor, parse_name};
use crate::privacy::model::Purpose as Consent;
use crate::privacy::service::note_in_tx;
use crate::secret;
use crate::security::model::SecurityEvent;
use crate::security::service::{Circumstances, security_event};
use crate::service::{Authenticated, BANNED, Client, throttle_client};
use crate::sessions::service::{open_session, prove, require_recent_proof};
use kernel::email::Email;
use kernel::id::PersonId;
use kernel::state::State as _;
use kernel::{AppError, Result};
use platform::{Scope, Services};
use time::Duration;

pub use super::config::offered;

/// Whoever is sent to a provider is back within this time, or starts again.
pub const FLOW_LASTS: Duration = Duration::minutes(10);

/// In place of the hash of a password that there is not.
const NO_PASSWORD: &str = "!";

/// Begins a way to a provider and back; returns the state, which is kept by the browser alone.
///
/// # Errors
/// `NotFound` if it is not configured; `Unauthenticated`, `Unproved`, `ReadOnly` to link; `RateLimited`.
pub async fn start(
    services: &Services,
    client: Client<'_>,
    actor: Option<&Actor>,
    form: &StartForm,
) -> Result<String> {
    let provider = Provider::from_name(&form.provider).ok_or(AppError::NotFound)?;
    known(services, provider)?;
    let purpose = match form.purpose.as_str() {
        "" => Purpose::SignIn,
        name => Purpose::from_name(name).ok_or(AppError::NotFound)?,
    };
    let account = match purpose {
        Purpose::SignIn => None,
        Purpose::Prove => Some(actor.ok_or(AppError::Unauthenticated)?.person),
        Purpose::Link => {
            let actor = actor.ok_or(AppError::Unauthenticated)?;
            may_change(services, actor)?;
            Some(actor.person)
        }
    };
    throttle_client(services, "provider", client).await?;
    let mint = || secret::mint(&*services.entropy, "");
    let (state, verifier, nonce, now) = (mint(), mint(), mint(), services.clock.now());
    let flow = NewFlow {
        state_sha256: secret::sha256(&state),
        provider,
        purpose,
        account,
        verifier: &verifier,
        nonce: &nonce,
        agreed: form.agreed(),
        at: now,
        until: now + FLOW_LASTS,
    };
    store::begin_flow(services.db.pool(), flow).await?;
    Ok(state)
}

fn may_change(services: &Services, actor: &Actor) -> Result<()> {
    require_recent_proof(services, actor)?;
    if actor.status == Status::Active {
        Ok(())
    } else {
        Err(AppError::ReadOnly)
    }
}

/// Where the browser that keeps this state is to be sent.
///
/// # Errors
/// `NotFound` if nothing is under way; `Conflict("provider_failed")`.
pub async fn there(services: &Services, state: &str) -> Result<(Provider, String)> {
    let (hash, now) = (secret::sha256(state), services.clock.now());
    let flow = store::flow(services.db.pool(), &hash, now).await?;
    let flow = flow.ok_or(AppError::NotFound)?;
    let provider = Provider::from_name(&flow.provider).ok_or(AppError::NotFound)?;
    let secrets = Secrets {
        state: state.to_owned(),
        verifier: flow.verifier,
        nonce: flow.nonce,
    };
    let url = known(services, provider)?
        .there(services.clone(), secrets)
        .await?;
    Ok((provider, url))
}

/// Somebody a provider sent back.
pub struct Return<'a> {
    /// Which provider.
    pub provider: Provider,
    /// The state that it sent along.
    pub state: &'a str,
    /// The state that the browser kept.
    pub kept: &'a str,
    /// What the provider gives for the asking; none if somebody changed their mind there.
    pub code: Option<String>,
    /// The token of the session, if there is one.
    pub session: Option<&'a str>,
}

/// What a return leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrived {
    /// Signed in, or the second step is missing.
    In(Entry),
    /// The account there is linked to the one here.
    Linked,
    /// Proved again: the new token of the session.
    Proved(String),
}

/// Ends a way to a provider and back: what it was for, and what came of it.
///
/// # Errors
/// Inside: `Conflict`: `provider_failed`, `provider_no_email`, `link_first`, `agree_first`, `provider_taken`, `provider_other`;
/// `Invalid` for the banned.
pub async fn arrive(
    services: &Services,
    client: Client<'_>,
    actor: Option<&Actor>,
    back: Return<'_>,
) -> (Purpose, Result<Arrived>) {
    match flow_of(services, &back).await {
        Ok(flow) => {
            let purpose = flow.purpose;
            (purpose, finish(services, client, actor, back, flow).await)
        }
        Err(error) => (Purpose::SignIn, Err(error)),
    }
}

/// A way to a provider, at its end.
struct Flow {
    purpose: Purpose,
    account: Option<PersonId>,
    agreed: Agreed,
    secrets: Secrets,
}

/// What is under way in this very browser: somebody else's link with a state of their own leads nowhere.
async fn flow_of(services: &Services, back: &Return<'_>) -> Result<Flow> {
    let failed = || AppError::conflict("provider_failed");
    // Compared as hashes, which tells nothing about how much was right.
    let hash = secret::sha256(back.state);
    if hash != secret::sha256(back.kept) {
        return Err(failed());
    }
    let now = services.clock.now();
    let flow = store::end_flow(services.db.pool(), &hash, back.provider, now).await?;
    let flow = flow.ok_or_else(failed)?;
    let purpose = Purpose::from_name(&flow.purpose).ok_or_else(failed)?;
    let secrets = Secrets {
        state: back.state.to_owned(),
        verifier: flow.verifier,
        nonce: flow.nonce,
    };
    Ok(Flow {
        purpose,
        account: flow.account_id,
        agreed: Agreed {
            terms: flow.agreed_terms,
            matching: flow.agreed_matching,
        },
        secrets,
    })
}

async fn finish(
    services: &Services,
    client: Client<'_>,
    actor: Option<&Actor>,
    back: Return<'_>,
    flow: Flow,
) -> Result<Arrived> {
    let provider = back.provider;
    let code = back
        .code
        .ok_or_else(|| AppError::conflict("provider_failed"))?;
    // Whoever began it is who is still here.
    let actor = actor.filter(|actor| Some(actor.person) == flow.account);
    if flow.purpose != Purpose::SignIn && actor.is_none() {
        return Err(AppError::Unauthenticated);
    }
    let door = known(services, provider)?;
    let identity = door.back(services.clone(), flow.secrets, code).await?;
    match (flow.purpose, actor) {
        (Purpose::Link, Some(actor)) => {
            link(services, client, actor, provider, identity).await?;
            Ok(Arrived::Linked)
        }
        (Purpose::Prove, Some(actor)) => {
            let session = back.session.ok_or(AppError::Unauthenticated)?;
            let linked = account_of(services, provider, &identity.subject).await?;
            if linked.is_none_or(|linked| linked.id != actor.person) {
                return Err(AppError::conflict("provider_other"));
            }
            Ok(Arrived::Proved(prove(services, session).await?))
        }
        _ => {
            let entry = match account_of(services, provider, &identity.subject).await? {
                Some(account) => let_in(services, client, account).await?,
                None => {
                    Entry::Session(join(services, client, provider, identity, flow.agreed).await?)
                }
            };
            Ok(Arrived::In(entry))
        }
    }
}

async fn account_of(
    services: &Services,
    provider: Provider,
    subject: &str,
) -> Result<Option<LinkedAccount>> {
    let mut tx = services.db.begin(Scope::PUBLIC).await?;
    let found = store::account(&mut tx, provider, subject).await?;
    tx.commit().await?;
    Ok(found)
}

/// Lets somebody in whose account is linked, as far as one step goes. Whoever had left comes back by it.
async fn let_in(services: &Services, client: Client<'_>, account: LinkedAccount) -> Result<Entry> {
    match Status::from_name(&account.status) {
        Some(status) if status != Status::Banned => {
            let id = account.id;
            enter(services, client, &Authenticated { id, status }).await
        }
        _ => Err(AppError::invalid("", BANNED)),
    }
}

/// Makes an account for somebody nobody knows yet, who has agreed to the terms. Only with an address that the provider has seen mail arrive
/// at; and if there is an account under it, it is linked by whoever can sign in to that.
async fn join(
    services: &Services,
    client: Client<'_>,
    provider: Provider,
    identity: Identity,
    agreed: Agreed,
) -> Result<String> {
    require_open(services).await?;
    let email = identity.email.as_deref().map(Email::parse);
    let Some(Ok(email)) = email else {
        return Err(AppError::conflict("provider_no_email"));
    };
    let local = email.as_str().split('@').next().unwrap_or_default();
    let name = parse_name(identity.name.as_deref().unwrap_or_default(), 1, 100);
    let name = name.unwrap_or_else(|_| local.to_owned());
    let (owned, person): (_, PersonId) = (services.clone(), services.new_id());
    services
        .db
        .run(async move {
            let mut tx = owned.db.begin(Scope::person(person)).await?;
            let (now, email) = (owned.clock.now(), email.as_str());
            if !credentials::make_account(&mut tx, person, email, NO_PASSWORD, &name, now).await? {
                return Err(AppError::conflict("link_first"));
            }
            // Only now: whoever has an account under this address is told that first.
            if !agreed.terms {
                return Err(AppError::conflict("agree_first"));
            }
            if !store::link(&mut tx, person, provider, &identity.subject, email, now).await? {
                return Err(AppError::conflict("provider_failed"));
            }
            note_in_tx(&owned, &mut tx, person, Consent::Terms, true).await?;
            note_in_tx(&owned, &mut tx, person, Consent::Matching, agreed.matching).await?;
            tx.commit().await
        })
        .await?;
    tracing::info!(%person, provider = provider.name(), "sign-up");
    open_session(services, client, person).await
}

async fn link(
    services: &Services,
    client: Client<'_>,
    actor: &Actor,
    provider: Provider,
    identity: Identity,
) -> Result<()> {
    may_change(services, actor)?;
    let how = Circumstances::of(client)
        .keeping(actor)
        .about(provider.label());
    let (services, person) = (services.clone(), actor.person);
    let db = services.db.clone();
    db.run(async move {
        let mut tx = services.db.begin(Scope::PUBLIC).await?;
        let (now, email) = (services.clock.now(), identity.email.unwrap_or_default());
        if !store::link(&mut tx, person, provider, &identity.subject, &email, now).await? {
            return Err(AppError::conflict("provider_taken"));
        }
        security_event(&services, &mut tx, person, SecurityEvent::FactorAdded, how).await?;
        tx.commit().await
    })
    .await
}

/// Unlinks one, unless it is the last way in.
///
/// # Errors
/// `Unproved`, `ReadOnly`, `NotFound`; `Conflict("last_way_in")`.
pub async fn unlink(
    services: &Services,
    client: Client<'_>,
    actor: &Actor,
    form: &UnlinkForm,
) -> Result<()> {
    may_change(services, actor)?;
    let provider = Provider::from_name(&form.provider).ok_or(AppError::NotFound)?;
    let how = Circumstances::of(client)
        .keeping(actor)
        .about(provider.label());
    let (services, person) = (services.clone(), actor.person);
    let db = services.db.clone();
    db.run(async move {
        let mut tx = services.db.begin(Scope::PUBLIC).await?;
        match store::unlink(&mut tx, person, provider).await?.as_str() {
            "DONE" => {}
            "LAST" => return Err(AppError::conflict("last_way_in")),
            _ => return Err(AppError::NotFound),
        }
        let what = SecurityEvent::FactorRemoved;
        security_event(&services, &mut tx, person, what, how).await?;
        tx.commit().await
    })
    .await
}

/// What somebody has linked.
///
/// # Errors
/// `Internal`.
pub async fn linked(services: &Services, actor: &Actor) -> Result<Vec<Linked>> {
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let links = store::links(&mut tx, actor.person).await?;
    tx.commit().await?;
    Ok(links)
}
