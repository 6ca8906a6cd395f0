//! Pages of the console about people, one a file.

mod appeals;
mod people;
mod person;

pub use appeals::AppealsPage;
pub use people::PeoplePage;
pub use person::PersonPage;

use identity::accounts::model::Status;
use ui::Tone;

/// How loudly a standing speaks.
pub(crate) fn tone(status: Status) -> Tone {
    match status {
        Status::Active => Tone::Good,
        Status::Inactive => Tone::Neutral,
        Status::Suspended => Tone::Warn,
        Status::Banned => Tone::Bad,
    }
}
