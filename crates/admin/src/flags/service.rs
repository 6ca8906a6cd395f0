//! Switching feature flags.

use super::model::{FlagForm, FlagLine, in_words};
use super::store;
use crate::staff::service::{Console, Entry};
use kernel::Result;
use platform::flags::Flag;
use serde_json::json;

/// Every flag.
///
/// # Errors
/// `Internal`.
pub async fn all(console: &Console) -> Result<Vec<FlagLine>> {
    let mut tx = console.begin().await?;
    let mut lines = Vec::new();
    for flag in Flag::ALL {
        let decided = store::one(&mut tx, flag).await?;
        lines.push(FlagLine { flag, decided });
    }
    tx.commit().await?;
    Ok(lines)
}

/// One flag.
///
/// # Errors
/// `Internal`.
pub async fn one(console: &Console, flag: Flag) -> Result<FlagLine> {
    let mut tx = console.begin().await?;
    let decided = store::one(&mut tx, flag).await?;
    tx.commit().await?;
    Ok(FlagLine { flag, decided })
}

/// Switches a flag. Every server takes it up within ten seconds.
///
/// # Errors
/// `NotFound`; `Invalid`.
pub async fn switch(console: &Console, form: &FlagForm) -> Result<Flag> {
    let (flag, setting, reason) = form.parse()?;
    let console = console.clone();
    let db = console.services.db.clone();
    db.run(async move {
        let mut tx = console.begin().await?;
        let decided = store::lock(&mut tx, flag).await?;
        let was = FlagLine { flag, decided }.setting();
        let now = console.services.clock.now();
        let is = match setting {
            Some(setting) => {
                store::set(&mut tx, flag, &setting, console.person, now).await?;
                setting
            }
            None => {
                store::clear(&mut tx, flag).await?;
                flag.default_setting()
            }
        };
        let changes = json!({ "flag": flag.name(), "setting": [in_words(&was), in_words(&is)] });
        let entry = Entry::of("flags.switched").because(&reason).with(changes);
        console.note(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(flag)
    })
    .await
}
