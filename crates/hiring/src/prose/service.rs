//! Reading of texts. It asks nothing of the database, and takes up to a tenth of a second of a core, so
//! it is done beside the threads that answer requests.

use crate::jobs::service::flags_in;
use identity::Actor;
use kernel::{AppError, Result};
use platform::Services;
use platform::db::internal;
use text::advert::{Facts, Flag};
use text::{Found, Settings, Skill};
use tokio::sync::Semaphore;

/// Longest text, in characters.
pub const LONGEST_TEXT: usize = 20_000;

/// Texts read at the same time: pages are not to wait for them, however many keys send how many.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Does the work when it is its turn.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let turn = TURNS.acquire().await.map_err(internal)?;
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    done.await.map_err(internal)
}

/// The text, if it is one to be read.
///
/// # Errors
/// `Invalid` at `text`.
fn checked(text: String) -> Result<String> {
    if text.is_empty() || text.chars().count() > LONGEST_TEXT {
        let why = format!("Send 1 to {LONGEST_TEXT} characters");
        return Err(AppError::invalid("text", why));
    }
    Ok(text)
}

/// The skills of a text as `shown` makes them of each, surest first. Whoever is known may ask.
///
/// # Errors
/// `Invalid` at `text`; `Internal`.
pub async fn skills<T: Send + 'static>(
    services: &Services,
    _: &Actor,
    text: String,
    most: usize,
    shown: impl Fn(&Skill, &Found, &Characters) -> T + Send + 'static,
) -> Result<Vec<T>> {
    let text = checked(text)?;
    let taxonomy = taxonomy::service::taxonomy(services)?;
    let settings = Settings {
        most,
        ..Settings::default()
    };
    in_turn(move || {
        let extractor = taxonomy.extractor()?;
        let found = extractor.extract(&text, settings);
        let characters = Characters::of(text);
        let shown = |found: &Found| shown(extractor.skill(found), found, &characters);
        Ok(found.iter().map(shown).collect())
    })
    .await?
}

/// The red flags of an advert as `shown` makes them of each, in the order they stand in it.
///
/// # Errors
/// `Invalid` at `text`; `Internal`.
pub async fn flags<T: Send + 'static>(
    services: &Services,
    _: &Actor,
    text: String,
    facts: impl FnOnce(Facts) -> Facts,
    shown: impl Fn(Flag, &Characters) -> T + Send + 'static,
) -> Result<Vec<T>> {
    let text = checked(text)?;
    let facts = facts(Facts::of_text(services.clock.now().date()));
    in_turn(move || {
        let found = flags_in(&text, &facts);
        let characters = Characters::of(text);
        let shown = found.into_iter().map(|flag| shown(flag, &characters));
        shown.collect()
    })
    .await
}

/// A text whose characters are counted once, however many places in it are asked for.
#[derive(Debug)]
pub struct Characters {
    text: String,
    /// At which byte each character begins.
    begins: Vec<usize>,
}

impl Characters {
    fn of(text: String) -> Self {
        let begins = text.char_indices().map(|(at, _)| at).collect();
        Self { text, begins }
    }

    /// How many characters stand before a byte.
    pub fn before(&self, byte: usize) -> usize {
        self.begins.partition_point(|begin| *begin < byte)
    }

    /// A part of the text, by its bytes.
    pub fn part(&self, bytes: std::ops::Range<usize>) -> &str {
        self.text.get(bytes).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_not_bytes() {
        let text = Characters::of("Käse für £9".to_owned());
        let at = "Käse für ".len();
        assert_eq!((text.before(0), text.before(at)), (0, 9));
        assert_eq!(text.part(at..at + "£9".len()), "£9");
        assert_eq!(text.before("Käse für £9".len()), 11);
    }

    #[test]
    fn a_text_is_as_long_as_its_characters() {
        assert!(checked("ü".repeat(LONGEST_TEXT)).is_ok());
        for wrong in [String::new(), "u".repeat(LONGEST_TEXT + 1)] {
            let refused = checked(wrong).unwrap_err();
            assert!(matches!(refused, AppError::Invalid(errors) if errors.0.contains_key("text")));
        }
    }
}
