//! SQL of people. Reading here; writing in [`write`].

pub mod review;
pub mod write;

use crate::model::{
    Card, Certification, Document, Education, Evidence, Exception, Experience, Profile, Shown,
    Skill, Step, Styles, WorkMode, WorkType, highest_finished, public_place,
};
use kernel::Result;
use kernel::geo::Point;
use kernel::id::{EntryId, PersonId};
use kernel::money::{Currency, Money};
use kernel::week::{SLOTS_PER_DAY, Week};
use platform::TenantTx;
use platform::db::store_error;
use time::{Date, OffsetDateTime};

struct PersonRow {
    name: String,
    headline: String,
    bio: String,
    place: String,
    lat: Option<f64>,
    lon: Option<f64>,
    travel_radius_km: Option<i16>,
    work_modes: Vec<String>,
    availability: Option<Vec<u8>>,
    available_from: Option<Date>,
    rate_minor: Option<i64>,
    currency: String,
    wish_pay_minor: Option<i64>,
    wish_types: Vec<String>,
    wish_commute_km: Option<i16>,
    styles: Option<Vec<i16>>,
    no_experience: bool,
    visible: Vec<String>,
    discoverable: bool,
    public_page: bool,
    onboarding_step: i16,
    onboarded_at: Option<OffsetDateTime>,
    version: i32,
}

