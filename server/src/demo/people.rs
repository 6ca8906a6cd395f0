//! Generated people: an account nobody can sign in to, a profile, skills, a history.

use super::copy::Rows;
use super::dice::Dice;
use super::names::{FAMILY, GIVEN};
use super::trades::Hours;
use super::world::{Calling, World, week};
use kernel::week::Week;
use sqlx::PgConnection;
use time::{Date, Duration, OffsetDateTime};
use uuid::Uuid;

/// Rows of the tables that make a person.
#[derive(Default)]
pub struct People {
    accounts: Rows,
    people: Rows,
    skills: Rows,
    experience: Rows,
    education: Rows,
    certifications: Rows,
}

/// When the demo takes place.
#[derive(Clone, Copy)]
pub struct Today {
    pub now: OffsetDateTime,
    pub date: Date,
}

/// Milliseconds of an id that is so many minutes older than the demo world. Not the time of loading:
/// the same thing has the same id whenever it is loaded.
pub fn millis(minutes_ago: i64) -> u64 {
    const WORLD_BEGAN: i64 = 1_767_225_600_000;
    u64::try_from(WORLD_BEGAN - minutes_ago * 60_000).unwrap_or(0)
}

/// One person before they are written down.
pub struct Person<'a> {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub password_hash: &'a str,
    pub calling: &'a Calling,
    pub place: &'a super::world::Place,
    pub headline: String,
    /// Years worked so far.
    pub years: i64,
    /// Percent of the calling's skills they have.
    pub breadth: i64,
    pub availability: Week,
}

/// The `index`-th generated person.
pub fn invent<'a>(world: &'a World, seed: u64, index: u32) -> (Person<'a>, Dice) {
    let mut dice = Dice::new(seed, b'p', index);
    let (given, family) = (*dice.pick(GIVEN), *dice.pick(FAMILY));
    let calling = world.calling(&mut dice);
    let (_, around) = dice.pick(&world.around);
    let place = dice.pick(around);
    let hours = if dice.percent(80) {
        calling.hours
    } else {
        Hours::Shifts
    };
    let person = Person {
        id: dice.id(millis(60 * 24 * 30 + i64::from(index))),
        name: format!("{given} {family}"),
        email: format!("person{index}.{seed}@people.example"),
        // Not a hash of anything: nobody can sign in.
        password_hash: "!",
        headline: dice.pick(&calling.headlines).clone(),
        years: dice.within(0, 18).min(dice.within(0, 25)),
        breadth: dice.within(35, 100),
        availability: week(hours, true, &mut dice),
        calling,
        place,
    };
    (person, dice)
}

impl People {
    /// Writes a person down.
    pub fn add(&mut self, person: &Person<'_>, world: &World, today: Today, dice: &mut Dice) {
        let joined = today.now - Duration::minutes(dice.within(60, 60 * 24 * 200));
        self.accounts
            .plain(person.id)
            .field(&person.email)
            .field(person.password_hash)
            .field(&person.name)
            .plain(joined)
            .end();
        let level = self.profile(person, today, joined, dice);
        self.skills(person, world, today, dice);
        self.history(person, world, today, dice);
        self.papers(person, level, today, dice);
    }

    /// Returns the level of their education, if they say.
    fn profile(
        &mut self,
        person: &Person<'_>,
        today: Today,
        joined: OffsetDateTime,
        dice: &mut Dice,
    ) -> Option<i64> {
        let calling = person.calling;
        let rate = dice.within(calling.pay.0, calling.pay.1) / 10 * 10;
        let modes: &[&str] = if calling.remote {
            &["ONSITE", "REMOTE", "HYBRID"]
        } else {
            &["ONSITE"]
        };
        let types: &[&str] = match calling.hours {
            Hours::Office => &["FULL_TIME", "PART_TIME", "CONTRACT"],
            _ => &["SHIFT", "PART_TIME", "FULL_TIME", "TEMPORARY"],
        };
        let styles: Option<Vec<String>> = dice
            .percent(45)
            .then(|| (0..8).map(|_| dice.within(-2, 2).to_string()).collect());
        let available = dice.percent(88).then(|| person.availability.to_bytes());
        let from = dice
            .percent(30)
            .then(|| today.date + Duration::days(dice.within(-10, 40)));
        let education = dice.percent(75).then(|| education_level(calling, dice));
        self.people
            .plain(person.id)
            .field(&person.name)
            .field(&person.headline)
            .field(&bio(person))
            .field(&person.place.label)
            .plain(person.place.at.lat)
            .plain(person.place.at.lon)
            .plain(*dice.pick(&[8, 10, 15, 20, 25, 30]))
            .words(modes)
            .bytes(available.as_ref().map(<[u8; 42]>::as_slice))
            .maybe(from)
            .plain(rate)
            .plain(rate * dice.within(88, 100) / 100)
            .words(types)
            .plain(*dice.pick(&[10, 15, 25, 40]))
            .maybe(styles.map(|styles| format!("{{{}}}", styles.join(","))))
            .plain(if dice.percent(20) { "t" } else { "f" })
            .plain(5)
            .plain(joined)
            .plain(joined)
            .plain(joined)
            .end();
        education
    }

