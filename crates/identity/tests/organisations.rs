//! Organisations and their members on a real database, as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod scene;

use identity::Role;
use identity::organisations::model::OrganisationForm;
use identity::organisations::service::{found, seats};
use identity::sessions::service as sessions;
use kernel::AppError;
use platform::Scope;
use platform::testing::TestDb;
use scene::{join, services, who};

fn organisation(name: &str) -> OrganisationForm {
    OrganisationForm {
        name: name.into(),
        ..Default::default()
    }
}

#[tokio::test]
async fn the_founder_owns_and_switches_and_nobody_else_does() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, token) = join(&services, "ama@example.org").await;
    let (ben, bens_token) = join(&services, "ben@example.org").await;
    let id = found(&services, &ama, &organisation("Riverside Logistics"))
        .await
        .unwrap();
    let token = sessions::switch(&services, &token, Some(id)).await.unwrap();
    let seat = who(&services, &token).await.unwrap().seat.unwrap();
    assert_eq!(
        (seat.organisation, seat.slug.as_str(), seat.role),
        (id, "riverside-logistics", Role::Owner)
    );
    assert_eq!(
        sessions::switch(&services, &bens_token, Some(id)).await,
        Err(AppError::NotFound)
    );
    assert!(seats(&services, &ben).await.unwrap().is_empty());
    let taken = found(&services, &ben, &organisation("Riverside logistics"))
        .await
        .unwrap_err();
    assert!(matches!(taken, AppError::Invalid(errors) if errors.get("slug").is_some()));
}

#[tokio::test]
async fn row_level_security_stands_without_the_service() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _) = join(&services, "ama@example.org").await;
    let (ben, _) = join(&services, "ben@example.org").await;
    let hers = found(&services, &ama, &organisation("Hers")).await.unwrap();
    let his = found(&services, &ben, &organisation("His place"))
        .await
        .unwrap();
    let mut tx = services
        .db
        .begin(Scope::tenant(his, ben.person))
        .await
        .unwrap();
    let seen: i64 = sqlx::query_scalar("select count(*) from membership where tenant_id = $1")
        .bind(hers)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(seen, 0);
    let renamed = sqlx::query("update organisation set name = 'Mine' where id = $1")
        .bind(hers)
        .execute(&mut *tx)
        .await
        .unwrap();
    assert_eq!(renamed.rows_affected(), 0);
    let trail: i64 = sqlx::query_scalar("select count(*) from audit_event")
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(trail, 1);
    // Nobody makes themselves a member of what another founded.
    let joined = sqlx::query("insert into membership (tenant_id, account_id, role, created_at) values ($1, $2, 'OWNER', now())")
        .bind(hers)
        .bind(ben.person)
        .execute(&mut *tx)
        .await;
    assert!(joined.is_err());
    drop(tx);
}
