//! Who needs a second step, and who has taken it.

use super::model::{BACKUP_CODES, BACKUP_LENGTH, Code, TwoSteps};
use super::passkeys::service::has_any;
use super::sealed::SECRET;
use super::store::{self, TotpRow};
use super::totp::{self, Shown};
use crate::accounts::model::Status;
use crate::accounts::service::{Operator, come_back};
use crate::model::{Actor, WayIn};
use crate::secret;
use crate::security::model::SecurityEvent;
use crate::security::service::{Circumstances, security_event};
use crate::service::{Authenticated, Client};
use crate::sessions::service::{open_session, prove, require_recent_proof};
use kernel::id::PersonId;
use kernel::state::State as _;
use kernel::{AppError, Entropy, Result};
use platform::{Scope, Services, TenantTx};
use time::Duration;

/// A sign-in waits this long for its second step.
pub const PENDING_LASTS: Duration = Duration::minutes(10);
/// Wrong codes of an account in a [`WINDOW`]; the next attempt is refused, right or wrong.
pub const WRONG_MAX: i32 = 5;
/// From the first wrong code on.
pub const WINDOW: Duration = Duration::minutes(15);

/// Letters and digits that nobody takes for one another; twenty of them are 116 bits.
const ALPHABET: &[u8; 57] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// What a first proof of who one is leads to. The tokens are shown to the browser and never stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// One is in: the token of the session.
    Session(String),
    /// The second step is missing: the token of the sign-in that waits for it.
    SecondStep(String),
}

/// Lets somebody in who has shown who they are, as far as one step goes: with a password, or by another
/// service. Every sign-in on the site comes through here, so that none gets past the second step.
///
/// # Errors
/// `Internal`.
pub(crate) async fn enter(
    services: &Services,
    client: Client<'_>,
    account: &Authenticated,
) -> Result<Entry> {
    let (pool, now) = (services.db.pool(), services.clock.now());
    if !store::needs_second_step(pool, account.id).await? {
        let token = let_in(services, client, account.id, account.status).await?;
        return Ok(Entry::Session(token));
    }
    let token = secret::mint(&*services.entropy, "");
    let hash = secret::sha256(&token);
    store::open_pending(pool, &hash, account.id, now, now + PENDING_LASTS).await?;
    Ok(Entry::SecondStep(token))
}

/// Whoever had left comes back by signing in; they were asked before.
pub(super) async fn let_in(
    services: &Services,
    client: Client<'_>,
    person: PersonId,
    status: Status,
) -> Result<String> {
    if status == Status::Inactive {
        come_back(services, client, person).await?;
    }
    open_session(services, client, person).await
}

/// Whose sign-in waits for its second step; `None` if none does, or no longer.
///
/// # Errors
/// `Internal`.
pub async fn waiting(services: &Services, pending: &str) -> Result<Option<Waiting>> {
    let Some(row) = find_pending(services, pending).await? else {
        return Ok(None);
    };
    Ok(Some(Waiting {
        has_passkey: has_any(services, row.person).await?,
        email: row.email,
    }))
}

/// A sign-in that waits for its second step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The address of whoever signs in.
    pub email: String,
    /// Could a passkey be the second step?
    pub has_passkey: bool,
}

pub(super) async fn find_pending(
    services: &Services,
    pending: &str,
) -> Result<Option<store::PendingRow>> {
    if !secret::is_one(pending, "") {
        return Ok(None);
    }
    let (pool, now) = (services.db.pool(), services.clock.now());
    store::pending(pool, &secret::sha256(pending), now).await
}

/// Takes the second step with a code, and returns the token of the session.
///
/// # Errors
/// `Unauthenticated` if the sign-in no longer waits; `Invalid` at `code`; `RateLimited`.
pub async fn second_step(
    services: &Services,
    client: Client<'_>,
    pending: &str,
    code: &str,
) -> Result<String> {
    let waiting = find_pending(services, pending).await?;
    let waiting = waiting.ok_or(AppError::Unauthenticated)?;
    let status = Status::from_name(&waiting.status).ok_or(AppError::Unauthenticated)?;
    let spending = Spending {
        person: waiting.person,
        code: Code::parse(code)?,
        how: Circumstances::of(client),
        pending: Some(secret::sha256(pending)),
    };
    spend(services, spending).await?;
    let_in(services, client, waiting.person, status).await
}

