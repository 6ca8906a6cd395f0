//! Importing releases in small (`releases/`) as `app_owner`, and what readers see of it as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use matching::{Importance, Job, Person, PersonSkill, Relation, Requirement, Scorer, World};
use platform::testing::TestDb;
use sqlx::PgPool;
use std::fs;
use std::path::{Path, PathBuf};
use taxonomy::import::{ImportError, Source, Summary, import};
use taxonomy::load::{self, Fate};
use taxonomy::{Taxonomy, service};
use tempfile::TempDir;

const DRIVE: &str = "00000000-0000-4000-8000-000000000001";
const REACH: &str = "00000000-0000-4000-8000-000000000002";
const STACK: &str = "00000000-0000-4000-8000-000000000003";
const OLD: &str = "00000000-0000-4000-8000-000000000006";
const DRIVER: &str = "00000000-0000-4000-8000-0000000000a1";

fn release(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/releases")
        .join(name)
}

async fn esco(test: &TestDb) -> Summary {
    import(&test.owner, Source::Esco, &release("esco"), false)
        .await
        .unwrap()
}

async fn onet(test: &TestDb) -> Summary {
    import(&test.owner, Source::Onet, &release("onet"), false)
        .await
        .unwrap()
}

/// One skill that ESCO's release has too, under an older name, and one that it calls obsolete.
async fn scene() -> TestDb {
    let test = TestDb::new().await;
    let sql = format!(
        "insert into skill (id, key, kind, source, label) values (1, '{DRIVE}', 'KNOWLEDGE', 'ESCO', 'forklifts'), (2, '{OLD}', 'SKILL', 'ESCO', 'telegraph');
         insert into skill_term values (1, 'forklifts', 'forklifts', true), (1, 'drive lift trucks', 'drive lift trucks', false), (2, 'telegraph', 'telegraph', true);
         insert into isco_group values ('83', 'drivers'), ('8344', 'drivers of trucks'), ('26', 'artists');
         insert into occupation (id, key, label, isco) values (7, '{DRIVER}', 'truck driver', '8344');
         insert into occupation_skill values (7, 2, 95), (7, 1, 40)"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
        .execute(&test.owner)
        .await
        .unwrap();
    test
}

async fn id(pool: &PgPool, key: &str) -> i32 {
    sqlx::query_scalar("select id from skill where key = $1")
        .bind(key)
        .fetch_one(pool)
        .await
        .unwrap()
}

/// Everything the taxonomy is, as text.
async fn dump(pool: &PgPool) -> Vec<String> {
    let sql = "select 's' || s::text from skill s union all select 't' || t::text from skill_term t
        union all select 'p' || p::text from skill_parent p union all select 'i' || i::text from isco_group i
        union all select 'o' || o::text from occupation o union all select 'u' || u::text from occupation_term u
        union all select 'n' || n::text from occupation_skill n order by 1";
    sqlx::query_scalar(sql).fetch_all(pool).await.unwrap()
}

fn fate(added: i64, changed: i64, unchanged: i64, retired: i64) -> Fate {
    Fate {
        added,
        changed,
        unchanged,
        retired,
    }
}

#[tokio::test]
async fn a_release_of_esco_updates_what_is_there_and_adds_the_rest() {
    let test = scene().await;
    let summary = esco(&test).await;
    // Of skills five are new, and of groups S6, S6.2, T4, K06 and K0613.
    assert_eq!(summary.done.skills, fate(10, 1, 0, 1));
    assert_eq!(summary.done.occupations, fate(2, 1, 0, 0));
    assert_eq!(summary.skipped["a concept of the type “something new”"], 1);

    // Its number stays, and so do the names by which people look.
    let label: String =
        sqlx::query_scalar("select label from skill where id = 1 and kind = 'SKILL' and imported")
            .fetch_one(&test.rw)
            .await
            .unwrap();
    assert_eq!(label, "drive lift trucks");
    let taxonomy = Taxonomy::read(&test.rw).await.unwrap();
    for name in [
        "forklifts",
        "drive lift trucks",
        "handle lift trucks",
        "use a \"lift truck\"",
    ] {
        assert_eq!(
            taxonomy.skill_named(name).map(|hit| hit.id),
            Some(1),
            "{name}"
        );
    }
    assert_eq!(taxonomy.skill_named("telegraph"), None);
    assert_eq!(taxonomy.skill_by_id(2).unwrap().label, "telegraph");
    assert_eq!(
        taxonomy
            .skill_named("put pallets on pallets")
            .unwrap()
            .label,
        "stack pallets"
    );
    assert_eq!(
        taxonomy.skill_named("mocha").unwrap().label,
        "Mocha (computer programming)"
    );
    assert!(id(&test.rw, STACK).await >= 10_000_000);

    // Occupations, with the zero that a spreadsheet lost; what was chosen by hand stays.
    assert_eq!(
        taxonomy.occupation_named("coder").unwrap().label,
        "programmer"
    );
    let officer = taxonomy.occupation_named("army officer").unwrap().id;
    assert_eq!(taxonomy.occupation_group(officer), Some("0110"));
    let needs: Vec<(String, i16)> = sqlx::query_as(
        "select s.label, e.weight from occupation_skill e join skill s on s.id = e.skill_id where e.occupation_id = 7 order by 2 desc")
        .fetch_all(&test.rw).await.unwrap();
    let needs: Vec<(&str, i16)> = needs
        .iter()
        .map(|(label, weight)| (label.as_str(), *weight))
        .collect();
    assert_eq!(
        needs,
        [
            ("telegraph", 95),
            ("drive lift trucks", 90),
            ("stack pallets", 60)
        ]
    );

    let (release, attribution): (String, String) = sqlx::query_as(
        "select release, attribution from reference_load where name = 'import:esco'",
    )
    .fetch_one(&test.rw)
    .await
    .unwrap();
    assert_eq!(release, "esco");
    assert!(attribution.contains("© European Union"));
}

#[tokio::test]
async fn done_again_it_changes_nothing() {
    let test = scene().await;
    esco(&test).await;
    onet(&test).await;
    let before = dump(&test.rw).await;
    for summary in [esco(&test).await, onet(&test).await] {
        for fate in [summary.done.skills, summary.done.occupations] {
            assert_eq!(
                (fate.added, fate.changed, fate.retired),
                (0, 0, 0),
                "{summary}"
            );
            assert!(fate.unchanged > 0, "{summary}");
        }
    }
    assert_eq!(dump(&test.rw).await, before);
}

#[tokio::test]
async fn a_dry_run_says_the_same_and_writes_nothing() {
    let test = scene().await;
    let before = dump(&test.rw).await;
    let trial = import(&test.owner, Source::Esco, &release("esco"), true)
        .await
        .unwrap();
    assert_eq!(dump(&test.rw).await, before);
    assert!(
        trial
            .to_string()
            .ends_with("Nothing was written: this was a dry run.")
    );
    assert_eq!(esco(&test).await.done, trial.done);
}

#[tokio::test]
async fn a_release_of_onet_stands_beside_esco() {
    let test = scene().await;
    esco(&test).await;
    let summary = onet(&test).await;
    assert_eq!(summary.skipped["a name for a sort of software"], 1);
    assert_eq!(
        summary.skipped["a title of an occupation that is not in Occupation Data.txt"],
        1
    );

    let taxonomy = Taxonomy::read(&test.rw).await.unwrap();
    // What ESCO knows is not doubled: a product, a skill, an activity.
    for (name, label) in [
        ("Mocha", "Mocha (computer programming)"),
        ("Writing Programs", "writing programs"),
        ("Stack pallets", "stack pallets"),
        ("PalletPilot software", "PalletPilot software"),
        ("Drive trucks that lift", "Drive trucks that lift"),
    ] {
        assert_eq!(taxonomy.skill_named(name).unwrap().label, label, "{name}");
        let many: i64 = sqlx::query_scalar(
            "select count(distinct skill_id) from skill_term where term = plain($1)",
        )
        .bind(name)
        .fetch_one(&test.rw)
        .await
        .unwrap();
        assert_eq!(many, 1, "{name}");
    }
    // The group of ISCO-08: by titles ESCO knows, or else the nearest of the major group.
    for (title, group) in [
        ("Stacker Driver (SD)", "8344"),
        ("Programmers", "2514"),
        ("Jugglers", "26"),
    ] {
        let found = taxonomy.occupation_named(title).unwrap();
        assert_eq!(taxonomy.occupation_group(found.id), Some(group), "{title}");
    }
    let needs: Vec<(String, i16)> = sqlx::query_as(
        "select s.label, e.weight from occupation_skill e join skill s on s.id = e.skill_id
         join occupation o on o.id = e.occupation_id where o.key = 'onet:15-1251.00' order by 1",
    )
    .fetch_all(&test.rw)
    .await
    .unwrap();
    let needs: Vec<(&str, i16)> = needs
        .iter()
        .map(|(label, weight)| (label.as_str(), *weight))
        .collect();
    assert_eq!(
        needs,
        [
            ("Frobnicator Pro", 70),
            ("Mocha (computer programming)", 85),
            ("writing programs", 80)
        ]
    );
    let source: String =
        sqlx::query_scalar("select distinct source from occupation where key like 'onet:%'")
            .fetch_one(&test.rw)
            .await
            .unwrap();
    assert_eq!(source, "ONET");
}

/// What a person who has one skill gets for a job that asks for another.
fn kfn(world: &World, has: i32, asks: i32) -> i32 {
    let mut job = Job::new("job");
    job.requirements = vec![Requirement {
        skill: asks.unsigned_abs(),
        importance: Importance::Should,
        level: None,
    }];
    let mut person = Person::new("person");
    person.skills = vec![PersonSkill::stated(has.unsigned_abs())];
    Scorer::new(&job, world).score(&person).kfn.rounded()
}

#[tokio::test]
async fn parents_and_siblings_of_a_release_give_partial_credit() {
    let test = scene().await;
    esco(&test).await;
    onet(&test).await;
    let world = service::load_world(&test.rw).await.unwrap();
    let (drive, reach, stack) = (
        id(&test.rw, DRIVE).await,
        id(&test.rw, REACH).await,
        id(&test.rw, STACK).await,
    );
    let relation = |has: i32, asks: i32| world.relation(has.unsigned_abs(), asks.unsigned_abs());
    assert_eq!(relation(reach, drive), Some(Relation::Narrower));
    assert_eq!(relation(drive, reach), Some(Relation::Broader));
    // `S6.2.0` repeats `S6.2`, which stands for both.
    assert_eq!(relation(stack, drive), Some(Relation::Sibling));
    assert_eq!(relation(stack, reach), None);
    let (tool, other) = (
        id(&test.rw, "onet:Reach trucks").await,
        id(&test.rw, "onet:Counterbalance trucks").await,
    );
    assert_eq!(relation(tool, other), Some(Relation::Sibling));

    let scores = [drive, reach, stack].map(|has| kfn(&world, has, drive));
    // Stated, not verified: nine tenths of 1, .9 and .3.
    assert_eq!(scores, [90, 81, 27]);
    assert_eq!(kfn(&world, stack, reach), 0);
}

/// The release with one file changed.
fn broken(name: &str, file: &str, change: impl Fn(String) -> String) -> TempDir {
    let folder = TempDir::new().unwrap();
    for entry in fs::read_dir(release(name)).unwrap().flatten() {
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    let text = fs::read_to_string(folder.path().join(file)).unwrap();
    let changed = change(text.clone());
    assert_ne!(changed, text);
    fs::write(folder.path().join(file), changed).unwrap();
    folder
}

#[tokio::test]
async fn a_broken_file_names_its_line_and_leaves_nothing() {
    let test = scene().await;
    let before = dump(&test.rw).await;
    let cases = [
        (
            Source::Esco,
            "esco",
            "occupations_en.csv",
            "2514,programmer",
            "9999,programmer",
            "occupations_en.csv, line 5, column “iscoGroup”: there is no group 9999 in ISCO-08",
        ),
        (
            Source::Esco,
            "esco",
            "occupationSkillRelations_en.csv",
            ",optional,skill/competence",
            ",perhaps,skill/competence",
            "occupationSkillRelations_en.csv, line 3, column “relationType”: “perhaps” is neither essential nor optional",
        ),
        (
            Source::Esco,
            "esco",
            "skills_en.csv",
            "drive reach trucks",
            "",
            "skills_en.csv, line 4, column “preferredLabel”: empty",
        ),
        (
            Source::Esco,
            "esco",
            "skills_en.csv",
            "preferredLabel",
            "label",
            "skills_en.csv, line 1: there is no column “preferredLabel”",
        ),
        (
            Source::Onet,
            "onet",
            "Skills.txt",
            "\t4.50\t",
            "\tmuch\t",
            "Skills.txt, line 5, column “Data Value”: not a number from 0 to 5",
        ),
        (
            Source::Onet,
            "onet",
            "Tasks to DWAs.txt",
            "53-7051.00\t102",
            "53-7051\t102",
            "Tasks to DWAs.txt, line 3, column “O*NET-SOC Code”: “53-7051” is not a code such as 11-1011.00",
        ),
        (
            Source::Onet,
            "onet",
            "Alternate Titles.txt",
            "Coder\tn/a\t08",
            "Coder",
            "Alternate Titles.txt, line 4: 2 fields instead of 4",
        ),
    ];
    for (source, name, file, was, is, said) in cases {
        let folder = broken(name, file, |text| text.replacen(was, is, 1));
        let error = import(&test.owner, source, folder.path(), false)
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), said);
    }
    let empty = TempDir::new().unwrap();
    for (source, needed) in [
        (Source::Esco, "skills_en.csv"),
        (Source::Onet, "Occupation Data.txt"),
    ] {
        let error = import(&test.owner, source, empty.path(), false)
            .await
            .unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with(&format!("there is no {needed} here")),
            "{error}"
        );
    }
    assert_eq!(dump(&test.rw).await, before);
}

