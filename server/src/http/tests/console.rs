//! The platform console from outside.

use super::*;
use admin::TwoSteps;

/// The site with its console, as an installation has it unless it says otherwise.
async fn site_with_console(test: &TestDb) -> Router {
    let (_, services) = site_behind(test, 0).await;
    let desk = Db::connect(test.login("app_admin"), 2).await.unwrap();
    let db = services.db.clone();
    let options = LeptosOptions::builder()
        .output_name("kinwork")
        .site_root("target/no-site")
        .build();
    router(&Site {
        services: admin::install(services, desk, TwoSteps::default()),
        options,
        probe: Probe::new(db),
        trusted_proxies: 0,
        limits: Limits::new(),
    })
}

#[tokio::test]
async fn staff_with_one_step_are_shown_where_the_second_is_set_up() {
    let test = TestDb::new().await;
    let site = site_with_console(&test).await;
    let (sam, cookie) = signed_in(&test, 1).await;
    sqlx::query(
        "insert into staff_member (person_id, role, granted_at) values ($1, 'OWNER', now())",
    )
    .bind(sam)
    .execute(&test.owner)
    .await
    .unwrap();
    let set_up = "/security/second-step?needed=1";
    for page in ["/console", "/console/people", "/console/audit.csv"] {
        let answer = get_as(&site, page, &cookie).await;
        assert_eq!(answer.headers()[header::LOCATION], set_up, "{page}");
    }
    let page = body(get_as(&site, set_up, &cookie).await).await;
    assert!(page.contains("Our staff sign in with two steps"), "{page}");

    sqlx::query("insert into totp_factor (person_id, secret_sealed, created_at, confirmed_at) values ($1, decode(repeat('00', 40), 'hex'), now(), now())")
        .bind(sam)
        .execute(&test.owner)
        .await
        .unwrap();
    // From here on only a proof is missing, which everybody has to give.
    let answer = get_as(&site, "/console", &cookie).await;
    let to = answer.headers()[header::LOCATION].to_str().unwrap();
    assert!(to.starts_with("/confirm-it-is-you"), "{to}");
}