/// Asks a native client for the second step, if its person has one.
///
/// # Errors
/// `Conflict("second_factor_required")` without a code; `Invalid` at `code`; `RateLimited`.
pub(crate) async fn second_step_of_app(
    services: &Services,
    client: Client<'_>,
    person: PersonId,
    code: &str,
) -> Result<()> {
    if !store::needs_second_step(services.db.pool(), person).await? {
        return Ok(());
    }
    if code.is_empty() {
        return Err(AppError::conflict("second_factor_required"));
    }
    let spending = Spending {
        person,
        code: Code::parse(code)?,
        how: Circumstances::of(client),
        pending: None,
    };
    spend(services, spending).await
}

/// Proves by a code that this is still the person who signed in; returns the session's new token.
///
/// # Errors
/// `Invalid` at `code`; `RateLimited`.
pub async fn prove_by_code(
    services: &Services,
    client: Client<'_>,
    actor: &Actor,
    token: &str,
    code: &str,
) -> Result<String> {
    let spending = Spending {
        person: actor.person,
        code: Code::parse(code)?,
        how: Circumstances::of(client),
        pending: None,
    };
    spend(services, spending).await?;
    prove(services, token).await
}

/// Takes a sign-in that waits: it is finished once.
pub(super) async fn take_pending_of(
    services: &Services,
    person: PersonId,
    pending: &str,
) -> Result<()> {
    let (services, hash) = (services.clone(), secret::sha256(pending));
    let db = services.db.clone();
    db.run(async move {
        let scope = Scope::person(person).even_suspended();
        let mut tx = services.db.begin(scope).await?;
        if !store::take_pending(&mut tx, person, &hash).await? {
            return Err(AppError::Unauthenticated);
        }
        tx.commit().await
    })
    .await
}

/// A code that somebody wants to use.
struct Spending {
    person: PersonId,
    code: Code,
    how: Circumstances,
    /// The sign-in that it finishes.
    pending: Option<[u8; 32]>,
}

/// What is said of a code.
enum Verdict {
    Right,
    /// It was right once.
    Used,
    Wrong,
    Blocked {
        retry_after_s: u64,
    },
}

/// Uses a code, once. A wrong one is counted even though nothing else happens.
async fn spend(services: &Services, spending: Spending) -> Result<()> {
    let (services, person) = (services.clone(), spending.person);
    let db = services.db.clone();
    let verdict = db
        .run(async move {
            let scope = Scope::person(spending.person).even_suspended();
            let mut tx = services.db.begin(scope).await?;
            let verdict = judge(&services, &mut tx, &spending).await?;
            if let (Verdict::Right, Some(pending)) = (&verdict, &spending.pending)
                && !store::take_pending(&mut tx, spending.person, pending).await?
            {
                return Err(AppError::Unauthenticated);
            }
            tx.commit().await?;
            Ok(verdict)
        })
        .await?;
    let outcome = match verdict {
        Verdict::Right => "right",
        Verdict::Used => "used",
        Verdict::Wrong => "wrong",
        Verdict::Blocked { .. } => "limited",
    };
    tracing::info!(factor = "code", outcome, %person, "sign-in");
    let refused = |message| Err(AppError::invalid("code", message));
    match verdict {
        Verdict::Right => Ok(()),
        Verdict::Used => refused("This code has been used. Wait for the next one"),
        Verdict::Wrong => refused("This code is not right"),
        Verdict::Blocked { retry_after_s } => Err(AppError::RateLimited { retry_after_s }),
    }
}

/// Looks at a code with the factor locked, and notes what came of it.
async fn judge(services: &Services, tx: &mut TenantTx, spending: &Spending) -> Result<Verdict> {
    let (now, person) = (services.clock.now(), spending.person);
    let factor = store::lock_totp(tx, person).await?;
    let Some(factor) = factor.filter(|factor| factor.confirmed_at.is_some()) else {
        return Ok(Verdict::Wrong);
    };
    let since = factor.wrong_since.filter(|since| now - *since < WINDOW);
    let wrong = if since.is_some() { factor.wrong } else { 0 };
    if let Some(since) = since
        && wrong >= WRONG_MAX
    {
        let wait = (since + WINDOW - now).whole_seconds().max(1);
        let retry_after_s = u64::try_from(wait).unwrap_or(1);
        return Ok(Verdict::Blocked { retry_after_s });
    }
    let verdict = compare(services, tx, spending, &factor).await?;
    match verdict {
        Verdict::Right => store::set_wrong(tx, person, 0, None).await?,
        Verdict::Wrong => {
            store::set_wrong(tx, person, wrong + 1, Some(since.unwrap_or(now))).await?;
            if wrong + 1 == WRONG_MAX {
                let how = spending.how.clone().about(LOCKED_OUT);
                security_event(services, tx, person, SecurityEvent::LockedOut, how).await?;
            }
        }
        // Whoever has seen a code is not guessing.
        Verdict::Used | Verdict::Blocked { .. } => {}
    }
    Ok(verdict)
}

