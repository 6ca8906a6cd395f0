//! Generated organisations and the jobs they post.

use super::copy::Rows;
use super::dice::Dice;
use super::names::ORGANISATIONS;
use super::people::{Today, millis};
use super::trades::Hours;
use super::world::{Calling, World, week};
use kernel::week::Week;
use sqlx::PgConnection;
use std::collections::HashMap;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// Rows of the tables that make an organisation and its jobs.
#[derive(Default)]
pub struct Jobs {
    /// Ids in the order of [`ORGANISATIONS`].
    pub ids: Vec<Uuid>,
    organisations: Rows,
    memberships: Rows,
    jobs: Rows,
    skills: Rows,
}

/// The ids of the organisations: those another world's load has made, and new ones.
pub async fn organisation_ids(
    connection: &mut PgConnection,
    seed: u64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    let slugs: Vec<String> = ORGANISATIONS
        .iter()
        .map(|(name, ..)| identity::organisations::slug::slugify(name))
        .collect();
    let there: HashMap<String, Uuid> =
        sqlx::query_as("select slug, id from organisation where slug = any($1)")
            .bind(&slugs)
            .fetch_all(connection)
            .await?
            .into_iter()
            .collect();
    let fresh = |index: u32| Dice::new(seed, b'o', index).id(millis(60 * 24 * 300));
    Ok((0u32..)
        .zip(slugs)
        .map(|(index, slug)| there.get(&slug).copied().unwrap_or_else(|| fresh(index)))
        .collect())
}

/// The id of the `index`-th job.
pub fn job_id(seed: u64, index: u32) -> Uuid {
    Dice::new(seed, b'i', index).id(millis(60 * 24 * 20 + i64::from(index)))
}

impl Jobs {
    /// No jobs yet, of these organisations.
    pub fn of(ids: Vec<Uuid>) -> Self {
        Self {
            ids,
            ..Self::default()
        }
    }

    /// Writes down every organisation, owned by `owner(index)`.
    pub fn organisations(&mut self, today: Today, owner: impl Fn(usize) -> Uuid) {
        for (index, (name, about, _, _)) in ORGANISATIONS.iter().enumerate() {
            let id = self.ids[index];
            let created = today.now - Duration::days(300);
            let slug = identity::organisations::slug::slugify(name);
            self.organisations
                .plain(id)
                .field(&slug)
                .field(name)
                .field(about)
                .plain(owner(index))
                .plain(created)
                .end();
            self.member(id, owner(index), "OWNER", created);
        }
    }

    /// Gives somebody a role.
    pub fn member(&mut self, organisation: Uuid, person: Uuid, role: &str, at: OffsetDateTime) {
        self.memberships
            .plain(organisation)
            .plain(person)
            .plain(role)
            .plain(at)
            .end();
    }

