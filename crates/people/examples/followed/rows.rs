//! People as rows of the tables.

use crate::Done;
use crate::invent::{self, TODAY};
use crate::shipped::Shipped;
use matching::{Mode, Person, PersonSkill, Proof};
use platform::testing::TestDb;
use sqlx::{Connection as _, Executor as _, PgConnection};
use std::fmt::{Display, Write as _};

/// People sent at once: bounds memory.
const BATCH: u32 = 20_000;

const TABLES: [(&str, &str); 6] = [
    (
        "account",
        "id, email, password_hash, display_name, created_at",
    ),
    (
        "person",
        "id, name, lat, lon, travel_radius_km, work_modes, availability, available_from, wish_pay_minor, wish_types, wish_commute_km, styles, no_experience, onboarded_at, created_at, updated_at",
    ),
    (
        "person_skill",
        "person_id, skill_id, level, last_used_year, evidence",
    ),
    (
        "experience",
        "id, person_id, title, occupation_id, started_on, ended_on",
    ),
    (
        "education",
        "id, person_id, institution, qualification, level",
    ),
    ("certification", "id, person_id, name, document, expires_on"),
];

/// Fills the tables; returns the ids in the order of their numbers.
pub async fn fill(test: &TestDb, shipped: &Shipped, people: u32) -> Done<Vec<String>> {
    // As superuser, past row security, foreign keys and triggers: they are what it is.
    let mut superuser = PgConnection::connect_with(&test.login("postgres")).await?;
    superuser
        .execute("set session_replication_role = replica")
        .await?;
    let mut ids = Vec::new();
    let mut from = 0;
    while from < people {
        let to = (from + BATCH).min(people);
        let mut texts = TABLES.map(|_| String::new());
        for at in from..to {
            let person = invent::person(shipped, at, 0);
            write(&mut texts, &person, at);
            ids.push(person.id);
        }
        for ((table, columns), text) in TABLES.iter().zip(texts) {
            let statement = format!("copy {table} ({columns}) from stdin");
            let mut copy = superuser.copy_in_raw(&statement).await?;
            copy.send(text.into_bytes()).await?;
            copy.finish().await?;
        }
        from = to;
    }
    // What the best SQL wants, and what every database does by itself in time.
    superuser
        .execute("create index bench_skill on person_skill (skill_id, person_id) include (level, last_used_year, evidence)")
        .await?;
    superuser
        .execute("create index bench_experience on experience (person_id) include (occupation_id, started_on, ended_on)")
        .await?;
    superuser
        .execute("vacuum (analyze) person, person_skill, experience, education, certification")
        .await?;
    superuser.close().await?;
    Ok(ids)
}

fn row(text: &mut String, fields: &[&dyn Display]) {
    for (at, field) in fields.iter().enumerate() {
        let end = if at + 1 == fields.len() { '\n' } else { '\t' };
        let _ = write!(text, "{field}{end}");
    }
}

fn or_null<T: Display>(value: Option<T>) -> String {
    value.map_or_else(|| "\\N".to_owned(), |value| value.to_string())
}

fn write(texts: &mut [String; 6], person: &Person, at: u32) {
    let [account, profile, skills, experience, education, papers] = texts;
    let id = &person.id;
    let mail = format!("{at}@people.example");
    row(account, &[id, &mail, &"!", &"Somebody", &"2026-01-01"]);
    let place = person.place;
    let hours = person.availability.map(|week| {
        let hex = week.to_bytes().iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        format!("\\\\x{hex}")
    });
    let styles = person.styles.map(|styles| {
        let answers: Vec<String> = styles.iter().map(ToString::to_string).collect();
        format!("{{{}}}", answers.join(","))
    });
    row(
        profile,
        &[
            id,
            &"Somebody",
            &or_null(place.map(|place| place.lat)),
            &or_null(place.map(|place| place.lon)),
            &or_null(person.radius_km),
            &format!("{{{}}}", modes(&person.wishes.modes)),
            &or_null(hours),
            &or_null(person.available_from),
            &or_null(person.wishes.pay_minor),
            &format!("{{{}}}", kinds(&person.wishes.kinds)),
            &or_null(person.wishes.commute_km),
            &or_null(styles),
            &"t",
            &"2026-01-01",
            &"2026-01-01",
            &"2026-01-01",
        ],
    );
    person
        .skills
        .iter()
        .for_each(|held| skill(skills, id, held));
    let mut last = TODAY;
    for (number, spell) in person.experience.iter().flatten().enumerate() {
        let first = last - time::Duration::days(i64::from(spell.months) * 30 + 10);
        let entry = entry(at, number, 1);
        let occupation = or_null(spell.occupation);
        row(
            experience,
            &[&entry, id, &spell.title, &occupation, &first, &last],
        );
        last = first;
    }
    if let Some(level) = person.education {
        let entry = entry(at, 0, 2);
        row(education, &[&entry, id, &"School", &"Course", &level]);
    }
    for (number, held) in person.documents.iter().enumerate() {
        let code = held.document.to_uppercase();
        let entry = entry(at, number, 3);
        row(
            papers,
            &[&entry, id, &"Paper", &code, &or_null(held.expires)],
        );
    }
}

fn skill(text: &mut String, id: &str, held: &PersonSkill) {
    let year = |months: u16| TODAY.year() - i32::from(months.div_ceil(12));
    let proof = match held.proof {
        Proof::Verified => "VERIFIED",
        Proof::Stated => "STATED",
        Proof::Inferred => "INFERRED",
    };
    let used = held.months_since_used.map(year);
    row(
        text,
        &[
            &id,
            &held.skill,
            &or_null(held.level),
            &or_null(used),
            &proof,
        ],
    );
}

fn entry(person: u32, number: usize, kind: u8) -> String {
    format!("{person:08x}-{number:04x}-7000-8000-{kind:012x}")
}

fn modes(modes: &[Mode]) -> String {
    let name = |mode: &Mode| match mode {
        Mode::OnSite => "ONSITE",
        Mode::Hybrid => "HYBRID",
        Mode::Remote => "REMOTE",
    };
    modes.iter().map(name).collect::<Vec<_>>().join(",")
}

fn kinds(kinds: &[String]) -> String {
    let name = |kind: &String| match kind.as_str() {
        "shift" => "SHIFT",
        "temporary" => "TEMPORARY",
        "contract" => "CONTRACT",
        _ => "FULL_TIME",
    };
    kinds.iter().map(name).collect::<Vec<_>>().join(",")
}
