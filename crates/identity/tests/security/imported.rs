use super::scene::{PASSWORD, join, services, sign_in};
use platform::testing::TestDb;

#[tokio::test]
async fn an_imported_password_works_and_becomes_one_of_ours() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    join(&services, "ama@example.org").await;
    // "U*U*", from the test vectors of the C implementation.
    let imported = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK";
    sqlx::query("update account set password_hash = $1")
        .bind(imported)
        .execute(&test.owner)
        .await
        .unwrap();
    let stored = async || -> String {
        sqlx::query_scalar("select password_hash from account")
            .fetch_one(&test.owner)
            .await
            .unwrap()
    };
    assert!(
        sign_in(&services, "ama@example.org", PASSWORD)
            .await
            .is_err()
    );
    assert_eq!(stored().await, imported);

    assert!(sign_in(&services, "ama@example.org", "U*U*").await.is_ok());
    let ours = stored().await;
    assert!(
        ours.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{ours}"
    );
    assert!(sign_in(&services, "ama@example.org", "U*U*").await.is_ok());
    assert_eq!(stored().await, ours);
}
