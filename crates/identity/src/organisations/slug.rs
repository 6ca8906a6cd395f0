//! Names in addresses: made from any name, never one that would look like Kinwork itself.

/// The longest, as the database has it.
pub const MAX: usize = 40;
/// What a purged organisation's row is called; nobody else may begin like that.
const GONE: &str = "deleted-";

/// Small letters, digits and single hyphens; at most 40. Other scripts are spelled out.
pub fn slugify(text: &str) -> String {
    let mut slug = String::new();
    for c in deunicode::deunicode(text).to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if c != '\'' && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(MAX);
    while slug.ends_with('-') {
        slug.pop();
    }
    slug
}

/// May nobody take this one?
pub fn is_reserved(slug: &str) -> bool {
    slug.starts_with(GONE) || reserved().any(|word| word == slug)
}

/// Others like a taken one, in the order they are tried.
pub fn alternatives(slug: &str) -> Vec<String> {
    (2..=9)
        .map(|n| {
            let head: String = slug.chars().take(MAX - 2).collect();
            format!("{}-{n}", head.trim_end_matches('-'))
        })
        .collect()
}

fn reserved() -> impl Iterator<Item = &'static str> {
    include_str!("reserved.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slugs_come_from_names() {
        for (name, slug) in [
            ("Riverside Logistics & Co.", "riverside-logistics-co"),
            ("Café Zürich", "cafe-zurich"),
            ("O'Brien's", "obriens"),
            ("--A--", "a"),
            ("李", "li"),
            ("…", ""),
        ] {
            assert_eq!(slugify(name), slug, "{name}");
        }
    }

    #[test]
    fn names_of_the_product_are_reserved() {
        for slug in ["admin", "kinwork", "sign-in", "deleted-x"] {
            assert!(is_reserved(slug), "{slug}");
        }
        assert!(!is_reserved("riverside"));
        let mut sorted: Vec<_> = reserved().collect();
        sorted.sort_unstable();
        sorted.dedup();
        assert!(reserved().eq(sorted), "sorted, and each once");
    }

    proptest! {
        /// What the database's own check asks for.
        #[test]
        fn a_slug_is_one(name in ".{0,80}") {
            for slug in alternatives(&slugify(&name)).into_iter().chain([slugify(&name)]) {
                prop_assert!(slug.len() <= MAX);
                prop_assert!(slug.split('-').all(|part| part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())));
                prop_assert!(slugify(&name).is_empty() || slug.split('-').all(|part| !part.is_empty()), "{}", slug);
            }
        }
    }
}
