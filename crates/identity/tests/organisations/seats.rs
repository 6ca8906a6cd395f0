//! Which seat a session has.

use crate::scene::{PASSWORD, join, services, sign_in, who};
use identity::Role;
use identity::organisations::model::{ConfirmForm, OrganisationForm};
use identity::organisations::service::{delete, found, seats};
use identity::sessions::service as sessions;
use kernel::AppError;
use platform::Scope;
use platform::testing::TestDb;
use time::Duration;

fn called(name: &str) -> OrganisationForm {
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
    let id = found(&services, &ama, &called("Riverside Logistics"))
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
}

#[tokio::test]
async fn the_seat_used_last_is_taken_again_after_signing_out() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, token) = join(&services, "ama@example.org").await;
    let first = found(&services, &ama, &called("First")).await.unwrap();
    clock.forward(Duration::SECOND);
    let second = found(&services, &ama, &called("Second")).await.unwrap();
    let again = async |token: &str| {
        sessions::sign_out(&services, token).await.unwrap();
        let token = sign_in(&services, "ama@example.org", PASSWORD)
            .await
            .unwrap();
        let actor = who(&services, &token).await.unwrap();
        (token, actor)
    };
    // Nothing chosen yet: the one joined first.
    let (token, actor) = again(&token).await;
    assert_eq!(actor.seat.unwrap().organisation, first);
    let token = sessions::switch(&services, &token, Some(second))
        .await
        .unwrap();
    let (token, actor) = again(&token).await;
    assert_eq!(actor.seat.as_ref().unwrap().organisation, second);
    // Deleted: the seat is gone at the next request, and another one is taken at the next sign-in.
    let confirm = ConfirmForm {
        confirm: "Second".into(),
    };
    delete(&services, &actor, &confirm).await.unwrap();
    assert_eq!(who(&services, &token).await.unwrap().seat, None);
    assert_eq!(
        sessions::switch(&services, &token, Some(second)).await,
        Err(AppError::NotFound)
    );
    let (token, actor) = again(&token).await;
    assert_eq!(actor.seat.unwrap().organisation, first);
    // Oneself is a choice too.
    let token = sessions::switch(&services, &token, None).await.unwrap();
    let (_, actor) = again(&token).await;
    assert_eq!(actor.seat, None);
}

#[tokio::test]
async fn row_level_security_stands_without_the_service() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _) = join(&services, "ama@example.org").await;
    let (ben, _) = join(&services, "ben@example.org").await;
    let hers = found(&services, &ama, &called("Hers")).await.unwrap();
    let his = found(&services, &ben, &called("His place")).await.unwrap();
    let mut tx = services
        .db
        .begin(Scope::tenant(his, ben.person))
        .await
        .unwrap();
    for table in ["membership", "audit_event", "invitation", "custom_field"] {
        let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table} where tenant_id = $1"));
        let seen: i64 = sqlx::query_scalar(sql)
            .bind(hers)
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        assert_eq!(seen, 0, "{table}");
    }
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
    drop(tx);
    // Nobody makes themselves a member: not of what another founded, nor again of what they founded and left,
    // nor with an invitation to somebody else.
    let sneak = "insert into membership (tenant_id, account_id, role, created_at) values ($1, $2, 'OWNER', now())";
    for (tenant, scope) in [
        (hers, Scope::tenant(his, ben.person)),
        (hers, Scope::tenant(hers, ben.person)),
        (his, Scope::tenant(his, ama.person)),
    ] {
        let mut tx = services.db.begin(scope).await.unwrap();
        let joined = sqlx::query(sneak)
            .bind(tenant)
            .bind(scope.person.unwrap())
            .execute(&mut *tx)
            .await;
        assert!(joined.is_err(), "{scope:?}");
    }
}