const LOCKED_OUT: &str = "The first step was right, but five codes of the second were wrong. If it was not you, somebody knows your password.";

async fn compare(
    services: &Services,
    tx: &mut TenantTx,
    spending: &Spending,
    factor: &TotpRow,
) -> Result<Verdict> {
    let (now, person) = (services.clock.now(), spending.person);
    match &spending.code {
        Code::OfApp(code) => {
            let secret = SECRET.open(services, person.0, &factor.secret)?;
            let Some(step) = totp::step(&secret, code, now)? else {
                return Ok(Verdict::Wrong);
            };
            let first = store::spend_step(tx, person, step).await?;
            Ok(if first { Verdict::Right } else { Verdict::Used })
        }
        Code::Backup(code) => {
            if !store::spend_code(tx, person, &secret::sha256(code), now).await? {
                return Ok(Verdict::Wrong);
            }
            let left = store::codes_left(tx, person).await?;
            let how = spending.how.clone().about(&format!("{left} are left."));
            security_event(services, tx, person, SecurityEvent::BackupCodeUsed, how).await?;
            Ok(Verdict::Right)
        }
    }
}

/// How things stand with one's own two-step sign-in; `None` if it is off.
///
/// # Errors
/// `Internal`.
pub async fn two_steps(services: &Services, actor: &Actor) -> Result<Option<TwoSteps>> {
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let since = store::totp(&mut tx, actor.person).await?;
    let codes_left = store::codes_left(&mut tx, actor.person).await?;
    tx.commit().await?;
    let since = since.and_then(|factor| factor.confirmed_at);
    Ok(since.map(|since| TwoSteps { since, codes_left }))
}

/// Makes a secret for an app. It counts for nothing until a code of it is typed.
///
/// # Errors
/// `Unproved`; `Conflict` if there is an app already.
pub async fn start(services: &Services, actor: &Actor) -> Result<()> {
    in_browser(services, actor)?;
    let secret = totp::mint(&*services.entropy);
    let sealed = SECRET.seal(services, actor.person.0, &*secret)?;
    let (services, person) = (services.clone(), actor.person);
    let db = services.db.clone();
    db.run(async move {
        let mut tx = services.db.begin(Scope::person(person)).await?;
        if !store::start_totp(&mut tx, person, &sealed, services.clock.now()).await? {
            return Err(AppError::conflict("second_step_on"));
        }
        tx.commit().await
    })
    .await
}

/// The secret that waits for its first code, to be scanned or typed; `None` if none does.
///
/// # Errors
/// `Unproved`.
pub async fn to_confirm(services: &Services, actor: &Actor) -> Result<Option<Shown>> {
    in_browser(services, actor)?;
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let factor = store::totp(&mut tx, actor.person).await?;
    tx.commit().await?;
    let Some(factor) = factor.filter(|factor| factor.confirmed_at.is_none()) else {
        return Ok(None);
    };
    let secret = SECRET.open(services, actor.person.0, &factor.secret)?;
    totp::show(&secret, &actor.email).map(Some)
}

/// Turns two-step sign-in on by the first code of the app. Returns the backup codes, which cannot be shown again.
///
/// # Errors
/// `Unproved`; `Invalid` at `code`; `Conflict` if it is on, or if no secret waits.
pub async fn confirm(
    services: &Services,
    client: Client<'_>,
    actor: &Actor,
    code: &str,
) -> Result<Vec<String>> {
    in_browser(services, actor)?;
    let Code::OfApp(code) = Code::parse(code)? else {
        let message = "Write the six digits your app shows";
        return Err(AppError::invalid("code", message));
    };
    let how = Circumstances::of(client)
        .keeping(actor)
        .about("Codes of an app, as a second step");
    let (services, person) = (services.clone(), actor.person);
    let db = services.db.clone();
    db.run(async move {
        let mut tx = services.db.begin(Scope::person(person)).await?;
        let now = services.clock.now();
        let factor = store::lock_totp(&mut tx, person).await?;
        let factor = factor
            .filter(|factor| factor.confirmed_at.is_none())
            .ok_or_else(|| AppError::conflict("stale"))?;
        let secret = SECRET.open(&services, person.0, &factor.secret)?;
        let Some(step) = totp::step(&secret, &code, now)? else {
            let message =
                "This is not the code of this secret now. Is the clock of your phone right?";
            return Err(AppError::invalid("code", message));
        };
        store::spend_step(&mut tx, person, step).await?;
        store::confirm_totp(&mut tx, person, now).await?;
        let codes = put_codes(&services, &mut tx, person).await?;
        security_event(&services, &mut tx, person, SecurityEvent::FactorAdded, how).await?;
        tx.commit().await?;
        Ok(codes)
    })
    .await
}

