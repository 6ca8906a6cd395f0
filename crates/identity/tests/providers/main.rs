//! Signing in with other providers, on a real database, as `app_rw`, against a provider of our own that
//! speaks what they speak.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

#[path = "../scene/desk.rs"]
mod desk;
mod double;
mod linking;
#[path = "../scene/mod.rs"]
mod scene;
mod signing_in;

use double::{Double, Them};
use identity::Actor;
use identity::factors::service::Entry;
use identity::providers::model::{Agreed, Provider, Purpose, StartForm};
use identity::providers::service::{Arrived, Return, arrive, start, there};
use identity::security::model::SecurityEvent;
use identity::security::service::trail;
use kernel::{AppError, Result};
use platform::Services;
use platform::testing::{HandClock, TestDb};
use scene::{CLIENT, who};
use std::sync::Arc;

/// What an account needs, and nothing else.
const TERMS: Agreed = Agreed {
    terms: true,
    matching: false,
};

/// People of a provider; no two have the same id.
fn them(email: &str, verified: bool) -> Them {
    Them {
        id: email.bytes().map(u64::from).sum(),
        email: email.into(),
        verified,
        name: "Ama Owusu".into(),
    }
}

/// Services that know all three providers, each of them the double.
async fn world(test: &TestDb) -> (Services, Arc<HandClock>, Double) {
    let (services, clock) = scene::services(test).await;
    let double = Double::start(services.clone()).await;
    (double.install(services), clock, double)
}

/// Goes to a provider and comes back as `them`, in one browser.
async fn round(
    services: &Services,
    double: &Double,
    provider: Provider,
    purpose: Purpose,
    browser: Option<(&Actor, &str)>,
    them: &Them,
) -> Result<Arrived> {
    round_agreeing(services, double, (provider, purpose), browser, them, TERMS).await
}

/// The same, of somebody who agreed to this before they went.
async fn round_agreeing(
    services: &Services,
    double: &Double,
    (provider, purpose): (Provider, Purpose),
    browser: Option<(&Actor, &str)>,
    them: &Them,
    agreed: Agreed,
) -> Result<Arrived> {
    let (actor, session) = browser.unzip();
    let form = StartForm {
        provider: provider.name().into(),
        purpose: purpose.name().into(),
        terms: agreed.terms.to_string(),
        matching: agreed.matching.to_string(),
        next: String::new(),
    };
    let state = start(services, CLIENT, actor, &form).await?;
    let (_, url) = there(services, &state).await?;
    let code = double.agree(&url, them);
    let back = Return {
        provider,
        state: &state,
        kept: &state,
        code: Some(code),
        session,
    };
    let (for_what, done) = arrive(services, CLIENT, actor, back).await;
    assert_eq!(for_what, purpose);
    done
}

async fn sign_in(
    services: &Services,
    double: &Double,
    provider: Provider,
    them: &Them,
) -> Result<Actor> {
    match round(services, double, provider, Purpose::SignIn, None, them).await? {
        Arrived::In(Entry::Session(token)) => Ok(who(services, &token).await.unwrap()),
        other => panic!("{other:?}"),
    }
}

/// What stands in somebody's own trail, the latest first.
async fn events(services: &Services, actor: &Actor) -> Vec<SecurityEvent> {
    let page = trail(services, actor, None).await.unwrap();
    page.items.into_iter().map(|line| line.what).collect()
}

fn no(code: &str) -> AppError {
    AppError::conflict(code)
}
