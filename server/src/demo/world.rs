//! What the demo is made from: callings resolved against the loaded taxonomy, and real places.

use super::dice::Dice;
use super::names::ORGANISATIONS;
use super::trades::{Hours, TRADES};
use kernel::geo::Point;
use kernel::postcode::Postcode;
use kernel::week::Week;
use sqlx::PgPool;
use std::collections::HashMap;

/// A trade, or any other ESCO occupation, ready to be worked in.
pub struct Calling {
    pub occupation: i32,
    pub job_titles: Vec<String>,
    pub headlines: Vec<String>,
    pub category: &'static str,
    pub pay: (i64, i64),
    pub hours: Hours,
    pub remote: bool,
    pub education: i16,
    pub document: Option<&'static str>,
    pub skills: Vec<i32>,
}

/// A place with the name people give it.
#[derive(Clone)]
pub struct Place {
    pub label: String,
    pub at: Point,
}

/// Everything that can be drawn from.
pub struct World {
    /// The trades first, then a sample of everything else.
    pub callings: Vec<Calling>,
    /// How many of the callings are trades.
    pub trades: usize,
    /// Where each organisation sits, and the places within reach, the nearest first.
    pub around: Vec<(Place, Vec<Place>)>,
}

/// How far from an organisation people live, in kilometres.
const REACH_KM: f64 = 18.0;

impl World {
    /// Reads what is needed from the reference tables.
    pub async fn read(pool: &PgPool) -> Result<Self, sqlx::Error> {
        let mut callings = trades(pool).await?;
        let trades = callings.len();
        callings.extend(other_occupations(pool).await?);
        Ok(Self {
            callings,
            trades,
            around: surroundings(pool).await?,
        })
    }

    /// A calling: mostly one of the trades.
    pub fn calling(&self, dice: &mut Dice) -> &Calling {
        if self.callings.len() == self.trades || dice.percent(82) {
            dice.pick(&self.callings[..self.trades])
        } else {
            dice.pick(&self.callings[self.trades..])
        }
    }
}

async fn trades(pool: &PgPool) -> Result<Vec<Calling>, sqlx::Error> {
    let labels: Vec<String> = TRADES
        .iter()
        .flat_map(|trade| trade.skills)
        .map(|label| label.to_lowercase())
        .collect();
    let skills: HashMap<String, i32> =
        sqlx::query_as("select distinct on (term) term, skill_id from skill_term where term = any(select plain(unnest($1::text[]))) order by term, is_label desc")
            .bind(&labels)
            .fetch_all(pool)
            .await?
            .into_iter()
            .collect();
    let names: Vec<&str> = TRADES.iter().map(|trade| trade.occupation).collect();
    let occupations: HashMap<String, i32> = sqlx::query_as(
        "select distinct on (term) term, occupation_id from occupation_term where term = any(select plain(unnest($1::text[]))) order by term, is_label desc",
    )
    .bind(&names)
    .fetch_all(pool)
    .await?
    .into_iter()
    .collect();
    let plain: HashMap<String, String> =
        sqlx::query_as("select t, plain(t) from unnest($1::text[]) t")
            .bind(
                labels
                    .iter()
                    .map(String::as_str)
                    .chain(names)
                    .collect::<Vec<_>>(),
            )
            .fetch_all(pool)
            .await?
            .into_iter()
            .collect();
    let owned = |titles: &[&str]| titles.iter().map(|&title| title.to_owned()).collect();
    Ok(TRADES
        .iter()
        .filter_map(|trade| {
            let occupation = *occupations.get(plain.get(trade.occupation)?)?;
            let known = |label: &&str| {
                plain
                    .get(&label.to_lowercase())
                    .and_then(|term| skills.get(term))
                    .copied()
            };
            let mut found: Vec<i32> = trade.skills.iter().filter_map(known).collect();
            let mut seen = std::collections::HashSet::new();
            found.retain(|id| seen.insert(*id));
            Some(Calling {
                occupation,
                job_titles: owned(trade.job_titles),
                headlines: owned(trade.headlines),
                category: trade.category,
                pay: trade.pay,
                hours: trade.hours,
                remote: trade.remote,
                education: trade.education,
                document: trade.document,
                skills: found,
            })
        })
        .collect())
}

