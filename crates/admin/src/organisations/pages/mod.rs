//! Pages of the console about organisations, one a file.

mod organisation;
mod organisations;

pub use organisation::OrganisationPage;
pub use organisations::OrganisationsPage;

use super::model::Standing;
use ui::Tone;

/// How loudly a standing speaks.
pub(crate) fn tone(standing: Standing) -> Tone {
    match standing {
        Standing::Active => Tone::Good,
        Standing::Suspended => Tone::Warn,
        Standing::Deleted => Tone::Bad,
        Standing::Purged => Tone::Neutral,
    }
}
