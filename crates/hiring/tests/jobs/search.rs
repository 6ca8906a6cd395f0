//! Finding jobs, for everybody and for a reader with a profile.

use super::{draft, open, scene};
use hiring::jobs::model::SearchForm;
use hiring::jobs::service;
use platform::Services;

async fn titles(services: &Services, query: &[(&str, &str)]) -> (Vec<String>, bool) {
    let form = SearchForm::from_pairs(query.iter().copied());
    let (filter, _) = service::filter_of(services, &form).await.unwrap();
    let page = service::search(services, &form, &filter).await.unwrap();
    assert_eq!(page.total, i64::try_from(page.cards.len()).unwrap());
    (
        page.cards.iter().map(|card| card.title.clone()).collect(),
        page.exact,
    )
}

#[tokio::test]
async fn jobs_are_found_by_word_typing_error_skill_pay_and_distance() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    open(&services, &ama, "Forklift driver", "E1 6AN", "14", 1).await;
    open(&services, &ama, "Choir leader", "M1", "20", 4).await;
    open(&services, &ama, "Warehouse operative", "E1", "12", 2).await;
    draft(&services, &ama, "Forklift secret").await;
    let found = |query: &'static [(&'static str, &'static str)]| titles(&services, query);
    let exact = |names: &[&str]| {
        (
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>(),
            true,
        )
    };
    assert_eq!(
        found(&[]).await,
        exact(&["Warehouse operative", "Choir leader", "Forklift driver"])
    );
    assert_eq!(
        found(&[("q", "drivers")]).await,
        exact(&["Forklift driver"])
    );
    // By a skill asked, by a word of the description, accents or not; the title weighs most.
    assert_eq!(found(&[("q", "singing")]).await, exact(&["Choir leader"]));
    assert_eq!(found(&[("q", "cafe")]).await.0.len(), 3);
    assert_eq!(
        found(&[("q", "warehouse")]).await,
        exact(&["Warehouse operative"])
    );
    let (typo, is_exact) = found(&[("q", "forklfit driver")]).await;
    assert_eq!(
        (typo.first().map(String::as_str), is_exact),
        (Some("Forklift driver"), false)
    );
    assert_eq!(found(&[("q", "qqqqqq")]).await.0.len(), 0);
    assert_eq!(found(&[("skill", "4")]).await, exact(&["Choir leader"]));
    assert_eq!(
        found(&[("near", "E1 6AN"), ("km", "10"), ("sort", "distance")]).await,
        exact(&["Forklift driver", "Warehouse operative"])
    );
    assert_eq!(
        found(&[("near", "M1"), ("km", "10")]).await,
        exact(&["Choir leader"])
    );
    assert_eq!(
        found(&[("sort", "pay")]).await,
        exact(&["Choir leader", "Forklift driver", "Warehouse operative"])
    );
    assert_eq!(found(&[("pay", "13")]).await.0.len(), 2);
    assert_eq!(
        found(&[("pay", "13"), ("currency", "EUR")]).await.0.len(),
        0
    );
    assert_eq!(found(&[("mode", "REMOTE")]).await.0.len(), 0);
    assert_eq!(
        found(&[("type", "FULL_TIME"), ("q", "driver")]).await,
        exact(&["Forklift driver"])
    );
    let form = SearchForm::from_pairs([("near", "Nowhere at all")]);
    let (filter, error) = service::filter_of(&services, &form).await.unwrap();
    assert!(filter.near.is_none() && error.unwrap().contains("Nowhere at all"));
}

#[tokio::test]
async fn pages_follow_each_other_in_every_order() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    for _ in 0..45 {
        scene.job(&ama, 1).await;
    }
    for query in [
        vec![],
        vec![("q", "warehouse")],
        vec![("sort", "pay")],
        vec![("near", "E1"), ("sort", "distance")],
        vec![("q", "wearhouse")],
    ] {
        let mut seen = std::collections::HashSet::new();
        let mut form = SearchForm::from_pairs(query.iter().copied());
        let mut pages = 0;
        loop {
            let (filter, _) = service::filter_of(&services, &form).await.unwrap();
            let page = service::search(&services, &form, &filter).await.unwrap();
            assert_eq!(page.total, 45, "{query:?}");
            seen.extend(page.cards.iter().map(|card| card.id));
            pages += 1;
            let Some(next) = page.next.clone() else { break };
            form.after = next;
        }
        assert_eq!((seen.len(), pages), (45, 3), "{query:?}");
    }
}