/// Everything about a person today, if row security shows them to this transaction.
pub async fn profile(tx: &mut TenantTx, id: PersonId, today: Date) -> Result<Option<Profile>> {
    let row = sqlx::query_as!(
        PersonRow,
        "select name, headline, bio, place, lat, lon, travel_radius_km, work_modes, availability, available_from, rate_minor, currency,
                wish_pay_minor, wish_types, wish_commute_km, styles, no_experience, visible, discoverable, public_page,
                onboarding_step, onboarded_at, version
         from person where id = $1",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    let Some(row) = row else { return Ok(None) };
    let mut profile = bare(id, row);
    profile.exceptions = exceptions(tx, id, today).await?;
    profile.skills = skills(tx, id).await?;
    profile.experience = experience(tx, id).await?;
    profile.education = education(tx, id).await?;
    profile.education_level = highest_finished(&profile.education, today);
    profile.certifications = certifications(tx, id).await?;
    Ok(Some(profile))
}

fn bare(id: PersonId, row: PersonRow) -> Profile {
    let currency = Currency::from_code(&row.currency).unwrap_or(Currency::Gbp);
    Profile {
        id,
        name: row.name,
        headline: row.headline,
        bio: row.bio,
        place: row.place,
        point: row.lat.zip(row.lon).map(|(lat, lon)| Point { lat, lon }),
        travel_radius_km: row.travel_radius_km.and_then(small),
        work_modes: row
            .work_modes
            .iter()
            .filter_map(|name| WorkMode::from_name(name))
            .collect(),
        availability: row.availability.as_deref().and_then(Week::from_bytes),
        available_from: row.available_from,
        rate: row.rate_minor.map(|minor| Money::new(minor, currency)),
        currency,
        wish_pay: row.wish_pay_minor.map(|minor| Money::new(minor, currency)),
        wish_types: row
            .wish_types
            .iter()
            .filter_map(|name| WorkType::from_name(name))
            .collect(),
        wish_commute_km: row.wish_commute_km.and_then(small),
        education_level: None,
        styles: row.styles.as_deref().and_then(styles),
        no_experience: row.no_experience,
        visible: row
            .visible
            .iter()
            .filter_map(|name| Shown::from_name(name))
            .collect(),
        discoverable: row.discoverable,
        public_page: row.public_page,
        onboarding_step: small(row.onboarding_step)
            .and_then(Step::from_number)
            .unwrap_or(Step::About),
        onboarded_at: row.onboarded_at,
        version: row.version,
        exceptions: Vec::new(),
        skills: Vec::new(),
        experience: Vec::new(),
        education: Vec::new(),
        certifications: Vec::new(),
    }
}

/// Answers as stored; `None` if their number is not that of the questions.
pub fn styles(stored: &[i16]) -> Option<Styles> {
    let narrow: Option<Vec<i8>> = stored.iter().map(|answer| small(*answer)).collect();
    narrow?.try_into().ok()
}

/// A stored small number in the type that fits it; `None` is a broken constraint.
pub fn small<T: TryFrom<i16>>(stored: i16) -> Option<T> {
    T::try_from(stored).ok()
}

/// A number of things in memory as what is told of it.
pub fn small_count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

async fn exceptions(tx: &mut TenantTx, id: PersonId, from: Date) -> Result<Vec<Exception>> {
    let rows = sqlx::query!(
        "select day, slots, note from availability_exception where person_id = $1 and day >= $2 order by day limit 200",
        id.0,
        from
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(rows
        .into_iter()
        .map(|row| Exception {
            day: row.day,
            hours: day_hours(&row.slots),
            note: row.note,
        })
        .collect())
}

/// Hours of one day out of their six bytes, as the Monday of a week.
fn day_hours(slots: &[u8]) -> Week {
    let mut week = Week::EMPTY;
    (0..SLOTS_PER_DAY)
        .filter(|slot| {
            slots
                .get(slot / 8)
                .is_some_and(|byte| byte >> (slot % 8) & 1 == 1)
        })
        .for_each(|slot| week.set(slot));
    week
}

async fn skills(tx: &mut TenantTx, id: PersonId) -> Result<Vec<Skill>> {
    let rows = sqlx::query!(
        "select p.skill_id, s.label, p.level, p.months, p.last_used_year, p.evidence from person_skill p join skill s on s.id = p.skill_id
         where p.person_id = $1 order by p.level desc nulls last, s.label limit 200",
        id.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    let read = rows.into_iter().map(|row| Skill {
        id: row.skill_id,
        label: row.label,
        level: row.level.and_then(small),
        months: row.months.and_then(small),
        last_used_year: row.last_used_year.and_then(small),
        evidence: Evidence::from_name(&row.evidence).unwrap_or(Evidence::Stated),
    });
    Ok(read.collect())
}

async fn experience(tx: &mut TenantTx, id: PersonId) -> Result<Vec<Experience>> {
    let rows = sqlx::query!(
        r#"select e.id, e.title, e.organisation, e.occupation_id, o.label as "label?", e.started_on, e.ended_on, e.description
           from experience e left join occupation o on o.id = e.occupation_id
           where e.person_id = $1 order by e.ended_on desc nulls first, e.started_on desc, e.id limit 100"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    let read = rows.into_iter().map(|row| Experience {
        id: EntryId(row.id),
        title: row.title,
        organisation: row.organisation,
        occupation: row.occupation_id.zip(row.label),
        started_on: row.started_on,
        ended_on: row.ended_on,
        description: row.description,
    });
    Ok(read.collect())
}

async fn education(tx: &mut TenantTx, id: PersonId) -> Result<Vec<Education>> {
    let rows = sqlx::query!(
        "select id, institution, qualification, level, started_on, ended_on from education
         where person_id = $1 order by level desc, ended_on desc nulls first, id limit 100",
        id.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    let read = rows.into_iter().map(|row| Education {
        id: EntryId(row.id),
        institution: row.institution,
        qualification: row.qualification,
        level: small(row.level).unwrap_or(1),
        started_on: row.started_on,
        ended_on: row.ended_on,
    });
    Ok(read.collect())
}

async fn certifications(tx: &mut TenantTx, id: PersonId) -> Result<Vec<Certification>> {
    let rows = sqlx::query!(
        "select id, name, document, issuer, issued_on, expires_on, credential_url from certification
         where person_id = $1 order by expires_on nulls last, name, id limit 100",
        id.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    let read = rows.into_iter().map(|row| Certification {
        id: EntryId(row.id),
        name: row.name,
        document: row.document.as_deref().and_then(Document::from_name),
        issuer: row.issuer,
        issued_on: row.issued_on,
        expires_on: row.expires_on,
        credential_url: row.credential_url,
    });
    Ok(read.collect())
}

/// What lists show of the people this transaction may see, in the order of the ids.
pub async fn cards(tx: &mut TenantTx, ids: &[uuid::Uuid]) -> Result<Vec<Card>> {
    let rows = sqlx::query!(
        r#"select p.id, p.name, p.place, p.currency, p.version,
                  case when 'headline' = any (p.visible) then p.headline else '' end as "headline!",
                  case when 'rate' = any (p.visible) then p.rate_minor end as rate_minor
           from unnest($1::uuid[]) with ordinality as wanted (id, at) join person p on p.id = wanted.id order by wanted.at"#,
        ids
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    let read = rows.into_iter().map(|row| {
        let currency = Currency::from_code(&row.currency).unwrap_or(Currency::Gbp);
        Card {
            id: PersonId(row.id),
            name: row.name,
            headline: row.headline,
            place: public_place(&row.place),
            rate: row.rate_minor.map(|minor| Money::new(minor, currency)),
            version: row.version,
        }
    });
    Ok(read.collect())
}

/// Which of the people this transaction may see, and at which version they are.
pub async fn versions(tx: &mut TenantTx, ids: &[uuid::Uuid]) -> Result<Vec<(PersonId, i32)>> {
    let rows = sqlx::query!("select id, version from person where id = any ($1)", ids)
        .fetch_all(&mut **tx)
        .await
        .map_err(store_error)?;
    Ok(rows
        .into_iter()
        .map(|row| (PersonId(row.id), row.version))
        .collect())
}

/// A row of `person_scoring`; the arrays of one group have one length, and are absent if it is empty.
pub struct ScoringRow {
    pub id: uuid::Uuid,
    pub version: i32,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub travel_radius_km: Option<i16>,
    pub work_modes: Vec<String>,
    pub availability: Option<Vec<u8>>,
    pub available_from: Option<Date>,
    pub currency: String,
    pub wish_pay_minor: Option<i64>,
    pub wish_types: Vec<String>,
    pub wish_commute_km: Option<i16>,
    pub styles: Option<Vec<i16>>,
    pub no_experience: bool,
    pub visible: Vec<String>,
    pub skill_ids: Option<Vec<i32>>,
    pub skill_levels: Option<Vec<Option<i16>>>,
    pub skill_months: Option<Vec<Option<i16>>>,
    pub skill_last_used_years: Option<Vec<Option<i16>>>,
    pub skill_evidence: Option<String>,
    pub spell_occupations: Option<Vec<Option<i32>>>,
    pub spell_titles: Option<Vec<String>>,
    pub spell_starts: Option<Vec<Date>>,
    pub spell_ends: Option<Vec<Option<Date>>>,
    pub documents: Option<Vec<String>>,
    pub document_ends: Option<Vec<Option<Date>>>,
    pub education_levels: Option<Vec<i16>>,
    pub education_ends: Option<Vec<Option<Date>>>,
}

/// What the scorer needs of those of the people whom this transaction may see.
pub async fn scoring(tx: &mut TenantTx, ids: &[uuid::Uuid]) -> Result<Vec<ScoringRow>> {
    sqlx::query_as!(
        ScoringRow,
        r#"select id as "id!", version as "version!", lat, lon, travel_radius_km, work_modes as "work_modes!", availability, available_from,
                  currency as "currency!", wish_pay_minor, wish_types as "wish_types!", wish_commute_km, styles,
                  no_experience as "no_experience!", visible as "visible!",
                  skill_ids, skill_levels as "skill_levels: Vec<Option<i16>>", skill_months as "skill_months: Vec<Option<i16>>",
                  skill_last_used_years as "skill_last_used_years: Vec<Option<i16>>", skill_evidence,
                  spell_occupations as "spell_occupations: Vec<Option<i32>>", spell_titles, spell_starts,
                  spell_ends as "spell_ends: Vec<Option<Date>>", documents, document_ends as "document_ends: Vec<Option<Date>>",
                  education_levels, education_ends as "education_ends: Vec<Option<Date>>"
           from person_scoring($1)"#,
        ids
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}
