use super::make_key;
use super::owner;
use super::says;
use super::scene::{CLIENT, PASSWORD, services, who};
use identity::accounts::model::DeactivateForm;
use identity::accounts::service::deactivate;
use identity::sessions::service::{PROOF_LASTS, prove_by_password, require_recent_proof};
use identity::{WayIn, tokens::KeyScope};
use kernel::AppError;
use kernel::id::ApiKeyId;
use platform::testing::TestDb;
use time::Duration;

#[tokio::test]
async fn what_is_sensitive_asks_again_after_a_quarter_of_an_hour() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (_, token, _) = owner(&services, "ama@example.org").await;
    clock.forward(PROOF_LASTS);
    let ama = who(&services, &token).await.unwrap();
    assert_eq!(require_recent_proof(&services, &ama), Ok(()));
    assert!(make_key(&services, &ama, &["jobs:read"]).await.is_ok());

    clock.forward(Duration::seconds(1));
    assert_eq!(
        make_key(&services, &ama, &["jobs:read"]).await,
        Err(AppError::Unproved)
    );
    let form = DeactivateForm {
        confirm: "true".into(),
    };
    assert_eq!(
        deactivate(&services, CLIENT, &ama, &form).await,
        Err(AppError::Unproved)
    );

    let wrong = prove_by_password(&services, &ama, &token, "not it at all").await;
    assert!(says(&wrong.unwrap_err(), "password"));
    let again = who(&services, &token).await.unwrap();
    assert_eq!(
        require_recent_proof(&services, &again),
        Err(AppError::Unproved)
    );

    let new = prove_by_password(&services, &ama, &token, PASSWORD)
        .await
        .unwrap();
    // The proof is worth a new token, and the old one is worth nothing.
    assert_eq!(who(&services, &token).await, None);
    let proved = who(&services, &new).await.unwrap();
    assert_eq!(proved.way_in, ama.way_in);
    assert!(make_key(&services, &proved, &["jobs:read"]).await.is_ok());
}

#[tokio::test]
async fn guesses_at_the_proof_count_with_guesses_at_the_door() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, token, _) = owner(&services, "ama@example.org").await;
    let mut checked = 0;
    for _ in 0..20 {
        let refused = prove_by_password(&services, &ama, &token, "guess guess").await;
        match refused.unwrap_err() {
            AppError::RateLimited { .. } => break,
            error => assert!(says(&error, "password")),
        }
        checked += 1;
    }
    // The sign-in was the first of ten.
    assert_eq!(checked, 9);
    assert!(matches!(
        prove_by_password(&services, &ama, &token, PASSWORD).await,
        Err(AppError::RateLimited { .. })
    ));
}

#[tokio::test]
async fn a_machine_cannot_prove_who_it_is() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (mut ama, _, _) = owner(&services, "ama@example.org").await;
    ama.way_in = WayIn::Key(services.new_id::<ApiKeyId>(), KeyScope::ALL.to_vec());
    assert_eq!(
        require_recent_proof(&services, &ama),
        Err(AppError::Forbidden)
    );
}