#[tokio::test]
async fn the_newest_jobs_come_from_their_index() {
    let (scene, services) = scene().await;
    sqlx::query(
        "insert into account (id, email, password_hash, display_name, created_at) values ('00000000-0000-7000-8000-000000000001', 'x@y.zz', 'x', 'X', now())",
    )
    .execute(&scene.test.owner)
    .await
    .unwrap();
    sqlx::query("insert into organisation (id, slug, name, created_by, created_at) values ('00000000-0000-7000-8000-000000000002', 'many', 'Many', '00000000-0000-7000-8000-000000000001', now())")
        .execute(&scene.test.owner)
        .await
        .unwrap();
    sqlx::query(
        "insert into job (id, tenant_id, request_key, status, title, created_by, created_at, updated_at, published_at, place, lat, lon)
         select gen_random_uuid(), '00000000-0000-7000-8000-000000000002', gen_random_uuid(), 'ACTIVE', 'Job ' || n, '00000000-0000-7000-8000-000000000001',
                now(), now(), now() - n * interval '1 minute', 'x', 50 + n * 0.001, 0 from generate_series(1, 5000) n",
    )
    .execute(&scene.test.owner)
    .await
    .unwrap();
    sqlx::query("analyze job")
        .execute(&scene.test.owner)
        .await
        .unwrap();
    for (sql, index) in [
        (
            "explain select id from job where status = 'ACTIVE' order by published_at desc, id desc limit 21",
            "job_open_idx",
        ),
        (
            "explain select id from job where status = 'ACTIVE' and lat between 51.0 and 51.1",
            "job_open_place_idx",
        ),
    ] {
        let plan: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_all(services.db.pool())
            .await
            .unwrap();
        assert!(plan.join("\n").contains(index), "{}", plan.join("\n"));
    }
}

#[tokio::test]
async fn the_scorer_gets_what_the_job_says() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    let id = open(&services, &ama, "Forklift driver", "E1 6AN", "14", 1).await;
    let day = time::macros::date!(2026 - 11 - 21);
    let mut conn = services.db.pool().acquire().await.unwrap();
    let one = service::scoring_job(&mut conn, id, day)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        one.requirements,
        [matching::Requirement {
            skill: 1,
            importance: matching::Importance::Must,
            level: Some(2)
        }]
    );
    assert_eq!(
        (
            one.pay.map(|pay| pay.min_minor),
            one.radius_km,
            one.kind.as_deref()
        ),
        (Some(1400), Some(20), Some("full_time"))
    );
    let filter = hiring::jobs::model::Filter::all();
    assert_eq!(
        service::scoring_jobs(&services, &filter, day)
            .await
            .unwrap(),
        std::slice::from_ref(&one)
    );
    let form = SearchForm::from_pairs([("q", "forklift"), ("near", "E1")]);
    let (filter, _) = service::filter_of(&services, &form).await.unwrap();
    assert_eq!(
        service::scoring_jobs(&services, &filter, day)
            .await
            .unwrap(),
        [one]
    );
}

#[tokio::test]
async fn a_reader_with_a_profile_gets_their_own_fit_first() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    let driver = open(&services, &ama, "Forklift driver", "E1 6AN", "14", 1).await;
    open(&services, &ama, "Choir leader", "E1 6AN", "20", 4).await;
    let jane = scene.person("Jane Mensah", &[1, 2]).await;
    let form = SearchForm::from_pairs([("sort", "fit")]);
    let (filter, _) = service::filter_of(&services, &form).await.unwrap();
    let page = service::search_by_fit(&services, &jane, &form, &filter)
        .await
        .unwrap()
        .unwrap();
    let fits: Vec<_> = page
        .cards
        .iter()
        .map(|card| (card.title.as_str(), card.fit.map(|fit| fit.score)))
        .collect();
    assert_eq!(
        (fits.len(), fits[0].0, page.total),
        (2, "Forklift driver", 2)
    );
    assert!(fits[0].1 > fits[1].1);
    let own = service::own_fits(&services, &jane, &[driver])
        .await
        .unwrap();
    assert_eq!(own.get(&driver).map(|fit| Some(fit.score)), Some(fits[0].1));
    // Without a profile there is nothing to rank by.
    assert!(
        service::search_by_fit(&services, &ama, &form, &filter)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        service::own_fits(&services, &ama, &[driver])
            .await
            .unwrap()
            .is_empty()
    );
}
