//! Words of the reference data: places, skills and occupations by name.

use kernel::Result;
use kernel::geo::Point;
use platform::Services;

/// The point of a British postcode or a city.
pub async fn place(services: &Services, text: &str) -> Result<Option<Point>> {
    let _ = (services, text);
    Ok(None)
}

/// The skills that the words name exactly, by label or alias.
pub async fn skills_named(services: &Services, words: &[String]) -> Result<Vec<Option<i32>>> {
    let _ = services;
    Ok(vec![None; words.len()])
}

/// The occupation that a title names exactly.
pub async fn occupation_named(services: &Services, title: &str) -> Result<Option<i32>> {
    let _ = (services, title);
    Ok(None)
}
