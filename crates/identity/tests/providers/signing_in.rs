use super::desk::desk;
use super::double::Forged;
use super::scene::{CLIENT, PASSWORD, join, sign_in as by_password};
use super::{no, round, round_agreeing, sign_in, them, world};
use identity::accounts::model::Status;
use identity::accounts::service::{Operator, decide_in};
use identity::credentials::model::{ForgotForm, ResetForm};
use identity::credentials::service::{facts, forgot, reset};
use identity::factors::service::Entry;
use identity::providers::model::{Agreed, Provider, Purpose, StartForm};
use identity::providers::service::{
    Arrived, FLOW_LASTS, Return, arrive, linked, offered, start, there,
};
use identity::service::Client;
use kernel::AppError;
use platform::testing::TestDb;

#[tokio::test]
async fn whoever_is_new_gets_an_account_and_whoever_comes_again_the_same() {
    let test = TestDb::new().await;
    let (services, _, double) = world(&test).await;
    assert_eq!(offered(&services), Provider::ALL);
    for provider in Provider::ALL {
        let ama = them(&format!("ama.{}@example.org", provider.name()), true);
        let first = sign_in(&services, &double, provider, &ama).await.unwrap();
        assert_eq!((&first.email, &first.name), (&ama.email, &ama.name));
        let known = facts(&services, &first).await.unwrap();
        assert!(known.verified && !known.has_password);
        // Their address there may change; who they are does not.
        let mut moved = ama.clone();
        moved.email = "moved@example.org".into();
        let again = sign_in(&services, &double, provider, &moved).await.unwrap();
        assert_eq!((again.person, &again.email), (first.person, &ama.email));
        assert_eq!(linked(&services, &first).await.unwrap().len(), 1);
        // No password lets them in until they have set one by mail.
        for guess in ["!", ""] {
            assert!(by_password(&services, &ama.email, guess).await.is_err());
        }
    }
}

#[tokio::test]
async fn whoever_is_new_agrees_first_and_chooses_whether_to_be_found() {
    let test = TestDb::new().await;
    let (services, _, double) = world(&test).await;
    let agreeing = async |email: &str, terms, matching| {
        let (way, agreed) = (
            (Provider::Google, Purpose::SignIn),
            Agreed { terms, matching },
        );
        round_agreeing(&services, &double, way, None, &them(email, true), agreed).await
    };
    for matching in [false, true] {
        let refused = agreeing("ama@example.org", false, matching).await;
        assert_eq!(refused.unwrap_err(), no("agree_first"));
    }
    let accounts = "select count(*) from account";
    let accounts: i64 = sqlx::query_scalar(accounts)
        .fetch_one(&test.owner)
        .await
        .unwrap();
    assert_eq!(accounts, 0);
    for (email, matching) in [("ama@example.org", false), ("ben@example.com", true)] {
        agreeing(email, true, matching).await.unwrap();
        // As of somebody who signed up by mail: both are noted, with what was said.
        let said: Vec<(String, bool)> = sqlx::query_as(
            "select c.purpose, c.given from consent c join account a on a.id = c.person_id where a.email = $1 order by 1",
        )
        .bind(email)
        .fetch_all(&test.owner)
        .await
        .unwrap();
        let wanted = [
            ("MATCHING".to_owned(), matching),
            ("TERMS".to_owned(), true),
        ];
        assert_eq!(said, wanted, "{email}");
    }
    // Whoever is known here is asked nothing more.
    assert!(agreeing("ama@example.org", false, false).await.is_ok());
}

