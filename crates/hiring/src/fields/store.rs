//! SQL of values. A job's and a person's stand in tables of their own; the columns are the same.

use super::model::Values;
use identity::organisations::fields::model::Value;
use kernel::Result;
use kernel::id::{FieldId, JobId, OrganisationId, PersonId};
use platform::TenantTx;
use platform::db::{internal, store_error};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

struct Row {
    field_id: FieldId,
    text_value: Option<String>,
    number_e4: Option<i64>,
    date_value: Option<Date>,
    yes_value: Option<bool>,
}

impl Row {
    fn read(self) -> Result<(FieldId, Value)> {
        let value = match (
            self.text_value,
            self.number_e4,
            self.date_value,
            self.yes_value,
        ) {
            (Some(text), ..) => Value::Text(text),
            (_, Some(number), ..) => Value::Number(number),
            (_, _, Some(day), _) => Value::Date(day),
            (.., Some(yes)) => Value::YesNo(yes),
            _ => return Err(internal("a value without a value")),
        };
        Ok((self.field_id, value))
    }
}

/// A value as its four columns, one of them filled.
#[derive(Default)]
struct Columns {
    text: Option<String>,
    number: Option<i64>,
    day: Option<Date>,
    yes: Option<bool>,
}

impl Columns {
    fn of(value: &Value) -> Self {
        let mut columns = Self::default();
        match value {
            Value::Text(text) => columns.text = Some(text.clone()),
            Value::Number(number) => columns.number = Some(*number),
            Value::Date(day) => columns.day = Some(*day),
            Value::YesNo(yes) => columns.yes = Some(*yes),
        }
        columns
    }
}

/// Values as columns of arrays, so that all of them are one statement.
struct Many {
    fields: Vec<Uuid>,
    text: Vec<Option<String>>,
    number: Vec<Option<i64>>,
    day: Vec<Option<Date>>,
    yes: Vec<Option<bool>>,
}

impl Many {
    fn of(values: &Values) -> Self {
        let mut many = Self {
            fields: Vec::new(),
            text: Vec::new(),
            number: Vec::new(),
            day: Vec::new(),
            yes: Vec::new(),
        };
        for (field, value) in values {
            let columns = Columns::of(value);
            many.fields.push(field.0);
            many.text.push(columns.text);
            many.number.push(columns.number);
            many.day.push(columns.day);
            many.yes.push(columns.yes);
        }
        many
    }
}

/// Who writes, and when.
#[derive(Clone, Copy)]
pub struct Hand {
    pub by: PersonId,
    pub at: OffsetDateTime,
}

pub async fn of_job(tx: &mut TenantTx, tenant: OrganisationId, job: JobId) -> Result<Values> {
    sqlx::query_as!(
        Row,
        r#"select field_id as "field_id: FieldId", text_value, number_e4, date_value, yes_value
           from job_field_value where tenant_id = $1 and job_id = $2"#,
        tenant.0,
        job.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?
    .into_iter()
    .map(Row::read)
    .collect()
}

pub async fn of_person(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    person: PersonId,
) -> Result<Values> {
    sqlx::query_as!(
        Row,
        r#"select field_id as "field_id: FieldId", text_value, number_e4, date_value, yes_value
           from person_field_value where tenant_id = $1 and person_id = $2"#,
        tenant.0,
        person.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?
    .into_iter()
    .map(Row::read)
    .collect()
}

/// Replaces the values of these fields; those of others, archived ones say, stay.
pub async fn save_job(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    job: JobId,
    asked: &[Uuid],
    values: &Values,
    hand: Hand,
) -> Result<()> {
    sqlx::query!(
        "delete from job_field_value where tenant_id = $1 and job_id = $2 and field_id = any ($3)",
        tenant.0,
        job.0,
        asked
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    let many = Many::of(values);
    sqlx::query!(
        "insert into job_field_value (tenant_id, job_id, field_id, text_value, number_e4, date_value, yes_value, updated_by, updated_at)
         select $1, $2, v.*, $8, $9 from unnest($3::uuid[], $4::text[], $5::bigint[], $6::date[], $7::bool[]) v",
        tenant.0,
        job.0,
        &many.fields,
        &many.text as &[Option<String>],
        &many.number as &[Option<i64>],
        &many.day as &[Option<Date>],
        &many.yes as &[Option<bool>],
        hand.by.0,
        hand.at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// The same of a person.
pub async fn save_person(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    person: PersonId,
    asked: &[Uuid],
    values: &Values,
    hand: Hand,
) -> Result<()> {
    sqlx::query!(
        "delete from person_field_value where tenant_id = $1 and person_id = $2 and field_id = any ($3)",
        tenant.0,
        person.0,
        asked
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    let many = Many::of(values);
    sqlx::query!(
        "insert into person_field_value (tenant_id, person_id, field_id, text_value, number_e4, date_value, yes_value, updated_by, updated_at)
         select $1, $2, v.*, $8, $9 from unnest($3::uuid[], $4::text[], $5::bigint[], $6::date[], $7::bool[]) v",
        tenant.0,
        person.0,
        &many.fields,
        &many.text as &[Option<String>],
        &many.number as &[Option<i64>],
        &many.day as &[Option<Date>],
        &many.yes as &[Option<bool>],
        hand.by.0,
        hand.at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Has somebody applied to the organisation? Locks one application, so that values are written one after the other.
pub async fn applied(tx: &mut TenantTx, tenant: OrganisationId, person: PersonId) -> Result<bool> {
    let found = sqlx::query_scalar!(
        "select 1 from application where tenant_id = $1 and person_id = $2 order by id limit 1 for no key update",
        tenant.0,
        person.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(found.is_some())
}

/// The names of required fields that a job leaves empty.
pub async fn missing(tx: &mut TenantTx, tenant: OrganisationId, job: JobId) -> Result<Vec<String>> {
    sqlx::query_scalar!(
        "select f.name from custom_field f
         where f.tenant_id = $1 and f.subject = 'JOB' and f.required and f.archived_at is null
           and not exists (select 1 from job_field_value v where v.tenant_id = f.tenant_id and v.field_id = f.id and v.job_id = $2)
         order by f.place, f.id",
        tenant.0,
        job.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// Most jobs or people that a value finds.
const FOUND_MAX: i64 = 10_000;

/// The jobs for which a field holds this; a text if it has these words, anything else if it is equal.
pub async fn jobs_with(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    field: FieldId,
    value: &Value,
    whole: bool,
) -> Result<Vec<Uuid>> {
    let wanted = Columns::of(value);
    sqlx::query_scalar!(
        "select job_id from job_field_value
         where tenant_id = $1 and field_id = $2
           and (text_value = $3 or not $7 and position(plain($3) in plain(text_value)) > 0
                or number_e4 = $4 or date_value = $5 or yes_value = $6)
         order by job_id desc limit $8",
        tenant.0,
        field.0,
        wanted.text,
        wanted.number,
        wanted.day,
        wanted.yes,
        whole,
        FOUND_MAX
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// The people for whom it does.
pub async fn people_with(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    field: FieldId,
    value: &Value,
    whole: bool,
) -> Result<Vec<Uuid>> {
    let wanted = Columns::of(value);
    sqlx::query_scalar!(
        "select person_id from person_field_value
         where tenant_id = $1 and field_id = $2
           and (text_value = $3 or not $7 and position(plain($3) in plain(text_value)) > 0
                or number_e4 = $4 or date_value = $5 or yes_value = $6)
         order by person_id desc limit $8",
        tenant.0,
        field.0,
        wanted.text,
        wanted.number,
        wanted.day,
        wanted.yes,
        whole,
        FOUND_MAX
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}
