//! Loading and searching the shipped data on a real database, as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kernel::geo::Point;
use platform::system::{SystemClock, SystemEntropy};
use platform::testing::TestDb;
use platform::{Db, Services};
use std::sync::Arc;
use taxonomy::{SkillKind, Taxonomy, load, service};

async fn loaded() -> (TestDb, Services) {
    let test = TestDb::new().await;
    load::load(&test.owner, None).await.unwrap();
    let db = Db::connect(test.rw_options(), 4).await.unwrap();
    let services = Services::new(
        db,
        Arc::new(SystemClock),
        Arc::new(SystemEntropy),
        "http://localhost",
    );
    let services = taxonomy::install(services).await.unwrap();
    (test, services)
}

fn skills(taxonomy: &Taxonomy, typed: &str) -> Vec<String> {
    taxonomy
        .search_skills(typed, 8)
        .into_iter()
        .map(|hit| hit.label)
        .collect()
}

fn near(a: Point, lat: f64, lon: f64, km: f64) -> bool {
    a.distance_km(Point { lat, lon }) < km
}

#[tokio::test]
async fn loading_twice_changes_nothing_and_readers_cannot_write() {
    let test = TestDb::new().await;
    let first = load::load(&test.owner, None).await.unwrap();
    assert_eq!(first.loaded.len(), 7);
    let count = "select (select count(*) from skill) + (select count(*) from skill_term) + (select count(*) from city)
        + (select count(*) from occupation_skill) + (select count(*) from postcode_area)";
    let before: i64 = sqlx::query_scalar(count).fetch_one(&test.rw).await.unwrap();
    assert!(
        load::load(&test.owner, None)
            .await
            .unwrap()
            .loaded
            .is_empty()
    );

    // A file that is noted otherwise is loaded again, over what is there.
    sqlx::query("update reference_load set sha256 = 'x'")
        .execute(&test.owner)
        .await
        .unwrap();
    sqlx::query("update skill set label = 'x' where id = 1")
        .execute(&test.owner)
        .await
        .unwrap();
    assert_eq!(load::load(&test.owner, None).await.unwrap().loaded.len(), 7);
    let after: i64 = sqlx::query_scalar(count).fetch_one(&test.rw).await.unwrap();
    assert_eq!(before, after);
    let label: String = sqlx::query_scalar("select label from skill where id = 1")
        .fetch_one(&test.rw)
        .await
        .unwrap();
    assert_ne!(label, "x");

    for table in [
        "skill",
        "skill_term",
        "occupation",
        "city",
        "postcode_area",
        "reference_load",
    ] {
        let sql = sqlx::AssertSqlSafe(format!("delete from {table}"));
        let refused = sqlx::query(sql).execute(&test.rw).await.unwrap_err();
        assert_eq!(
            refused.as_database_error().unwrap().code().as_deref(),
            Some("42501"),
            "{table}"
        );
    }
}

#[tokio::test]
async fn a_skill_that_left_the_data_is_retired_and_comes_back() {
    let test = TestDb::new().await;
    load::load(&test.owner, None).await.unwrap();
    let insert = "insert into skill (id, key, kind, source, label) values (999999, 'gone', 'SKILL', 'ESCO', 'gone');
        update reference_load set sha256 = 'x' where name = 'skills.tsv.gz'";
    sqlx::raw_sql(insert).execute(&test.owner).await.unwrap();
    load::load(&test.owner, None).await.unwrap();
    let retired: Vec<i32> = sqlx::query_scalar("select id from skill where retired")
        .fetch_all(&test.rw)
        .await
        .unwrap();
    assert_eq!(retired, [999_999]);
    let taxonomy = Taxonomy::read(&test.rw).await.unwrap();
    assert_eq!(taxonomy.skill_by_id(999_999).unwrap().label, "gone");
}

#[tokio::test]
async fn skills_are_found_as_people_type_them() {
    let (_test, services) = loaded().await;
    let taxonomy = service::taxonomy(&services).unwrap();
    for (typed, wanted) in [
        ("python", "Python (computer programming)"),
        ("pyth", "Python (computer programming)"),
        ("pyhton", "Python (computer programming)"),
        ("javascrpt", "JavaScript"),
        ("kubernets", "Kubernetes"),
        ("aws", "Amazon Web Services (AWS)"),
        ("excel", "Microsoft Excel"),
        ("forklift", "operate forklift"),
        ("drive a forklift", "operate forklift"),
        ("c++", "C++"),
        ("c#", "C#"),
        ("nursing care", "implement nursing care"),
        ("electical safety", "electrical safety regulations"),
        ("sql", "SQL"),
    ] {
        let found = skills(&taxonomy, typed);
        assert!(
            found.iter().any(|label| label == wanted),
            "{typed}: {found:?}"
        );
    }
    for (typed, first) in [
        ("sql", "SQL"),
        ("java", "Java (computer programming)"),
        ("docker", "Docker"),
        ("R", "R"),
    ] {
        assert_eq!(
            skills(&taxonomy, typed).first().map(String::as_str),
            Some(first),
            "{typed}"
        );
    }
    assert!(skills(&taxonomy, &"x".repeat(10_000)).is_empty());
    assert!(skills(&taxonomy, "🙂 \u{202e}").is_empty());
    assert_eq!(taxonomy.search_skills("manage", 10_000).len(), 50);
}

