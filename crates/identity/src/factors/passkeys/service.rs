//! Who may add and remove passkeys, and what one lets in to.

use super::model::{EditForm, PASSKEYS_MAX, PasskeyForm, PasskeyRow, Purpose};
use super::party::{self, Asked};
use super::store::{self, NewChallenge, NewPasskey};
use crate::accounts::model::Status;
use crate::factors::service::{find_pending, in_browser, let_in, take_pending_of};
use crate::model::{Actor, parse_name};
use crate::secret;
use crate::security::model::SecurityEvent;
use crate::security::service::{Circumstances, security_event};
use crate::service::{BANNED, COME_BACK, Client, throttle_client};
use crate::sessions::service::prove;
use kernel::id::{PasskeyId, PersonId};
use kernel::state::State as _;
use kernel::{AppError, Result};
use platform::metrics::{self, SignIn};
use platform::{Scope, Services};
use serde_json::{Value, json};
use time::Duration;
use webauthn_rs::prelude::{AuthenticationResult, Passkey, PublicKeyCredential, WebauthnError};

/// A challenge waits this long for its answer.
pub const CHALLENGE_LASTS: Duration = Duration::minutes(5);

/// Can there be passkeys under the name this site is reached by?
pub fn are_possible(services: &Services) -> bool {
    party::party(services).is_some()
}

/// One's own passkeys.
///
/// # Errors
/// `Internal`.
pub async fn list(services: &Services, actor: &Actor) -> Result<Vec<PasskeyRow>> {
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let list = store::list(&mut tx, actor.person).await?;
    tx.commit().await?;
    Ok(list)
}

/// Has this person any?
///
/// # Errors
/// `Internal`.
pub(crate) async fn has_any(services: &Services, person: PersonId) -> Result<bool> {
    Ok(!passkeys_of(services, person).await?.is_empty())
}

async fn passkeys_of(services: &Services, person: PersonId) -> Result<Vec<Passkey>> {
    let mut tx = services.db.begin(Scope::person(person)).await?;
    let stored = store::credentials(&mut tx, person).await?;
    tx.commit().await?;
    stored.into_iter().map(party::of_stored).collect()
}

/// May this person add one now?
///
/// # Errors
/// `Unproved`; `Conflict` if there can be no more.
pub async fn may_add(services: &Services, actor: &Actor) -> Result<()> {
    in_browser(services, actor)?;
    party::party_or_refuse(services)?;
    require_room(&list(services, actor).await?)
}

fn require_room(passkeys: &[PasskeyRow]) -> Result<()> {
    if passkeys.len() < PASSKEYS_MAX {
        Ok(())
    } else {
        Err(AppError::conflict("limit"))
    }
}

// Challenges: what a browser is asked. Each returns JSON for its script: a token, and what to ask. ----------

/// Asks for a new passkey.
///
/// # Errors
/// As [`may_add`].
pub async fn ask_to_register(services: &Services, actor: &Actor) -> Result<String> {
    may_add(services, actor).await?;
    let known = passkeys_of(services, actor.person).await?;
    let known = known.iter().map(|one| one.cred_id().clone()).collect();
    let (asked, state) = party::party_or_refuse(services)?
        .start_passkey_registration(actor.person.0, &actor.email, &actor.name, Some(known))
        .map_err(|error| party::refused(&error))?;
    let options = party::creation(&asked)?;
    let person = Some(actor.person);
    ask(
        services,
        Purpose::Register,
        person,
        &Asked::Register(state),
        &options,
    )
    .await
}

/// Asks whoever it is for any passkey of this site.
///
/// # Errors
/// `Conflict` where there can be none; `RateLimited`.
pub async fn ask_to_sign_in(services: &Services, client: Client<'_>) -> Result<String> {
    throttle_client(services, "passkey", client).await?;
    let (asked, state) = party::party_or_refuse(services)?
        .start_discoverable_authentication()
        .map_err(|error| party::refused(&error))?;
    let options = party::request(&asked)?;
    ask(
        services,
        Purpose::SignIn,
        None,
        &Asked::SignIn(state),
        &options,
    )
    .await
}

/// Asks whoever knew the password for one of their passkeys.
///
/// # Errors
/// `Unauthenticated` if no sign-in waits.
pub async fn ask_for_second_step(services: &Services, pending: &str) -> Result<String> {
    let waiting = find_pending(services, pending).await?;
    let waiting = waiting.ok_or(AppError::Unauthenticated)?;
    ask_known(services, Purpose::SecondStep, waiting.person).await
}

/// Asks somebody who is signed in for one of their passkeys.
///
/// # Errors
/// `Invalid` if they have none.
pub async fn ask_to_confirm(services: &Services, actor: &Actor) -> Result<String> {
    ask_known(services, Purpose::Confirm, actor.person).await
}

