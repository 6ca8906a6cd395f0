use super::scene::{CLIENT, PASSWORD, join, services, sign_in, who};
use super::{dead, mail, mails, says};
use identity::credentials::model::{FinishForm, LINK_LASTS, SignUpForm};
use identity::credentials::service::{finish_sign_up, sign_up};
use identity::service::Client;
use kernel::{AppError, Result};
use platform::Services;
use platform::testing::TestDb;

async fn ask(services: &Services, email: &str, next: &str) -> Result<()> {
    let form = SignUpForm {
        name: "Ama Owusu".into(),
        email: email.into(),
        next: next.into(),
    };
    sign_up(services, CLIENT, &form).await
}

async fn finish(services: &Services, token: &str, password: &str) -> Result<String> {
    let form = FinishForm {
        token: token.into(),
        password: password.into(),
        terms: "true".into(),
        ..FinishForm::default()
    };
    finish_sign_up(services, CLIENT, &form).await
}

async fn accounts(test: &TestDb) -> i64 {
    sqlx::query_scalar("select count(*) from account")
        .fetch_one(&test.owner)
        .await
        .unwrap()
}

#[tokio::test]
async fn an_account_is_made_behind_the_link_and_only_once() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    ask(&services, "AMA@example.org", "/jobs?q=a")
        .await
        .unwrap();
    assert_eq!(accounts(&test).await, 0);
    let letter = mail(&test, "ama@example.org").await;
    assert_eq!(letter.subject, "Finish signing up at Kinwork");
    assert!(letter.text.contains("&next=%2Fjobs%3Fq%3Da"), "{letter:?}");
    let link = letter.token();
    let kept: String = sqlx::query_scalar("select string_agg(l::text, '') from mailed_link l")
        .fetch_one(&test.owner)
        .await
        .unwrap();
    assert!(!kept.contains(&link));

    // What is refused uses nothing up.
    for weak in ["short", "password1", "amaamaama"] {
        let refused = finish(&services, &link, weak).await.unwrap_err();
        assert!(says(&refused, "password"), "{weak}");
    }
    let form = FinishForm {
        token: link.clone(),
        password: PASSWORD.into(),
        matching: "true".into(),
        ..FinishForm::default()
    };
    let refused = finish_sign_up(&services, CLIENT, &form).await.unwrap_err();
    assert!(says(&refused, "terms"));
    let token = finish(&services, &link, PASSWORD).await.unwrap();
    let ama = who(&services, &token).await.unwrap();
    // With the account, dated, and by the version of the words.
    let agreed: Vec<(String, i16, bool)> = sqlx::query_as(
        "select purpose, version, given from consent where person_id = $1 and created_at = $2 order by purpose",
    )
    .bind(ama.person)
    .bind(services.clock.now())
    .fetch_all(&test.owner)
    .await
    .unwrap();
    let expected = [("MATCHING", 1, false), ("TERMS", 1, true)];
    assert_eq!(
        agreed,
        expected.map(|(what, version, given)| (what.to_owned(), version, given))
    );
    assert_eq!(
        (ama.name.as_str(), ama.email.as_str()),
        ("Ama Owusu", "ama@example.org")
    );
    let facts = identity::credentials::service::facts(&services, &ama)
        .await
        .unwrap();
    assert!(facts.verified && facts.has_password);
    assert!(
        sign_in(&services, "ama@example.org", PASSWORD)
            .await
            .is_ok()
    );
    assert_eq!(finish(&services, &link, PASSWORD).await, Err(dead()));
    assert_eq!(accounts(&test).await, 1);
}

#[tokio::test]
async fn a_link_runs_out_and_what_is_none_opens_nothing() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    ask(&services, "ama@example.org", "").await.unwrap();
    let link = mail(&test, "ama@example.org").await.token();
    for none in ["", "x", &"0".repeat(64)] {
        assert_eq!(
            finish(&services, none, PASSWORD).await,
            Err(dead()),
            "{none}"
        );
    }
    clock.forward(LINK_LASTS);
    assert_eq!(finish(&services, &link, PASSWORD).await, Err(dead()));
    assert_eq!(accounts(&test).await, 0);
}

#[tokio::test]
async fn of_two_who_open_one_link_one_gets_the_account() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    ask(&services, "ama@example.org", "").await.unwrap();
    let link = mail(&test, "ama@example.org").await.token();
    let (one, two) = tokio::join!(
        finish(&services, &link, PASSWORD),
        finish(&services, &link, PASSWORD)
    );
    assert_eq!(one.is_ok() as u8 + two.is_ok() as u8, 1, "{one:?} {two:?}");
    assert_eq!(accounts(&test).await, 1);
}

#[tokio::test]
async fn a_taken_address_gets_the_same_answer_and_another_mail() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    join(&services, "ama@example.org").await;
    assert_eq!(ask(&services, "ama@example.org", "").await, Ok(()));
    let letter = mail(&test, "ama@example.org").await;
    assert_eq!(letter.subject, "You have an account at Kinwork already");
    assert!(!letter.has_link(), "{letter:?}");
    assert!(
        sign_in(&services, "ama@example.org", PASSWORD)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn the_first_link_that_is_opened_counts_and_the_others_are_void() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    ask(&services, "ama@example.org", "").await.unwrap();
    let first = mail(&test, "ama@example.org").await.token();
    ask(&services, "ama@example.org", "").await.unwrap();
    let second = mail(&test, "ama@example.org").await.token();
    finish(&services, &second, PASSWORD).await.unwrap();
    assert_eq!(
        finish(&services, &first, "another long phrase").await,
        Err(dead())
    );
    assert!(
        sign_in(&services, "ama@example.org", PASSWORD)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn nobody_can_be_buried_in_mail() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    join(&services, "ben@example.org").await;
    for email in ["ama@example.org", "ben@example.org"] {
        let mut refused = 0;
        for n in 0..10 {
            let client = Client {
                address: &format!("192.0.2.{n}"),
                user_agent: "test",
            };
            let form = SignUpForm {
                name: "Ama".into(),
                email: email.into(),
                next: String::new(),
            };
            match sign_up(&services, client, &form).await {
                Ok(()) => {}
                Err(AppError::RateLimited { .. }) => refused += 1,
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(
            (mails(&test, email).await.len(), refused),
            (3, 7),
            "{email}"
        );
    }
}