/// What somebody means who types so little: it stands among the first so many.
#[tokio::test]
async fn everyday_words_find_everyday_skills_first() {
    let (_test, services) = loaded().await;
    let taxonomy = service::taxonomy(&services).unwrap();
    for (typed, among, wanted) in [
        ("fork", 1, "operate forklift"),
        ("forklift", 1, "operate forklift"),
        ("excel", 1, "Microsoft Excel"),
        ("word", 1, "Microsoft Word"),
        ("python", 1, "Python (computer programming)"),
        ("sql", 1, "SQL"),
        ("java", 1, "Java (computer programming)"),
        ("java", 2, "JavaScript"),
        ("aws", 1, "Amazon Web Services (AWS)"),
        ("nurs", 2, "plan nursing care"),
        ("nursing", 2, "implement nursing care"),
        ("care", 2, "plan nursing care"),
        ("first aid", 1, "first aid"),
        ("clean", 2, "clean surfaces"),
        ("drive", 1, "drive vehicles"),
        ("driv", 1, "drive vehicles"),
        ("cook", 1, "cook meat dishes"),
        ("cooking", 1, "use cooking techniques"),
        ("coffee", 2, "prepare specialised coffee"),
        ("weld", 1, "operate welding equipment"),
        ("welding", 1, "operate welding equipment"),
        ("teach", 3, "teach languages"),
        ("account", 2, "accounting"),
        ("accounts", 1, "manage accounts"),
        ("cash", 1, "operate cash register"),
        ("customer service", 1, "customer service"),
        ("team", 1, "lead a team"),
        ("paint", 1, "paint surfaces"),
        ("pick", 2, "pick orders for dispatching"),
        ("lift", 1, "lift heavy weights"),
        ("serve", 1, "serve beverages"),
        ("project man", 1, "project management"),
        ("health and", 1, "health and safety in the workplace"),
        ("spanish", 1, "Spanish"),
    ] {
        let found = skills(&taxonomy, typed);
        assert!(
            found.iter().take(among).any(|label| label == wanted),
            "{typed}: {found:?}"
        );
    }
}

/// Some everyday words are no skills but occupations, the common ones first.
#[tokio::test]
async fn everyday_words_find_common_occupations_first() {
    let (_test, services) = loaded().await;
    let taxonomy = service::taxonomy(&services).unwrap();
    for (typed, wanted) in [
        ("barista", "barista"),
        ("nurse", "nurse responsible for general care"),
        ("chef", "chef"),
        ("cleaner", "building cleaner"),
        ("fork", "forklift operator"),
        ("elec", "electrician"),
        ("software eng", "software developer"),
        ("account", "accountant"),
        ("care", "care home worker"),
        ("plumb", "plumber"),
    ] {
        let found = taxonomy.search_occupations(typed, 8);
        assert_eq!(
            found.first().map(|hit| hit.label.as_str()),
            Some(wanted),
            "{typed}: {found:?}"
        );
    }
}

#[tokio::test]
async fn occupations_are_found_by_title() {
    let (_test, services) = loaded().await;
    let taxonomy = service::taxonomy(&services).unwrap();
    for (typed, wanted) in [
        ("barista", "barista"),
        ("software eng", "software developer"),
        ("bouncer", "door supervisor"),
        ("electrican", "electrician"),
        ("waitress", "waiter/waitress"),
        ("fork lift", "forklift operator"),
    ] {
        let found: Vec<String> = taxonomy
            .search_occupations(typed, 8)
            .into_iter()
            .map(|hit| hit.label)
            .collect();
        assert!(
            found.iter().any(|label| label == wanted),
            "{typed}: {found:?}"
        );
    }
    let cook = taxonomy.occupation_named("cook").unwrap();
    let typical = service::typical_skills(&services, cook.id, 10)
        .await
        .unwrap();
    assert_eq!(typical[0].label, "use cooking techniques");
}

