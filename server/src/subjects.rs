//! Every place where the database names a person, area by area: what copies of one's data and erasures follow.

use platform::subjects::Subjects;

/// In the order in which rows are erased: the areas above before those they stand on.
pub fn all() -> Subjects {
    let areas = [
        hiring::subjects::SUBJECTS,
        people::subjects::SUBJECTS,
        platform::subjects::SUBJECTS,
        identity::privacy::subjects::SUBJECTS,
    ];
    Subjects(areas.concat())
}

#[cfg(test)]
mod tests;
