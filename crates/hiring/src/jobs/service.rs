//! What may be done with jobs, and by whom: recruiters with those of their organisation, everybody
//! with what is published. A foreign id is not found, whoever asks.

mod clash;
mod editing;
mod flags;
mod reading;
mod steps;

pub use clash::clash;
pub(crate) use editing::note_filled_in_tx;
pub use editing::{close, create, delete_draft, duplicate, publish, save, save_all, start};
pub use flags::{ReaderFlags, flags_in, reader_flags, red_flags};
pub use reading::{
    PublicJobs, activity, cards_in_order, counts, editable, filter_of, list, own, own_fits,
    palette, public, scoring_job, scoring_jobs, search, search_by_fit, sitemap, skill_labels,
    suggest_category, suggest_occupations, suggest_skills,
};

pub use steps::{Change, Forms, Handle, StepForm};

use identity::{Actor, Permission};
use kernel::Result;
use kernel::id::OrganisationId;
use platform::{Scope, Services, TenantTx};

/// A transaction for the organisation acted for.
async fn tenant_tx(
    services: &Services,
    actor: &Actor,
    permission: Permission,
) -> Result<(OrganisationId, TenantTx)> {
    let tenant = actor.seat_with(permission)?.organisation;
    Ok((
        tenant,
        services
            .db
            .begin(Scope::tenant(tenant, actor.person))
            .await?,
    ))
}