/// A file can be right and the database say no: nothing of it is left.
#[tokio::test]
async fn what_the_database_refuses_leaves_nothing() {
    let test = scene().await;
    sqlx::raw_sql("alter table occupation add constraint no_coders check (label <> 'programmer')")
        .execute(&test.owner)
        .await
        .unwrap();
    let before = dump(&test.rw).await;
    let error = import(&test.owner, Source::Esco, &release("esco"), false)
        .await
        .unwrap_err();
    assert!(matches!(error, ImportError::Database(_)), "{error}");
    assert_eq!(dump(&test.rw).await, before);
}

#[tokio::test]
async fn readers_cannot_import() {
    let test = scene().await;
    let before = dump(&test.rw).await;
    let refused = import(&test.rw, Source::Esco, &release("esco"), false).await;
    assert!(matches!(refused, Err(ImportError::Database(_))));
    assert_eq!(dump(&test.rw).await, before);
}

/// New shipped data does not undo an import, and what it brings under a number of its own that was
/// imported before keeps the number people already refer to.
#[tokio::test]
async fn a_load_leaves_what_was_imported() {
    let test = TestDb::new().await;
    load::load(&test.owner, None).await.unwrap();
    esco(&test).await;
    let (drive, shipped) = (id(&test.rw, DRIVE).await, id(&test.rw, "S6.2").await);
    // As if the shipped file had learned of it under its own next number.
    let folder = TempDir::new().unwrap();
    for file in taxonomy::shipped::File::ALL {
        let text = taxonomy::shipped::text(file, &file.bytes(None).unwrap()).unwrap();
        let more = match file {
            taxonomy::shipped::File::Skills => format!(
                "{text}999998\t{DRIVE}\tKNOWLEDGE\tESCO\tlift trucks of the shipped file\t\t\n999999\tnewer\tSKILL\tESCO\tuse what is newer\t999998\t\n"
            ),
            _ => text,
        };
        fs::write(folder.path().join(file.name()), packed(file.name(), &more)).unwrap();
    }
    load::load(&test.owner, Some(folder.path())).await.unwrap();
    let label: String =
        sqlx::query_scalar("select label from skill where key = $1 and not retired")
            .bind(DRIVE)
            .fetch_one(&test.rw)
            .await
            .unwrap();
    assert_eq!(label, "drive lift trucks");
    assert_eq!(id(&test.rw, DRIVE).await, drive);
    let parents: Vec<i32> =
        sqlx::query_scalar("select parent_id from skill_parent where skill_id = 999999")
            .fetch_all(&test.rw)
            .await
            .unwrap();
    assert_eq!(parents, [drive]);
    let group: String = sqlx::query_scalar("select label from skill where id = $1")
        .bind(shipped)
        .fetch_one(&test.rw)
        .await
        .unwrap();
    assert_eq!(group, "moving goods");
}

fn packed(name: &str, text: &str) -> Vec<u8> {
    use std::io::Write as _;
    if !name.ends_with(".gz") {
        return text.as_bytes().to_vec();
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}