    fn skills(&mut self, person: &Person<'_>, world: &World, today: Today, dice: &mut Dice) {
        let mut known = std::collections::HashSet::new();
        let strangers = dice.within(0, 4);
        for &skill in &person.calling.skills {
            if dice.percent(person.breadth) && known.insert(skill) {
                self.skill(person, skill, today, dice);
            }
        }
        for _ in 0..strangers {
            let other = dice.pick(&world.callings[..world.trades]);
            if let Some(&skill) = (!other.skills.is_empty()).then(|| dice.pick(&other.skills))
                && known.insert(skill)
            {
                self.skill(person, skill, today, dice);
            }
        }
    }

    fn skill(&mut self, person: &Person<'_>, skill: i32, today: Today, dice: &mut Dice) {
        let level = dice
            .percent(85)
            .then(|| (1 + person.years / 4 + dice.within(-1, 1)).clamp(0, 4));
        let months = dice
            .percent(70)
            .then(|| 12 * dice.within(0, person.years.max(1)));
        let last = dice
            .percent(60)
            .then(|| i64::from(today.date.year()) - dice.within(0, 5) * dice.within(0, 1));
        let evidence = if dice.percent(18) {
            "VERIFIED"
        } else {
            "STATED"
        };
        self.skills
            .plain(person.id)
            .plain(skill)
            .maybe(level)
            .maybe(months)
            .maybe(last)
            .plain(evidence)
            .end();
    }

    fn history(&mut self, person: &Person<'_>, world: &World, today: Today, dice: &mut Dice) {
        let mut end = today.date
            - Duration::days(if dice.percent(70) {
                0
            } else {
                dice.within(20, 400)
            });
        let mut left = person.years * 12;
        let mut current = end == today.date;
        for _ in 0..4 {
            if left <= 0 {
                break;
            }
            let months = dice.within(5, 48).min(left);
            let start = end - Duration::days(months * 30);
            let calling = if dice.percent(80) {
                person.calling
            } else {
                world.calling(dice)
            };
            let organisation = employer(calling, dice);
            let id = dice.id(millis(0));
            self.experience
                .plain(id)
                .plain(person.id)
                .field(dice.pick::<String>(&calling.job_titles))
                .field(organisation)
                .plain(calling.occupation)
                .plain(start)
                .maybe((!current).then_some(end))
                .end();
            current = false;
            left -= months;
            end = start - Duration::days(dice.within(10, 120));
        }
    }

    fn papers(&mut self, person: &Person<'_>, level: Option<i64>, today: Today, dice: &mut Dice) {
        if let Some(level) = level {
            let id = dice.id(millis(0));
            let (institution, qualification) = school(level, dice);
            self.education
                .plain(id)
                .plain(person.id)
                .field(institution)
                .field(qualification)
                .plain(level)
                .end();
        }
        let mut paper = |name: &str, document: &str, chance: i64, dice: &mut Dice| {
            if dice.percent(chance) {
                let expires = today.date + Duration::days(dice.within(-60, 900));
                let id = dice.id(millis(0));
                self.certifications
                    .plain(id)
                    .plain(person.id)
                    .field(name)
                    .plain(document)
                    .plain(expires - Duration::days(1095))
                    .plain(expires)
                    .end();
            }
        };
        paper("Right to work check", "RIGHT_TO_WORK", 85, dice);
        if let Some(document) = person.calling.document {
            paper(paper_name(document), document, 80, dice);
        }
        paper("First aid at work", "FIRST_AID", 12, dice);
    }

