//! The same question to PostgreSQL alone, as well as SQL can ask it.
//!
//! It is a lighter question: skills with their levels, age and evidence, months in the occupation, distance and
//! education, weighed as the scorer weighs them; without hours, styles, documents and what the person wishes, and
//! without the cap for a must that is missing. What SQL takes for less, it takes for more.

use crate::Done;
use matching::{Importance, Job, Relation, World};
use sqlx::PgPool;
use std::fmt::Write as _;
use std::time::Instant;

/// Whoever has any skill that answers what is asked, or, with a radius, whoever lives within it.
const QUERY: &str = r"
with asked as (
    select * from unnest($1::int[], $2::int[], $3::float8[], $4::float8[], $5::float8[]) as a (skill, ask, weight, similarity, level)),
near as materialized (
    select p.id, 111.2 * sqrt((p.lat - $7::float8) ^ 2 + ((p.lon - $8::float8) * cos(radians($7::float8))) ^ 2) as km
    from person p
    where $9::bool and p.discoverable and p.onboarded_at is not null
      and p.lat between $7::float8 - $6::float8 / 111.2 and $7::float8 + $6::float8 / 111.2
      and p.lon between $8::float8 - $6::float8 / (111.2 * cos(radians($7::float8))) and $8::float8 + $6::float8 / (111.2 * cos(radians($7::float8)))),
gain as (
    select s.person_id, a.ask, max(a.weight * a.similarity
        * case when s.level is null then .8 else least(1, (s.level + 1) / (a.level + 1)) end
        * case when s.last_used_year is null then 1 else greatest(.5, power(.5, greatest(0, 2026 - s.last_used_year - 2) / 6.0)) end
        * case s.evidence when 'VERIFIED' then 1 when 'STATED' then .9 else .8 end) as gain
    from asked a join person_skill s on s.skill_id = a.skill
    where not $9::bool or s.person_id in (select id from near where km <= $6::float8)
    group by s.person_id, a.ask),
skilled as (select person_id, sum(gain) / $10::float8 as skills from gain group by person_id)
select p.id from skilled s join person p on p.id = s.person_id
cross join lateral (select 111.2 * sqrt((p.lat - $7::float8) ^ 2 + ((p.lon - $8::float8) * cos(radians($7::float8))) ^ 2) as km) d
cross join lateral (
    select coalesce(sum(e.ended_on - e.started_on), 0) / 30.4 as months from experience e where e.person_id = p.id and e.occupation_id = $11::int) e
cross join lateral (select max(level) as level from education q where q.person_id = p.id) q
where p.discoverable and p.onboarded_at is not null
order by .40 * s.skills
    + .18 * power(least(1, e.months / greatest($12::float8, 1)), .7)
    + .12 * case when d.km <= .3 * $6::float8 then 1 when d.km <= $6::float8 then 1 - .5 * (d.km - .3 * $6::float8) / (.7 * $6::float8) else .5 * exp(least(0, ($6::float8 - d.km) / ($6::float8 / 2))) end
    + .08 * case when q.level >= $13::int then 1 else greatest(0, 1 - .35 * ($13::int - coalesce(q.level, 0))) end desc, p.id
limit 50";

/// What one job asks of SQL.
struct Asked {
    skills: Vec<i32>,
    asks: Vec<i32>,
    weights: Vec<f64>,
    similarities: Vec<f64>,
    levels: Vec<f64>,
    all: f64,
}

fn asked(job: &Job, world: &World) -> Asked {
    let mut asked = Asked {
        skills: Vec::new(),
        asks: Vec::new(),
        weights: Vec::new(),
        similarities: Vec::new(),
        levels: Vec::new(),
        all: 0.0,
    };
    for (number, requirement) in (0i32..).zip(&job.requirements) {
        let weight = match requirement.importance {
            Importance::Must => 3.0,
            Importance::Should => 2.0,
            Importance::Nice => 1.0,
        };
        asked.all += weight;
        for (skill, relation) in world.neighbours(requirement.skill) {
            let similarity = match relation {
                Relation::Same => 1.0,
                Relation::Narrower => 0.9,
                Relation::Broader => 0.4,
                // Sixty times more of them, for little: left out, to SQL's advantage.
                Relation::Sibling => continue,
            };
            asked.skills.push(skill.cast_signed());
            asked.asks.push(number);
            asked.weights.push(weight);
            asked.similarities.push(similarity);
            asked.levels.push(requirement.level.map_or(0.0, f64::from));
        }
    }
    asked
}

/// Milliseconds of each job, the best fifty each.
pub async fn ask(pool: &PgPool, jobs: &[Job], world: &World, radius: bool) -> Done<Vec<f64>> {
    let mut times = Vec::new();
    for job in jobs {
        let begun = Instant::now();
        run(pool, QUERY, job, world, radius).await?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok(times)
}

/// How PostgreSQL goes about it.
pub async fn explain(pool: &PgPool, job: &Job, world: &World, radius: bool) -> Done<String> {
    let sql = format!("explain (analyze, buffers, costs off) {QUERY}");
    let lines = run(pool, &sql, job, world, radius).await?;
    let mut text = String::new();
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    Ok(text)
}

async fn run(
    pool: &PgPool,
    sql: &str,
    job: &Job,
    world: &World,
    radius: bool,
) -> Done<Vec<String>> {
    use sqlx::Row as _;
    let asked = asked(job, world);
    let place = job.place.ok_or("every job has a place")?;
    // Planned anew each time, for what is asked: to PostgreSQL's advantage.
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned()))
        .persistent(false)
        .bind(&asked.skills)
        .bind(&asked.asks)
        .bind(&asked.weights)
        .bind(&asked.similarities)
        .bind(&asked.levels)
        .bind(f64::from(job.radius_km.unwrap_or(25)))
        .bind(place.lat)
        .bind(place.lon)
        .bind(radius)
        .bind(asked.all)
        .bind(job.occupation.map(u32::cast_signed))
        .bind(f64::from(job.experience_months.unwrap_or(1)))
        .bind(i32::from(job.education.unwrap_or(1)))
        .fetch_all(pool)
        .await?;
    let text = |row: &sqlx::postgres::PgRow| row.try_get::<String, _>(0).unwrap_or_default();
    Ok(rows.iter().map(text).collect())
}
