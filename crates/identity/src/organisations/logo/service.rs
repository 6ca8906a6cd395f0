//! Who may change the logo, and who may see it.

use crate::model::Actor;
use crate::organisations::permissions::Permission;
use crate::organisations::service::{Change, begin, record};
use crate::organisations::store;
use bytes::Bytes;
use kernel::Result;
use kernel::id::FileId;
use platform::Services;
use platform::files::{self, File, Owner, Upload};
use serde_json::json;

/// May the actor change it? Asked before the file is read; [`set`] and [`remove`] ask again.
///
/// # Errors
/// `Forbidden`, `Conflict("organisation_suspended")`.
pub fn may_change(actor: &Actor) -> Result<()> {
    actor.seat_with(Permission::ManageOrganisation).map(|_| ())
}

/// Gives the organisation acted for a logo. The one before is gone: its key is taken away.
///
/// # Errors
/// `Forbidden`; `Invalid` at `file` with the reason it is refused.
pub async fn set(services: &Services, actor: &Actor, upload: Upload) -> Result<()> {
    may_change(actor)?;
    let stored = files::put(services, upload).await?;
    let (owned, actor) = (services.clone(), actor.clone());
    services
        .db
        .run(async move {
            let (mut tx, organisation, _) =
                begin(&owned, &actor, Permission::ManageOrganisation).await?;
            let owner = Owner::Organisation(organisation.id, actor.person);
            let id = files::record(&owned, &mut tx, &stored, owner).await?;
            store::set_logo(&mut tx, organisation.id, Some(id)).await?;
            if let Some(former) = organisation.logo {
                files::delete(&mut tx, former, owned.clock.now()).await?;
            }
            let what =
                Change::organisation("organisation.logo_changed", organisation.id, json!({}));
            record(&owned, &mut tx, actor.person, organisation.id, what).await?;
            tx.commit().await
        })
        .await
}

/// Takes the logo of the organisation acted for away; nothing if it has none.
///
/// # Errors
/// `Forbidden`.
pub async fn remove(services: &Services, actor: &Actor) -> Result<()> {
    may_change(actor)?;
    let (owned, actor) = (services.clone(), actor.clone());
    services
        .db
        .run(async move {
            let (mut tx, organisation, _) =
                begin(&owned, &actor, Permission::ManageOrganisation).await?;
            let Some(logo) = organisation.logo else {
                return Ok(());
            };
            store::set_logo(&mut tx, organisation.id, None).await?;
            files::delete(&mut tx, logo, owned.clock.now()).await?;
            let what =
                Change::organisation("organisation.logo_removed", organisation.id, json!({}));
            record(&owned, &mut tx, actor.person, organisation.id, what).await?;
            tx.commit().await
        })
        .await
}

/// The picture, for everybody, while its organisation is in sight.
///
/// # Errors
/// `NotFound`.
pub async fn picture(services: &Services, id: FileId) -> Result<(File, Bytes)> {
    files::get_public(services, id).await
}