#[tokio::test]
async fn any_postcode_or_city_has_a_point() {
    let (_test, services) = loaded().await;
    for (text, lat, lon, km, sector) in [
        ("SW1A 1AA", 51.501, -0.1416, 1.5, Some("SW1A 1")),
        ("sw1a1aa", 51.501, -0.1416, 1.5, Some("SW1A 1")),
        ("EH1 1YZ", 55.951, -3.190, 1.5, Some("EH1 1")),
        ("M1", 53.478, -2.233, 1.5, None),
        // A sector that has no units: its district answers.
        ("M1 9ZZ", 53.478, -2.233, 1.5, Some("M1 9")),
        ("BT1 1AA", 54.597, -5.930, 3.0, Some("BT1 1")),
        ("Leeds", 53.797, -1.548, 5.0, None),
        ("newcastle", 54.978, -1.617, 5.0, None),
        ("Newcastle, Australia", -32.928, 151.78, 10.0, None),
        ("Cologne", 50.938, 6.960, 10.0, None),
        ("são paulo", -23.548, -46.636, 10.0, None),
        ("Hebden Bridge", 53.74, -2.01, 3.0, None),
        ("London, UK", 51.509, -0.126, 5.0, None),
    ] {
        let place = service::find_place(&services, text)
            .await
            .unwrap()
            .unwrap_or_else(|| panic!("{text}"));
        assert!(near(place.point, lat, lon, km), "{text}: {place:?}");
        assert_eq!(place.sector.as_deref(), sector, "{text}");
    }
    for text in ["", "ZZ99 9ZZ", "Qwertyville", "£1 6AN", "Leeds, Narnia"] {
        assert_eq!(
            service::find_place(&services, text).await.unwrap(),
            None,
            "{text}"
        );
    }
}

#[tokio::test]
async fn places_are_offered_while_typing() {
    let (_test, services) = loaded().await;
    let offered = async |typed: &str| -> Vec<String> {
        service::search_places(&services, typed, 5)
            .await
            .unwrap()
            .into_iter()
            .map(|hit| hit.label)
            .collect()
    };
    assert_eq!(offered("lond").await[0], "London, England");
    assert_eq!(offered("pari").await[0], "Paris, France");
    assert_eq!(offered("machester").await[0], "Manchester, England");
    assert_eq!(offered("e1 6").await[0], "E1 6");
    assert_eq!(offered("E1 6AN").await[0], "E1 6");
    assert_eq!(offered("le").await.len(), 5);
    assert!(
        offered("ls1")
            .await
            .iter()
            .all(|label| label.starts_with("LS1"))
    );
}

#[tokio::test]
async fn skills_are_read_out_of_prose() {
    let (_test, services) = loaded().await;
    let found = |text: &str| -> Vec<String> {
        service::match_labels(&services, text)
            .unwrap()
            .into_iter()
            .map(|hit| hit.label)
            .collect()
    };
    let text = "We want someone who knows Python, SQL and Docker. You will operate forklift trucks, \
        lay bricks and mix construction grouts. AWS is a plus; so is R. Go the extra mile!";
    let labels = found(text);
    for wanted in [
        "Python (computer programming)",
        "SQL",
        "Docker",
        "operate forklift",
        "lay bricks",
        "mix construction grouts",
        "Amazon Web Services (AWS)",
        "R",
    ] {
        assert!(
            labels.iter().any(|label| label == wanted),
            "{wanted}: {labels:?}"
        );
    }
    assert!(found("Word of mouth is our source. Salt of the earth people go far, r you ready to access a project?").is_empty());
    assert!(found("").is_empty());
}

#[tokio::test]
async fn the_scorer_learns_the_hierarchy() {
    let (test, services) = loaded().await;
    let taxonomy = service::taxonomy(&services).unwrap();
    let world = service::load_world(&test.rw).await.unwrap();
    let id = |name: &str| taxonomy.skill_named(name).unwrap().id.unsigned_abs();
    let relation = |held: &str, asked: &str| {
        world
            .relation(id(held), id(asked))
            .map(matching::world::Relation::similarity)
    };
    assert_eq!(relation("Java", "computer programming"), Some(9_000));
    assert_eq!(relation("computer programming", "Java"), Some(4_000));
    assert_eq!(relation("Java", "Ruby (computer programming)"), Some(3_000));
    assert_eq!(relation("lay bricks", "Java"), None);
    let hierarchy = service::load_hierarchy(&test.rw).await.unwrap();
    assert!(hierarchy.len() > 20_000);
    assert_eq!(
        taxonomy.skill_named("teaching and training").unwrap().kind,
        SkillKind::Group
    );

    let shipped = taxonomy::Shipped::read().unwrap();
    let alone = shipped.world();
    let (java, ruby) = (id("Java"), id("Ruby (computer programming)"));
    assert_eq!(alone.relation(java, ruby), world.relation(java, ruby));
}
