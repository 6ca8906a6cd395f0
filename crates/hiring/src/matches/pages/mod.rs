//! Pages of matches, one a file, and the parts they share.

mod candidates;
mod compare;
mod how_fit_works;
mod matches;
mod own_match;
mod parts;

use kernel::AppError;
use leptos::prelude::GetUntracked;
use leptos_router::hooks::use_params_map;

pub use candidates::CandidatesPage;
pub use how_fit_works::HowFitWorksPage;
pub use matches::MatchesPage;
pub use own_match::MatchPage;
pub use parts::MatchCards;

/// A path with a query of these pairs, and of one more.
fn href(path: &str, pairs: &[(&'static str, String)], more: Option<(&str, &str)>) -> String {
    let base = pairs.iter().fold(path.to_owned(), |path, (name, value)| {
        platform::web::with_query(&path, name, value)
    });
    match more {
        Some((name, value)) => platform::web::with_query(&base, name, value),
        None => base,
    }
}

/// A part of the address, such as an id. Take it before the first `.await`.
pub(crate) fn param<T: std::str::FromStr>(name: &str) -> Result<T, AppError> {
    use_params_map()
        .get_untracked()
        .get_str(name)
        .and_then(|text| text.parse().ok())
        .ok_or(AppError::NotFound)
}