async fn ask_known(services: &Services, purpose: Purpose, person: PersonId) -> Result<String> {
    let known = passkeys_of(services, person).await?;
    let (asked, state) = party::party_or_refuse(services)?
        .start_passkey_authentication(&known)
        .map_err(|error| party::refused(&error))?;
    let options = party::request(&asked)?;
    ask(
        services,
        purpose,
        Some(person),
        &Asked::Prove(state),
        &options,
    )
    .await
}

async fn ask(
    services: &Services,
    purpose: Purpose,
    person: Option<PersonId>,
    asked: &Asked,
    options: &Value,
) -> Result<String> {
    let token = secret::mint(&*services.entropy, "");
    let now = services.clock.now();
    let new = NewChallenge {
        token_sha256: &secret::sha256(&token),
        purpose,
        person,
        state: serde_json::to_value(asked).map_err(platform::db::internal)?,
        at: now,
        until: now + CHALLENGE_LASTS,
    };
    store::ask(services.db.pool(), new).await?;
    Ok(json!({ "token": token, "publicKey": options }).to_string())
}

/// What was asked under this token, once, if it was asked of this person and for this.
async fn taken(
    services: &Services,
    token: &str,
    purpose: Purpose,
    person: Option<PersonId>,
) -> Result<Asked> {
    let (pool, now) = (services.db.pool(), services.clock.now());
    let hash = secret::sha256(token);
    let state = store::take_challenge(pool, &hash, purpose, person, now).await?;
    let state = state.ok_or_else(|| AppError::invalid("", "That took too long. Try again"))?;
    serde_json::from_value(state).map_err(platform::db::internal)
}

// Answers ----------------------------------------------------------------------------------------------------

/// Adds the passkey that the browser made.
///
/// # Errors
/// `Unproved`, `Invalid`, `Conflict`.
pub async fn add(
    services: &Services,
    client: Client<'_>,
    actor: &Actor,
    form: &PasskeyForm,
) -> Result<()> {
    may_add(services, actor).await?;
    let name = named(&form.name)?;
    let asked = taken(services, &form.token, Purpose::Register, Some(actor.person)).await?;
    let Asked::Register(state) = asked else {
        return Err(AppError::NotFound);
    };
    let passkey = party::party_or_refuse(services)?
        .finish_passkey_registration(&party::read(&form.credential)?, &state)
        .map_err(|error| party::refused(&error))?;
    let what = format!("Passkey “{name}”");
    let how = Circumstances::of(client).keeping(actor).about(&what);
    let (services, person) = (services.clone(), actor.person);
    let db = services.db.clone();
    db.run(async move {
        let mut tx = services.db.begin(Scope::person(person)).await?;
        // Holds the account: of two at once only one is the last there may be.
        store::ways_in(&mut tx, person).await?;
        require_room(&store::list(&mut tx, person).await?)?;
        let new = NewPasskey {
            id: services.new_id(),
            person,
            name: &name,
            credential_id: passkey.cred_id().as_ref(),
            credential: party::stored(&passkey)?,
            at: services.clock.now(),
        };
        store::insert(&mut tx, new).await?;
        security_event(&services, &mut tx, person, SecurityEvent::FactorAdded, how).await?;
        tx.commit().await
    })
    .await
}

fn named(name: &str) -> Result<String> {
    parse_name(name, 1, 80).map_err(|message| AppError::invalid("name", message))
}

/// Signs in with a passkey alone: it is the device and, by finger, face or PIN, its person. Returns the session's token.
///
/// # Errors
/// `Invalid` in the same words whatever is wrong with it.
pub async fn sign_in(
    services: &Services,
    client: Client<'_>,
    form: &PasskeyForm,
) -> Result<String> {
    let done = recognise(services, form).await;
    metrics::sign_in(match &done {
        Ok(_) => SignIn::Let,
        Err(AppError::Invalid(_)) => SignIn::Wrong,
        Err(_) => SignIn::Failed,
    });
    let (person, status) = done?;
    if status == Status::Inactive && form.come_back != "true" {
        return Err(AppError::invalid("come_back", COME_BACK));
    }
    let_in(services, client, person, status).await
}

async fn recognise(services: &Services, form: &PasskeyForm) -> Result<(PersonId, Status)> {
    let asked = taken(services, &form.token, Purpose::SignIn, None).await?;
    let Asked::SignIn(state) = asked else {
        return Err(AppError::NotFound);
    };
    let party = party::party_or_refuse(services)?;
    let answer: PublicKeyCredential = party::read(&form.credential)?;
    let (claimed, credential_id) = party
        .identify_discoverable_authentication(&answer)
        .map_err(|error| party::refused(&error))?;
    let unknown = || party::refused(&WebauthnError::CredentialNotFound);
    let found = store::find(services.db.pool(), credential_id).await?;
    let found = found
        .filter(|found| found.person.0 == claimed)
        .ok_or_else(unknown)?;
    let passkey = party::of_stored(found.credential)?;
    let result = party
        .finish_discoverable_authentication_v2(&answer, state, &passkey)
        .map_err(|error| party::refused(&error))?;
    note_use(services, found.person, passkey, &result).await?;
    match Status::from_name(&found.status) {
        Some(status) if status != Status::Banned => Ok((found.person, status)),
        _ => Err(AppError::invalid("", BANNED)),
    }
}

