use super::scene::{CLIENT, join, services, who};
use super::{KEYS_MAX, bearer, events, make_key, owner, says};
use identity::organisations::service::seats;
use identity::security::model::SecurityEvent;
use identity::sessions::service::switch;
use identity::tokens::KeyScope;
use identity::tokens::model::{KeyForm, RevokeKeyForm};
use identity::tokens::service::{Caller, Machine, keys, make_key as make, revoke_key};
use identity::{Permission, WayIn};
use kernel::AppError;
use platform::testing::TestDb;
use platform::{Scope, Services};
use time::Duration;

async fn machine(services: &Services, key: &str) -> Option<Machine> {
    match bearer(services, key).await? {
        Caller::Machine(machine) => Some(machine),
        Caller::Person(_) => None,
    }
}

/// Whatever scopes a key has, nothing is done in its name but what one of them permits.
#[tokio::test]
async fn a_key_can_do_what_its_scopes_say_and_nothing_else() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _, organisation) = owner(&services, "ama@example.org").await;
    // Every set of scopes but the empty one.
    for set in 1..1u32 << KeyScope::ALL.len() {
        let has = |scope: KeyScope| {
            let place = KeyScope::ALL.iter().position(|one| *one == scope).unwrap();
            set & (1 << place) != 0
        };
        let names: Vec<&str> = KeyScope::ALL
            .into_iter()
            .filter(|scope| has(*scope))
            .map(KeyScope::name)
            .collect();
        let key = make_key(&services, &ama, &names).await;
        let key = match key {
            Ok(key) => key,
            // There is room for fifty.
            Err(error) => {
                assert_eq!(error, AppError::conflict("limit"));
                sqlx::query("delete from api_key")
                    .execute(&test.owner)
                    .await
                    .unwrap();
                make_key(&services, &ama, &names).await.unwrap()
            }
        };
        let caller = bearer(&services, &key).await.unwrap();
        assert_eq!(caller.person(), None);
        for scope in KeyScope::ALL {
            let acting = caller.acting(scope);
            if !has(scope) {
                assert_eq!(acting, Err(AppError::Forbidden), "{names:?} {scope:?}");
                continue;
            }
            let acting = acting.unwrap();
            assert!(matches!(&acting.way_in, WayIn::Key(_, one) if *one == [scope]));
            for permission in Permission::ALL {
                let may = acting.seat_with(permission);
                assert_eq!(
                    may.is_ok(),
                    scope.permits(permission),
                    "{scope:?} {permission:?}"
                );
                assert!(may.is_err() || may.unwrap().organisation == organisation);
            }
            // Nor what only people can: keys, proofs.
            let form = KeyForm {
                name: "Mine".into(),
                scopes: vec![scope.name().into()],
                days: "30".into(),
            };
            let refused = make(&services, CLIENT, &acting, &form).await;
            assert_eq!(refused, Err(AppError::Forbidden), "{scope:?}");
            assert_eq!(keys(&services, &acting).await, Err(AppError::Forbidden));
        }
    }
}

#[tokio::test]
async fn a_key_is_shown_once_and_kept_as_a_hash() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, _, organisation) = owner(&services, "ama@example.org").await;
    clock.forward(Duration::SECOND);
    let key = make_key(&services, &ama, &["jobs:read"]).await.unwrap();
    assert!(key.starts_with("kwk_") && key.len() == 68);
    let dump: String = sqlx::query_scalar("select string_agg(k::text, '') from api_key k")
        .fetch_one(&test.owner)
        .await
        .unwrap();
    assert!(dump.contains(&key[..12]) && !dump.contains(&key[12..]));

    let listed = keys(&services, &ama).await.unwrap().remove(0);
    assert_eq!(listed.hint, key[..12]);
    assert_eq!(
        (listed.last_used_at, listed.made_by.as_str()),
        (None, "Ama Owusu")
    );
    clock.forward(Duration::hours(1));
    let found = machine(&services, &key).await.unwrap();
    assert_eq!(found.organisation, organisation);
    let listed = keys(&services, &ama).await.unwrap().remove(0);
    assert_eq!(
        listed.last_used_at.unwrap() - listed.created_at,
        Duration::hours(1)
    );
    assert_eq!(events(&services, &ama).await[0], SecurityEvent::KeyMade);
}

#[tokio::test]
async fn a_key_ends_when_revoked_and_in_time() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, _, organisation) = owner(&services, "ama@example.org").await;
    let key = make_key(&services, &ama, &["jobs:read"]).await.unwrap();
    let other = make_key(&services, &ama, &["jobs:read"]).await.unwrap();
    let id = machine(&services, &key).await.unwrap().key;
    let form = RevokeKeyForm { id: id.to_string() };
    revoke_key(&services, CLIENT, &ama, &form).await.unwrap();
    assert_eq!(bearer(&services, &key).await, None);
    assert_eq!(
        revoke_key(&services, CLIENT, &ama, &form).await,
        Err(AppError::NotFound)
    );
    clock.forward(Duration::days(30) - Duration::SECOND);
    assert!(bearer(&services, &other).await.is_some());
    clock.forward(Duration::SECOND);
    assert_eq!(bearer(&services, &other).await, None);

    // Nobody brings a revoked key back to life, not even past the service.
    let mut tx = services
        .db
        .begin(Scope::tenant(organisation, ama.person))
        .await
        .unwrap();
    let revived = sqlx::query("update api_key set revoked_at = null")
        .execute(&mut *tx)
        .await;
    assert!(revived.is_err());
}

