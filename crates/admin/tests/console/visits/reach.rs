//! How far a visit reaches.

use super::super::scene::{CLIENT, refusal};
use super::{Story, answer, asking};
use admin::StaffRole;
use admin::staff::model::Permission;
use admin::staff::service::enter_any;
use admin::visits::service::{allow, ask, latest, mine, refuse};
use identity::organisations::model::OrganisationForm;
use identity::organisations::service::{found, seats};
use identity::sessions::service::require_recent_proof;
use identity::{Role, Seat};
use kernel::AppError;
use kernel::id::OrganisationId;
use sqlx::postgres::PgPoolOptions;

#[tokio::test]
async fn whoever_looks_proves_nothing_stands_at_no_console_and_allows_nobody_else() {
    let story = Story::new().await;
    let (_, token) = story.begun().await;
    let olu = story.scene.staff("Olu Bello", StaffRole::Security).await;
    let olu = story.scene.enter(&olu, Permission::LookAs).await.unwrap();
    ask(&olu, &asking(story.jane.person)).await.unwrap();
    let other = latest(&olu, story.jane.person).await.unwrap().unwrap();

    let mut seen = story.look(&story.pia, &token).await.unwrap().actor;
    let services = story.services();
    for proved_at in [None, Some(services.clock.now())] {
        seen.proved_at = proved_at;
        assert_eq!(
            require_recent_proof(services, &seen),
            Err(AppError::Forbidden)
        );
        let allowed = allow(services, CLIENT, &seen, &answer(other.id, "60")).await;
        assert_eq!(allowed, Err(AppError::Forbidden));
        let entered = enter_any(services, &seen, CLIENT).await.err();
        assert_eq!(entered, Some(AppError::NotFound));
    }
    // Not even if whom they look as were staff in the meantime.
    let role = Some(StaffRole::Owner);
    story.scene.outside("jane@example.org", role).await.unwrap();
    let entered = enter_any(services, &seen, CLIENT).await.err();
    assert_eq!(entered, Some(AppError::NotFound));
}

#[tokio::test]
async fn nothing_that_is_begun_for_a_visit_can_be_written() {
    let story = Story::new().await;
    let mut services = story.services().clone();
    services.db = services.db.reading();
    let form = OrganisationForm {
        name: "Works".into(),
        ..Default::default()
    };
    assert_eq!(
        found(&services, &story.jane, &form).await.err(),
        Some(AppError::ReadOnly)
    );
    // Nor by what the suspended may still do.
    let visit = story.ask().await;
    let ended = refuse(&services, CLIENT, &story.jane, &answer(visit.id, "")).await;
    assert_eq!(ended, Err(AppError::ReadOnly));
    // The connection is nobody's afterwards.
    refuse(story.services(), CLIENT, &story.jane, &answer(visit.id, ""))
        .await
        .unwrap();
}

async fn works(story: &Story, name: &str) -> OrganisationId {
    let form = OrganisationForm {
        name: name.into(),
        ..Default::default()
    };
    found(story.services(), &story.jane, &form).await.unwrap()
}

#[tokio::test]
async fn a_visit_shows_no_organisation_but_the_one_that_was_named() {
    let story = Story::new().await;
    let (river, lake) = (
        works(&story, "Riverside").await,
        works(&story, "Lakeside").await,
    );
    let services = story.services();
    let mut jane = story.jane.clone();
    jane.seat = Some(Seat::new(river, "Riverside", "riverside", Role::Owner));
    // Of oneself alone, unless one says otherwise.
    let (_, token) = story.begun().await;
    let seen = story.look(&story.pia, &token).await.unwrap().actor;
    assert_eq!(seen.seat, None);
    assert_eq!(seats(services, &seen).await, Ok(Vec::new()));

    let visit = story.ask().await;
    let mut form = answer(visit.id, "60");
    // Not for one that one does not act for.
    form.organisation = lake.to_string();
    assert_eq!(
        allow(services, CLIENT, &jane, &form).await,
        Err(AppError::NotFound)
    );
    form.organisation = river.to_string();
    allow(services, CLIENT, &jane, &form).await.unwrap();
    let token = story.start(&visit).await.unwrap();
    let seen = story.look(&story.pia, &token).await.unwrap().actor;
    let named = seats(services, &seen).await.unwrap();
    assert_eq!(
        named
            .iter()
            .map(|seat| seat.organisation)
            .collect::<Vec<_>>(),
        [river]
    );
    // They read there and write nothing, whatever Jane's role is.
    assert!(seen.seat_with(identity::Permission::ReadHiring).is_ok());
    for permission in [
        identity::Permission::WriteHiring,
        identity::Permission::ManageMembers,
        identity::Permission::GiveAway,
        identity::Permission::Pay,
    ] {
        assert_eq!(seen.seat_with(permission).err(), Some(AppError::Forbidden));
    }
    let told = "select string_agg(action, ' ' order by id) from audit_event where tenant_id = $1 and action like '%visit%'";
    assert_eq!(
        story.scene.text(told, river.0).await,
        "organisation.visit_allowed"
    );
    // Whoever leaves it takes the leave with them.
    let ben = story.scene.person("Ben Clarke").await;
    for sql in [
        "insert into membership (tenant_id, account_id, role, created_at) select $1::uuid, $3::uuid, 'OWNER', now() where $2::uuid is not null",
        "delete from membership where tenant_id = $1 and account_id = $2 and $3::uuid is not null",
    ] {
        sqlx::query(sql)
            .bind(river)
            .bind(story.jane.person)
            .bind(ben.person)
            .execute(&story.scene.test.owner)
            .await
            .unwrap();
    }
    let seen = story.look(&story.pia, &token).await.unwrap().actor;
    assert_eq!(seen.seat, None);
}

#[tokio::test]
async fn staff_cannot_allow_it_to_themselves_in_the_database_either() {
    let story = Story::new().await;
    let visit = story.ask().await;
    let admin = PgPoolOptions::new()
        .max_connections(2)
        .connect_lazy_with(story.scene.test.login("app_admin"));
    for sql in [
        "update visit set allowed_at = now(), allowed_until = now() + interval '1 hour'",
        "update visit set organisation_id = gen_random_uuid()",
        "update visit set person_id = app_person()",
        "select token_sha256 from visit",
        "select auth_look('', app_person(), app_person(), app_person(), app_person(), '/', true, '', '', now())",
        "delete from visit",
    ] {
        let refused = refusal(&admin, story.pia.person, sql).await;
        assert_eq!(refused.as_deref(), Some("42501"), "{sql}");
    }
    // Begun without a leave, it would break a rule of the table.
    let unasked = "update visit set started_at = now(), token_sha256 = sha256('x'), session_id = app_person()";
    let broken = refusal(&admin, story.pia.person, unasked).await;
    assert_eq!(broken.as_deref(), Some("23514"));
    // Nor does whoever has the login of the site make one, or lengthen one.
    let rw = &story.scene.test.rw;
    for (sql, code) in [
        (
            "update visit set allowed_at = now(), allowed_until = now() + interval '61 minutes'",
            "23514",
        ),
        ("select token_sha256 from visit", "42501"),
        ("update visit set token_sha256 = sha256('x')", "42501"),
        ("delete from visit", "42501"),
    ] {
        let refused = refusal(rw, story.jane.person, sql).await;
        assert_eq!(refused.as_deref(), Some(code), "{sql}");
    }
    assert_eq!(mine(story.services(), &story.jane).await.unwrap(), [visit]);
}