#[tokio::test]
async fn whoever_came_by_a_provider_may_set_a_password() {
    let test = TestDb::new().await;
    let (services, _, double) = world(&test).await;
    let ama = them("ama@example.org", true);
    sign_in(&services, &double, Provider::Google, &ama)
        .await
        .unwrap();
    let form = ForgotForm {
        email: ama.email.clone(),
    };
    forgot(&services, CLIENT, &form).await.unwrap();
    let text: String =
        sqlx::query_scalar("select text_body from mail where purpose = 'identity.reset'")
            .fetch_one(&test.owner)
            .await
            .unwrap();
    let (_, token) = text.split_once("token=").unwrap();
    let form = ResetForm {
        token: token[..64].into(),
        password: PASSWORD.into(),
    };
    reset(&services, CLIENT, &form).await.unwrap();
    assert!(by_password(&services, &ama.email, PASSWORD).await.is_ok());
    assert!(
        sign_in(&services, &double, Provider::Google, &ama)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn an_address_that_has_an_account_is_not_enough() {
    let test = TestDb::new().await;
    let (services, _, double) = world(&test).await;
    join(&services, "ama@example.org").await;
    for provider in Provider::ALL {
        let ama = them("AMA@example.org", true);
        let refused = sign_in(&services, &double, provider, &ama).await;
        assert_eq!(refused.unwrap_err(), no("link_first"), "{provider:?}");
    }
    let links: i64 = sqlx::query_scalar("select count(*) from provider_link")
        .fetch_one(&test.owner)
        .await
        .unwrap();
    assert_eq!(links, 0);
}

#[tokio::test]
async fn an_address_that_nobody_has_confirmed_makes_no_account() {
    let test = TestDb::new().await;
    let (services, _, double) = world(&test).await;
    join(&services, "known@example.org").await;
    for provider in Provider::ALL {
        // And it does not tell whether there is an account under it.
        for email in ["known@example.org", "other@example.com"] {
            let refused = sign_in(&services, &double, provider, &them(email, false)).await;
            assert_eq!(
                refused.unwrap_err(),
                no("provider_no_email"),
                "{provider:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_token_is_only_taken_if_everything_about_it_is_right() {
    let test = TestDb::new().await;
    let (services, _, double) = world(&test).await;
    let ama = them("ama@example.org", true);
    for forged in Forged::ALL {
        double.forge(forged);
        let refused = sign_in(&services, &double, Provider::Google, &ama).await;
        assert_eq!(refused.unwrap_err(), no("provider_failed"), "{forged:?}");
    }
    assert!(
        sign_in(&services, &double, Provider::Google, &ama)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn doors_and_keys_of_another_provider_are_not_taken_for_its_own() {
    let test = TestDb::new().await;
    let (services, _, double) = world(&test).await;
    let ama = them("ama@example.org", true);
    double.forge(Forged::Metadata);
    let form = StartForm {
        provider: "google".into(),
        ..Default::default()
    };
    let state = start(&services, CLIENT, None, &form).await.unwrap();
    assert_eq!(there(&services, &state).await, Err(no("provider_failed")));
    // It was not kept either.
    assert!(
        sign_in(&services, &double, Provider::Google, &ama)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn tokens_of_providers_are_not_kept() {
    let test = TestDb::new().await;
    let (services, _, double) = world(&test).await;
    let ama = them("ama@example.org", true);
    sign_in(&services, &double, Provider::GitHub, &ama)
        .await
        .unwrap();
    let kept: String = sqlx::query_scalar(
        "select string_agg(row, '') from (select l::text as row from provider_link l union all select f::text from provider_flow f
         union all select s::text from session s union all select e::text from security_event e union all select a::text from account a) rows",
    )
    .fetch_one(&test.owner)
    .await
    .unwrap();
    // As the double calls codes and tokens.
    assert!(
        kept.contains("github") && !kept.contains("token-") && !kept.contains("code-"),
        "{kept}"
    );
}

#[tokio::test]
async fn a_return_counts_once_in_the_browser_that_was_sent_and_not_for_long() {
    let test = TestDb::new().await;
    let (services, clock, double) = world(&test).await;
    let ama = them("ama@example.org", true);
    let form = StartForm {
        provider: "github".into(),
        terms: "true".into(),
        ..Default::default()
    };
    let mut states = Vec::new();
    for _ in 0..4 {
        states.push(start(&services, CLIENT, None, &form).await.unwrap());
    }
    let come = async |provider, state: &str, kept: &str, code| {
        let back = Return {
            provider,
            state,
            kept,
            code,
            session: None,
        };
        let (purpose, done) = arrive(&services, CLIENT, None, back).await;
        assert_eq!(purpose, Purpose::SignIn);
        done
    };
    let url = async |state: &str| there(&services, state).await.unwrap().1;
    let failed = no("provider_failed");

    // Another browser's, another provider's, and of somebody who changed their mind.
    let code = double.agree(&url(&states[0]).await, &ama);
    for (provider, kept, code) in [
        (Provider::GitHub, "", Some(code.clone())),
        (Provider::GitHub, states[1].as_str(), Some(code.clone())),
        (Provider::Google, states[0].as_str(), Some(code.clone())),
    ] {
        let refused = come(provider, &states[0], kept, code).await;
        assert_eq!(refused.unwrap_err(), failed);
    }
    let refused = come(Provider::GitHub, &states[1], &states[1], None).await;
    assert_eq!(refused.unwrap_err(), failed);
    // A code that was agreed to for another way there.
    let refused = come(Provider::GitHub, &states[2], &states[2], Some(code.clone())).await;
    assert_eq!(refused.unwrap_err(), failed);

    let code = double.agree(&url(&states[0]).await, &ama);
    let done = come(Provider::GitHub, &states[0], &states[0], Some(code.clone())).await;
    assert!(done.is_ok());
    let again = double.agree(&url(&states[3]).await, &ama);
    let refused = come(
        Provider::GitHub,
        &states[0],
        &states[0],
        Some(again.clone()),
    )
    .await;
    assert_eq!(refused.unwrap_err(), failed);

    clock.forward(FLOW_LASTS);
    let refused = come(Provider::GitHub, &states[3], &states[3], Some(again)).await;
    assert_eq!(refused.unwrap_err(), failed);
    assert_eq!(there(&services, &states[3]).await, Err(AppError::NotFound));
}

#[tokio::test]
async fn whoever_is_banned_stays_out_and_whoever_left_comes_back() {
    let test = TestDb::new().await;
    let (services, _, double) = world(&test).await;
    let them = them("ama@example.org", true);
    let ama = sign_in(&services, &double, Provider::Google, &them)
        .await
        .unwrap();
    sqlx::query("update account set status = 'INACTIVE'")
        .execute(&test.owner)
        .await
        .unwrap();
    let back = sign_in(&services, &double, Provider::Google, &them)
        .await
        .unwrap();
    assert_eq!((back.person, back.status), (ama.person, Status::Active));
    let staff = Operator { name: "Olu".into() };
    let (console, mut tx) = desk(&services).await;
    decide_in(
        &console,
        &mut tx,
        &staff,
        ama.person,
        Status::Banned,
        "Spam",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let refused = sign_in(&services, &double, Provider::Google, &them).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
}

#[tokio::test]
async fn what_is_not_configured_is_not_offered() {
    let test = TestDb::new().await;
    let (services, _) = super::scene::services(&test).await;
    assert!(offered(&services).is_empty());
    for provider in ["google", "nobody"] {
        let form = StartForm {
            provider: provider.into(),
            ..Default::default()
        };
        let refused = start(&services, CLIENT, None, &form).await;
        assert_eq!(refused, Err(AppError::NotFound));
    }
}

#[tokio::test]
async fn starting_over_and_over_has_an_end() {
    let test = TestDb::new().await;
    let (services, _, _) = world(&test).await;
    let form = StartForm {
        provider: "google".into(),
        ..Default::default()
    };
    let mut last = Ok(String::new());
    for _ in 0..101 {
        last = start(&services, CLIENT, None, &form).await;
    }
    assert!(matches!(last, Err(AppError::RateLimited { .. })));
    let other = Client {
        address: "198.51.100.7",
        user_agent: "test",
    };
    assert!(start(&services, other, None, &form).await.is_ok());
}

#[tokio::test]
async fn a_provider_takes_the_first_step_and_not_the_second() {
    let test = TestDb::new().await;
    let (services, _, double) = world(&test).await;
    let them = them("ama@example.org", true);
    let ama = sign_in(&services, &double, Provider::Google, &them)
        .await
        .unwrap();
    sqlx::query("insert into totp_factor (person_id, secret_sealed, created_at, confirmed_at) values ($1, repeat('x', 60)::bytea, now(), now())")
        .bind(ama.person)
        .execute(&test.owner)
        .await
        .unwrap();
    let done = round(
        &services,
        &double,
        Provider::Google,
        Purpose::SignIn,
        None,
        &them,
    )
    .await;
    assert!(
        matches!(done, Ok(Arrived::In(Entry::SecondStep(_)))),
        "{done:?}"
    );
}

#[tokio::test]
async fn while_sign_up_is_switched_off_only_those_known_come_in() {
    let test = TestDb::new().await;
    let (services, _, double) = world(&test).await;
    let known = them("ama@example.com", true);
    sign_in(&services, &double, Provider::Google, &known)
        .await
        .unwrap();
    sqlx::query(
        "insert into feature_flag (name, state, changed_at) values ('sign_up', 'OFF', now())",
    )
    .execute(&test.owner)
    .await
    .unwrap();
    let services = platform::flags::install(services);
    assert!(
        sign_in(&services, &double, Provider::Google, &known)
            .await
            .is_ok()
    );
    let stranger = them("ben@example.com", true);
    let refused = sign_in(&services, &double, Provider::Google, &stranger).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    let accounts: i64 = sqlx::query_scalar("select count(*) from account")
        .fetch_one(&test.owner)
        .await
        .unwrap();
    assert_eq!(accounts, 1);
}