/// Occupations whose typical skills are known, in a fixed order.
async fn other_occupations(pool: &PgPool) -> Result<Vec<Calling>, sqlx::Error> {
    let rows: Vec<(i32, String, Vec<i32>)> = sqlx::query_as(
        "select o.id, o.label, array_agg(s.skill_id order by s.skill_id) from occupation o join occupation_skill s on s.occupation_id = o.id
         group by o.id, o.label having count(*) >= 5 order by o.id",
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(occupation, label, mut skills)| {
            skills.truncate(10);
            let title = sentence(&label);
            Calling {
                occupation,
                job_titles: vec![title.clone()],
                headlines: vec![title],
                category: "OTHER",
                pay: (1350, 2600),
                hours: Hours::Office,
                remote: false,
                education: 4,
                document: None,
                skills,
            }
        })
        .collect())
}

/// A name and where it is.
type Located = (String, Point);

async fn located(pool: &PgPool, sql: &'static str) -> Result<Vec<Located>, sqlx::Error> {
    let rows: Vec<(String, f64, f64)> = sqlx::query_as(sql).fetch_all(pool).await?;
    let point = |(name, lat, lon)| (name, Point { lat, lon });
    Ok(rows.into_iter().map(point).collect())
}

async fn surroundings(pool: &PgPool) -> Result<Vec<(Place, Vec<Place>)>, sqlx::Error> {
    let sectors = located(
        pool,
        "select code, lat, lon from postcode_area where code like '% %' order by code",
    )
    .await?;
    let cities = located(
        pool,
        "select name, lat, lon from city where country = 'GB' order by population desc, name",
    )
    .await?;
    let around = |(_, _, _, postcode): &(_, _, _, &str)| {
        let sector = Postcode::parse(postcode)?.sector()?;
        let (_, at) = sectors.iter().find(|(code, _)| *code == sector)?;
        // Only these can be the nearest to a place within reach of the organisation.
        let near = within(&cities, *at, 3.0 * REACH_KM);
        let labelled = |code: &str, at: Point| Place {
            label: format!("{}, {code}", nearest(&near, at)),
            at,
        };
        let mut reach = within(&sectors, *at, REACH_KM);
        reach.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.0.cmp(&b.1.0)));
        let places = reach
            .into_iter()
            .map(|(_, place)| labelled(&place.0, place.1));
        Some((labelled(postcode, *at), places.collect()))
    };
    Ok(ORGANISATIONS.iter().filter_map(around).collect())
}

/// Those nearer than so many kilometres, with the distance.
fn within(all: &[Located], at: Point, km: f64) -> Vec<(f64, &Located)> {
    all.iter()
        .map(|place| (place.1.distance_km(at), place))
        .filter(|(distance_km, _)| *distance_km < km)
        .collect()
}

/// The name of the nearest.
fn nearest<'a>(cities: &[(f64, &'a Located)], at: Point) -> &'a str {
    cities
        .iter()
        .map(|(_, city)| (city.1.distance_km(at), city.0.as_str()))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map_or("", |(_, name)| name)
}

/// First letter large.
pub fn sentence(label: &str) -> String {
    let mut chars = label.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// The half hours of a week that an employer needs or a person has; `generous` for people.
pub fn week(hours: Hours, generous: bool, dice: &mut Dice) -> Week {
    let mut week = Week::EMPTY;
    let (from, to): (usize, usize) = match hours {
        Hours::Office => (18, 35),
        Hours::Shifts => *dice.pick(&[(12, 28), (14, 30), (28, 44)]),
        Hours::Evenings => *dice.pick(&[(32, 46), (34, 44), (10, 16)]),
        Hours::Nights => (44, 12),
    };
    let wide = |slot: usize, by: usize, up: bool| {
        if up {
            (slot + by).min(48)
        } else {
            slot.saturating_sub(by)
        }
    };
    let days: Vec<usize> = match hours {
        Hours::Office => vec![0, 1, 2, 3, 4],
        _ => (0..7)
            .filter(|_| dice.percent(if generous { 80 } else { 65 }))
            .collect(),
    };
    for day in if days.is_empty() { vec![4, 5] } else { days } {
        if generous && hours != Hours::Nights {
            let slack = usize::try_from(dice.within(0, 8)).unwrap_or(0);
            week.add_range(day, wide(from, slack, false), wide(to, slack, true));
        } else {
            week.add_range(day, from, to);
        }
    }
    week
}