    /// The `index`-th generated job.
    pub fn invent(
        &mut self,
        world: &World,
        seed: u64,
        index: u32,
        today: Today,
        owner: impl Fn(usize) -> Uuid,
    ) {
        let mut dice = Dice::new(seed, b'j', index);
        let at = usize::try_from(dice.within(0, ORGANISATIONS.len() as i64 - 1)).unwrap_or(0);
        let categories = ORGANISATIONS[at].2;
        let fitting: Vec<&Calling> = world.callings[..world.trades]
            .iter()
            .filter(|c| categories.contains(&c.category))
            .collect();
        let calling = if fitting.is_empty() || dice.percent(8) {
            world.calling(&mut dice)
        } else {
            dice.pick(&fitting)
        };
        let organisation = self.ids[at];
        let id = job_id(seed, index);
        let title = dice.pick(&calling.job_titles).clone();
        self.job(
            world,
            at,
            (organisation, id, owner(at)),
            &title,
            calling,
            today,
            &mut dice,
        );
        for (rank, &skill) in calling.skills.iter().take(7).enumerate() {
            let importance = match rank {
                0 => "MUST",
                1 | 2 => dice.pick::<&str>(&["MUST", "SHOULD"]),
                3 | 4 => "SHOULD",
                _ => "NICE",
            };
            let level = dice.percent(70).then(|| dice.within(1, 3));
            self.skills
                .plain(organisation)
                .plain(id)
                .plain(skill)
                .plain(importance)
                .maybe(level)
                .end();
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one row of a wide table")]
    fn job(
        &mut self,
        world: &World,
        at: usize,
        ids: (Uuid, Uuid, Uuid),
        title: &str,
        calling: &Calling,
        today: Today,
        dice: &mut Dice,
    ) {
        let (organisation, id, author) = ids;
        let published = today.now - Duration::minutes(dice.within(30, 60 * 24 * 28));
        let remote = calling.remote && dice.percent(35);
        let mode = if remote {
            dice.pick::<&str>(&["REMOTE", "HYBRID"])
        } else {
            "ONSITE"
        };
        let (home, around) = world.around.get(at).unwrap_or(&world.around[0]);
        let place = if dice.percent(60) {
            home
        } else {
            dice.pick(around)
        };
        let volunteer = calling.category == "CHARITY" && dice.percent(50);
        let kind_of_job = job_type(calling, volunteer, dice);
        let kind = pay_kind(calling, kind_of_job, dice);
        let (from, to) = pay(calling, kind, dice);
        let pattern = (!volunteer && dice.percent(85)).then(|| week(calling.hours, false, dice));
        let starts = today.date + Duration::days(dice.within(3, 45));
        let documents = calling.document.map_or_else(
            || "{RIGHT_TO_WORK}".to_owned(),
            |document| format!("{{RIGHT_TO_WORK,{document}}}"),
        );
        self.jobs
            .plain(id)
            .plain(organisation)
            .plain(id)
            .plain("ACTIVE")
            .field(title)
            .field(&description(title, at, calling, pattern.as_ref()))
            .plain(kind_of_job)
            .plain(calling.category)
            .plain(if volunteer {
                "ENTRY"
            } else {
                dice.pick::<&str>(&["ENTRY", "MID", "MID", "SENIOR"])
            })
            .plain(calling.occupation)
            .plain(mode)
            .field(if mode == "REMOTE" { "" } else { &place.label })
            .maybe((mode != "REMOTE").then_some(place.at.lat))
            .maybe((mode != "REMOTE").then_some(place.at.lon))
            .plain(*dice.pick(&[10, 15, 20, 25, 30]))
            .plain(kind)
            .maybe(from)
            .maybe(to)
            .plain(dice.within(1, 6))
            .plain(starts)
            .bytes(
                pattern
                    .map(|week| week.to_bytes())
                    .as_ref()
                    .map(<[u8; 42]>::as_slice),
            )
            .maybe((calling.education > 0 && dice.percent(70)).then_some(calling.education))
            .maybe(dice.percent(70).then(|| *dice.pick(&[6, 12, 24, 36])))
            .plain(documents)
            .plain(author)
            .plain(published)
            .plain(published)
            .plain(published)
            .end();
    }

    /// Sends everything.
    pub async fn send(&mut self, connection: &mut PgConnection) -> Result<u64, sqlx::Error> {
        self.organisations
            .send(
                connection,
                "organisation",
                "id, slug, name, about, created_by, created_at",
            )
            .await?;
        self.memberships
            .send(
                connection,
                "membership",
                "tenant_id, account_id, role, created_at",
            )
            .await?;
        let new = self
            .jobs
            .send(
                connection,
                "job",
                "id, tenant_id, request_key, status, title, description, type, category, seniority, occupation_id, mode, place, lat, lon, radius_km, \
                 pay_kind, pay_min_minor, pay_max_minor, headcount, starts_on, pattern, education_level, experience_months, documents, created_by, \
                 created_at, updated_at, published_at",
            )
            .await?;
        self.skills
            .send(
                connection,
                "job_skill",
                "tenant_id, job_id, skill_id, importance, level",
            )
            .await?;
        Ok(new)
    }
}

fn pay_kind(calling: &Calling, job_type: &str, dice: &mut Dice) -> &'static str {
    match (job_type, calling.hours) {
        ("VOLUNTEER", _) => "UNPAID",
        ("FULL_TIME" | "PART_TIME", Hours::Office) => "SALARY",
        ("CONTRACT" | "PROJECT", Hours::Office) => dice.pick::<&str>(&["DAILY", "HOURLY"]),
        _ => "HOURLY",
    }
}

/// A range in pence for the kind of pay.
fn pay(calling: &Calling, kind: &str, dice: &mut Dice) -> (Option<i64>, Option<i64>) {
    let middle = dice.within(calling.pay.0, calling.pay.1);
    let top = middle * dice.within(102, 115) / 100;
    // Hours of a working year and day turn an hourly rate into a salary and a day rate.
    let (times, round) = match kind {
        "UNPAID" => return (None, None),
        "SALARY" => (1950, 50_000),
        "DAILY" => (8, 500),
        _ => (1, 5),
    };
    let rounded = |pence: i64| (pence * times + round / 2) / round * round;
    (Some(rounded(middle)), Some(rounded(top)))
}

fn job_type(calling: &Calling, volunteer: bool, dice: &mut Dice) -> &'static str {
    if volunteer {
        return "VOLUNTEER";
    }
    match calling.hours {
        Hours::Office => dice.pick::<&str>(&[
            "FULL_TIME",
            "FULL_TIME",
            "FULL_TIME",
            "PART_TIME",
            "CONTRACT",
            "PROJECT",
        ]),
        _ => dice.pick::<&str>(&["SHIFT", "SHIFT", "FULL_TIME", "PART_TIME", "TEMPORARY"]),
    }
}

fn description(title: &str, at: usize, calling: &Calling, pattern: Option<&Week>) -> String {
    let (name, about, ..) = ORGANISATIONS[at];
    let (first, rest) = about.split_at(about.chars().next().map_or(0, char::len_utf8));
    let about = format!("{}{rest}", first.to_lowercase());
    let hours = match (pattern, calling.hours) {
        (None, _) => "Hours can be agreed.".to_owned(),
        (Some(week), Hours::Office) => {
            format!("About {} hours a week, Monday to Friday.", week.count() / 2)
        }
        (Some(week), _) => format!(
            "About {} hours a week; the pattern stands below and is kept to.",
            week.count() / 2
        ),
    };
    format!(
        "{name} is looking for someone to join as {}. What we do: {about}\n\nYou will work in a small team that knows what it is doing and \
         shows newcomers how. {hours}\n\nWhat matters to us is below, in order. If you have most of it and want to learn the rest, apply.",
        title.to_lowercase()
    )
}