    /// Sends people nobody has seen yet. The triggers that count their versions are off meanwhile: they
    /// would write everybody four times more.
    pub async fn send_unseen(&mut self, connection: &mut PgConnection) -> Result<u64, sqlx::Error> {
        switch_triggers(connection, "disable").await?;
        let new = self.send(connection).await?;
        switch_triggers(connection, "enable").await?;
        Ok(new)
    }

    /// Sends everything.
    pub async fn send(&mut self, connection: &mut PgConnection) -> Result<u64, sqlx::Error> {
        let tables = [
            (
                &mut self.accounts,
                "account",
                "id, email, password_hash, display_name, created_at",
            ),
            (
                &mut self.people,
                "person",
                "id, name, headline, bio, place, lat, lon, travel_radius_km, work_modes, availability, available_from, rate_minor, wish_pay_minor, \
                 wish_types, wish_commute_km, styles, public_page, onboarding_step, onboarded_at, created_at, updated_at",
            ),
            (
                &mut self.skills,
                "person_skill",
                "person_id, skill_id, level, months, last_used_year, evidence",
            ),
            (
                &mut self.experience,
                "experience",
                "id, person_id, title, organisation, occupation_id, started_on, ended_on",
            ),
            (
                &mut self.education,
                "education",
                "id, person_id, institution, qualification, level",
            ),
            (
                &mut self.certifications,
                "certification",
                "id, person_id, name, document, issued_on, expires_on",
            ),
        ];
        let mut new = None;
        for (rows, table, columns) in tables {
            let written = rows.send(connection, table, columns).await?;
            new = new.or(Some(written));
        }
        Ok(new.unwrap_or_default())
    }
}

async fn switch_triggers(connection: &mut PgConnection, how: &str) -> Result<(), sqlx::Error> {
    for table in ["person_skill", "experience", "education", "certification"] {
        let statement = format!("alter table {table} {how} trigger {table}_inserted");
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

fn education_level(calling: &Calling, dice: &mut Dice) -> i64 {
    (i64::from(calling.education.max(2)) + dice.within(-1, 1)).clamp(1, 8)
}

fn school(level: i64, dice: &mut Dice) -> (&'static str, &'static str) {
    match level {
        1 | 2 => ("City Secondary School", "GCSEs"),
        3 => (
            *dice.pick(&["Northern College", "Riverside Sixth Form"]),
            "A levels",
        ),
        4 | 5 => (
            *dice.pick(&["Northern College", "Harbour College"]),
            "Higher National Diploma",
        ),
        6 => (
            *dice.pick(&["University of the Fells", "Bridge University"]),
            "Bachelor’s degree",
        ),
        7 => ("Bridge University", "Master’s degree"),
        _ => ("Bridge University", "Doctorate"),
    }
}

/// An organisation that has such work.
fn employer(calling: &Calling, dice: &mut Dice) -> &'static str {
    let fitting: Vec<&str> = super::names::ORGANISATIONS
        .iter()
        .filter(|(_, _, categories, _)| categories.contains(&calling.category))
        .map(|(name, ..)| *name)
        .collect();
    if fitting.is_empty() {
        "Self-employed"
    } else {
        dice.pick::<&str>(&fitting)
    }
}

/// What a document is called on a certificate.
pub fn paper_name(document: &str) -> &'static str {
    match document {
        "DBS" => "Enhanced DBS check",
        "DRIVING_LICENCE" => "Driving licence, category B",
        "FORKLIFT_LICENCE" => "Counterbalance forklift licence",
        "FOOD_HYGIENE" => "Level 2 food hygiene",
        "FIRST_AID" => "First aid at work",
        "SIA_LICENCE" => "SIA licence",
        "CSCS_CARD" => "CSCS card",
        "NURSING_PIN" => "NMC registration",
        _ => "Right to work check",
    }
}

fn bio(person: &Person<'_>) -> String {
    let years = match person.years {
        0 => "I am at the start".to_owned(),
        1 => "I have one year behind me".to_owned(),
        n => format!("I have {n} years behind me"),
    };
    format!(
        "{}. {years}, I turn up on time, and I like to learn from whoever is better than me.",
        person.headline
    )
}
