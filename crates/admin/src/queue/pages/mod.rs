//! Pages of the console about the work in the background, one a file.

mod job;
mod jobs;

pub use job::JobPage;
pub use jobs::JobsPage;

use super::model::JobState;
use ui::Tone;

/// How loudly a state speaks.
pub(crate) fn tone(state: JobState) -> Tone {
    match state {
        JobState::Dead => Tone::Bad,
        JobState::Running => Tone::Info,
        JobState::Ready => Tone::Warn,
        JobState::Later => Tone::Neutral,
        JobState::Done => Tone::Good,
    }
}
