//! SQL of feature flags as staff switch them, as `app_admin`.

use super::model::Decided;
use kernel::Result;
use kernel::id::PersonId;
use platform::TenantTx;
use platform::db::{internal, store_error};
use platform::flags::{Flag, Setting};
use time::OffsetDateTime;
use uuid::Uuid;

/// What was decided about a flag; its row stays locked until the transaction ends.
pub async fn lock(tx: &mut TenantTx, flag: Flag) -> Result<Option<Decided>> {
    sqlx::query!(
        "select 1 as one from feature_flag where name = $1 for update",
        flag.name()
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    one(tx, flag).await
}

/// What was decided about a flag.
pub async fn one(tx: &mut TenantTx, flag: Flag) -> Result<Option<Decided>> {
    let row = sqlx::query!(
        r#"select f.state, f.percentage, f.organisations, a.display_name as "by?", f.changed_at
           from feature_flag f left join account a on a.id = f.changed_by where f.name = $1"#,
        flag.name()
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    row.map(|row| {
        let setting = Setting::read(&row.state, row.percentage, row.organisations)
            .ok_or_else(|| internal(format!("no state of a flag: {}", row.state)))?;
        Ok(Decided {
            setting,
            by: row.by,
            at: row.changed_at,
        })
    })
    .transpose()
}

/// Decides about a flag.
pub async fn set(
    tx: &mut TenantTx,
    flag: Flag,
    setting: &Setting,
    by: PersonId,
    at: OffsetDateTime,
) -> Result<()> {
    let share = match setting {
        Setting::Percentage(share) => i32::from(*share),
        _ => 0,
    };
    let chosen: Vec<Uuid> = match setting {
        Setting::Organisations(chosen) => chosen.iter().map(|id| id.0).collect(),
        _ => Vec::new(),
    };
    sqlx::query!(
        "insert into feature_flag (name, state, percentage, organisations, changed_by, changed_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (name) do update set state = excluded.state, percentage = excluded.percentage, organisations = excluded.organisations,
             changed_by = excluded.changed_by, changed_at = excluded.changed_at",
        flag.name(),
        setting.name(),
        share,
        &chosen,
        by.0,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// It is what the code says again.
pub async fn clear(tx: &mut TenantTx, flag: Flag) -> Result<()> {
    sqlx::query!("delete from feature_flag where name = $1", flag.name())
        .execute(&mut **tx)
        .await
        .map_err(store_error)?;
    Ok(())
}