#[tokio::test]
async fn only_who_manages_the_organisation_has_to_do_with_its_keys() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _, organisation) = owner(&services, "ama@example.org").await;
    let key = make_key(&services, &ama, &["jobs:read"]).await.unwrap();
    let id = machine(&services, &key).await.unwrap().key;
    let revoke = RevokeKeyForm { id: id.to_string() };

    // Somebody without an organisation, and a recruiter of this one.
    let (ben, token) = join(&services, "ben@example.org").await;
    sqlx::query("insert into membership (tenant_id, account_id, role, created_at) values ($1, $2, 'RECRUITER', now())")
        .bind(organisation)
        .bind(ben.person)
        .execute(&test.owner)
        .await
        .unwrap();
    assert_eq!(seats(&services, &ben).await.unwrap().len(), 1);
    let token = switch(&services, &token, Some(organisation)).await.unwrap();
    let recruiter = who(&services, &token).await.unwrap();
    for nobody in [&ben, &recruiter] {
        let made = make_key(&services, nobody, &["jobs:read"]).await;
        assert_eq!(made, Err(AppError::Forbidden));
        assert_eq!(keys(&services, nobody).await, Err(AppError::Forbidden));
        let revoked = revoke_key(&services, CLIENT, nobody, &revoke).await;
        assert_eq!(revoked, Err(AppError::Forbidden));
    }
    // The owner of another organisation does not even learn that the key is there.
    let (cy, _, _) = owner(&services, "cy@example.org").await;
    let revoked = revoke_key(&services, CLIENT, &cy, &revoke).await;
    assert_eq!(revoked, Err(AppError::NotFound));
    assert_eq!(keys(&services, &cy).await, Ok(Vec::new()));
    assert!(bearer(&services, &key).await.is_some());
}

#[tokio::test]
async fn a_key_stops_when_its_maker_no_longer_manages() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _, organisation) = owner(&services, "ama@example.org").await;
    let (cy, _) = join(&services, "cy@example.org").await;
    // There is always an owner, so there are two.
    sqlx::query("insert into membership (tenant_id, account_id, role, created_at) values ($1, $2, 'OWNER', now())")
        .bind(organisation)
        .bind(cy.person)
        .execute(&test.owner)
        .await
        .unwrap();
    let key = make_key(&services, &ama, &["jobs:read"]).await.unwrap();
    for (role, works) in [("ADMIN", true), ("RECRUITER", false), ("OWNER", true)] {
        sqlx::query("update membership set role = $1 where account_id = $2")
            .bind(role)
            .bind(ama.person)
            .execute(&test.owner)
            .await
            .unwrap();
        assert_eq!(bearer(&services, &key).await.is_some(), works, "{role}");
    }
    sqlx::query("delete from membership where account_id = $1")
        .bind(ama.person)
        .execute(&test.owner)
        .await
        .unwrap();
    assert_eq!(bearer(&services, &key).await, None);
}

#[tokio::test]
async fn there_is_room_for_so_many_keys_even_when_all_are_made_at_once() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _, organisation) = owner(&services, "ama@example.org").await;
    sqlx::query(
        "insert into api_key (id, tenant_id, name, hint, token_sha256, scopes, created_by, created_at, expires_at)
         select gen_random_uuid(), $1, 'n', 'kwk_', sha256(i::text::bytea), '{jobs:read}', $2, '2026-06-01', '2026-07-01' from generate_series(1, $3::int) i",
    )
    .bind(organisation)
    .bind(ama.person)
    .bind(i32::try_from(KEYS_MAX).unwrap() - 1)
    .execute(&test.owner)
    .await
    .unwrap();
    let racing: Vec<_> = (0..6)
        .map(|_| {
            let (services, ama) = (services.clone(), ama.clone());
            tokio::spawn(async move { make_key(&services, &ama, &["jobs:read"]).await })
        })
        .collect();
    let mut made = 0;
    for racer in racing {
        match racer.await.unwrap() {
            Ok(_) => made += 1,
            Err(error) => assert_eq!(error, AppError::conflict("limit")),
        }
    }
    assert_eq!(made, 1);
}

#[tokio::test]
async fn a_key_needs_a_name_a_scope_and_an_end() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _, _) = owner(&services, "ama@example.org").await;
    let refused = make_key(&services, &ama, &["everything"]).await;
    assert!(says(&refused.unwrap_err(), "scopes"));
}