/// Finishes a sign-in with a passkey; returns the session's token.
///
/// # Errors
/// `Unauthenticated` if the sign-in no longer waits; `Invalid`.
pub async fn second_step(
    services: &Services,
    client: Client<'_>,
    pending: &str,
    form: &PasskeyForm,
) -> Result<String> {
    let waiting = find_pending(services, pending).await?;
    let waiting = waiting.ok_or(AppError::Unauthenticated)?;
    let status = Status::from_name(&waiting.status).ok_or(AppError::Unauthenticated)?;
    proved(services, waiting.person, Purpose::SecondStep, form).await?;
    take_pending_of(services, waiting.person, pending).await?;
    let_in(services, client, waiting.person, status).await
}

/// Proves by a passkey that this is still the person who signed in; returns the session's new token.
///
/// # Errors
/// `Invalid`.
pub async fn confirm(
    services: &Services,
    actor: &Actor,
    token: &str,
    form: &PasskeyForm,
) -> Result<String> {
    proved(services, actor.person, Purpose::Confirm, form).await?;
    prove(services, token).await
}

/// Is it a passkey of this person, used for this?
async fn proved(
    services: &Services,
    person: PersonId,
    purpose: Purpose,
    form: &PasskeyForm,
) -> Result<()> {
    let asked = taken(services, &form.token, purpose, Some(person)).await?;
    let Asked::Prove(state) = asked else {
        return Err(AppError::NotFound);
    };
    let answer: PublicKeyCredential = party::read(&form.credential)?;
    let result = party::party_or_refuse(services)?
        .finish_passkey_authentication(&answer, &state)
        .map_err(|error| party::refused(&error))?;
    let mine = passkeys_of(services, person).await?;
    // It may have been removed since it was asked for.
    let passkey = mine
        .into_iter()
        .find(|one| one.cred_id() == result.cred_id())
        .ok_or_else(|| AppError::invalid("", "This passkey was removed"))?;
    note_use(services, person, passkey, &result).await
}

/// Keeps its counter, by which a copy of the device would give itself away.
async fn note_use(
    services: &Services,
    person: PersonId,
    mut passkey: Passkey,
    result: &AuthenticationResult,
) -> Result<()> {
    passkey.update_credential(result);
    let (services, now) = (services.clone(), services.clock.now());
    let db = services.db.clone();
    db.run(async move {
        let scope = Scope::person(person).even_suspended();
        let mut tx = services.db.begin(scope).await?;
        let stored = party::stored(&passkey)?;
        store::used(&mut tx, person, passkey.cred_id().as_ref(), stored, now).await?;
        tx.commit().await
    })
    .await
}

/// Gives a passkey another name.
///
/// # Errors
/// `Invalid` at `name`; `NotFound` if it is not one's own.
pub async fn rename(services: &Services, actor: &Actor, form: &EditForm) -> Result<()> {
    let name = named(&form.name)?;
    let id: PasskeyId = form.id.parse().map_err(|_| AppError::NotFound)?;
    let (services, person) = (services.clone(), actor.person);
    let db = services.db.clone();
    db.run(async move {
        let mut tx = services.db.begin(Scope::person(person)).await?;
        if !store::rename(&mut tx, person, id, &name).await? {
            return Err(AppError::NotFound);
        }
        tx.commit().await
    })
    .await
}

/// Removes a passkey.
///
/// # Errors
/// `Unproved`; `NotFound` if it is not one's own; `Conflict("last_way_in")`.
pub async fn remove(
    services: &Services,
    client: Client<'_>,
    actor: &Actor,
    form: &EditForm,
) -> Result<()> {
    in_browser(services, actor)?;
    let id: PasskeyId = form.id.parse().map_err(|_| AppError::NotFound)?;
    let how = Circumstances::of(client).keeping(actor);
    let (services, person) = (services.clone(), actor.person);
    let db = services.db.clone();
    db.run(async move {
        let mut tx = services.db.begin(Scope::person(person)).await?;
        let ways = store::ways_in(&mut tx, person).await?;
        let name = store::remove(&mut tx, person, id).await?;
        let how = how.about(&format!("Passkey “{}”", name.ok_or(AppError::NotFound)?));
        if ways <= 1 {
            return Err(AppError::conflict("last_way_in"));
        }
        security_event(
            &services,
            &mut tx,
            person,
            SecurityEvent::FactorRemoved,
            how,
        )
        .await?;
        tx.commit().await
    })
    .await
}