/// Makes ten new backup codes and returns them; the old ones are worth nothing any more.
///
/// # Errors
/// `Unproved`; `NotFound` if two-step sign-in is off.
pub async fn renew_codes(
    services: &Services,
    client: Client<'_>,
    actor: &Actor,
) -> Result<Vec<String>> {
    in_browser(services, actor)?;
    let how = Circumstances::of(client)
        .keeping(actor)
        .about("New backup codes in the place of the old ones");
    let (services, person) = (services.clone(), actor.person);
    let db = services.db.clone();
    db.run(async move {
        let mut tx = services.db.begin(Scope::person(person)).await?;
        let factor = store::lock_totp(&mut tx, person).await?;
        if factor.is_none_or(|factor| factor.confirmed_at.is_none()) {
            return Err(AppError::NotFound);
        }
        let codes = put_codes(&services, &mut tx, person).await?;
        security_event(&services, &mut tx, person, SecurityEvent::FactorAdded, how).await?;
        tx.commit().await?;
        Ok(codes)
    })
    .await
}

async fn put_codes(
    services: &Services,
    tx: &mut TenantTx,
    person: PersonId,
) -> Result<Vec<String>> {
    let codes: Vec<String> = (0..BACKUP_CODES)
        .map(|_| backup_code(&*services.entropy))
        .collect();
    let hashed: Vec<_> = codes
        .iter()
        .map(|code| (services.new_id(), secret::sha256(code)))
        .collect();
    store::replace_codes(tx, person, &hashed, services.clock.now()).await?;
    Ok(codes
        .iter()
        .map(|code| totp::grouped(code, 5, '-'))
        .collect())
}

fn backup_code(entropy: &dyn Entropy) -> String {
    let mut code = String::with_capacity(BACKUP_LENGTH);
    while code.len() < BACKUP_LENGTH {
        let mut byte = [0];
        entropy.fill(&mut byte);
        // What is beyond the alphabet is drawn again: every letter is as likely as any other.
        if let Some(letter) = ALPHABET.get(usize::from(byte[0] & 63)) {
            code.push(char::from(*letter));
        }
    }
    code
}

/// Turns two-step sign-in off.
///
/// # Errors
/// `Unproved`; `NotFound` if it is off.
pub async fn remove(services: &Services, client: Client<'_>, actor: &Actor) -> Result<()> {
    in_browser(services, actor)?;
    let how = Circumstances::of(client)
        .keeping(actor)
        .about("Codes of an app, as a second step");
    let (services, person) = (services.clone(), actor.person);
    let db = services.db.clone();
    db.run(async move {
        let mut tx = services.db.begin(Scope::person(person)).await?;
        if !store::remove_totp(&mut tx, person).await? {
            return Err(AppError::NotFound);
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

/// Takes somebody's second factors and passkeys away who has lost them, and signs them out everywhere, in a transaction of
/// the console. The person reads the reason.
///
/// # Errors
/// `NotFound` if there are none.
pub async fn reset_in(
    services: &Services,
    tx: &mut TenantTx,
    operator: &Operator,
    person: PersonId,
    reason: &str,
) -> Result<()> {
    tracing::info!(by = operator.name, %person, "second factors reset");
    if !store::reset(tx, person).await? {
        return Err(AppError::NotFound);
    }
    let how = Circumstances::default().about(reason);
    security_event(services, tx, person, SecurityEvent::FactorReset, how).await
}

/// Factors are changed on the site, by somebody who has just shown who they are.
pub(super) fn in_browser(services: &Services, actor: &Actor) -> Result<()> {
    if !matches!(actor.way_in, WayIn::Session(_)) {
        return Err(AppError::Forbidden);
    }
    require_recent_proof(services, actor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn backup_codes_are_drawn_from_the_whole_alphabet() {
        let codes: Vec<String> = (0..200)
            .map(|_| backup_code(&platform::system::SystemEntropy))
            .collect();
        assert!(codes.iter().all(|code| code.len() == BACKUP_LENGTH));
        // Four thousand letters: none is missing but once in 10^29 runs.
        let seen: HashSet<u8> = codes.iter().flat_map(|code| code.bytes()).collect();
        assert_eq!(seen, ALPHABET.iter().copied().collect());
        assert!(matches!(Code::parse(&codes[0]), Ok(Code::Backup(_))));
    }
}
