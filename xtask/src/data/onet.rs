//! Technology names of O*NET: products and languages that ESCO does not know.

use super::text;

/// A technology and the category O*NET files it under.
pub struct Technology {
    /// As shown: `Amazon Web Services (AWS)`.
    pub label: String,
    /// Other ways to say it.
    pub aliases: Vec<String>,
    /// `Web platform development software`.
    pub category: String,
}

/// Makers whose name people leave out.
const MAKERS: &[&str] = &[
    "Adobe",
    "Amazon",
    "Apache",
    "Apple",
    "Atlassian",
    "Autodesk",
    "Cisco",
    "Google",
    "HashiCorp",
    "IBM",
    "Intuit",
    "JetBrains",
    "Microsoft",
    "Oracle",
    "Red Hat",
    "Salesforce",
    "VMware",
    "Bentley",
    "Esri",
    "Facebook",
    "Trimble",
    "Dassault Systemes",
];

/// Last words of names that say only what sort of thing it is.
const GENERIC: &[&str] = &[
    "software",
    "systems",
    "system",
    "applications",
    "application",
    "programs",
    "program",
    "tools",
    "databases",
    "database",
    "languages",
    "packages",
    "spreadsheets",
    "templates",
    "equipment",
    "interfaces",
];

/// Reads a row of the source; `None` for what names a sort of software rather than a product.
pub fn read(name: &str, description: &str) -> Option<Technology> {
    let category = description
        .strip_prefix(name)?
        .trim()
        .strip_prefix('(')?
        .strip_suffix(')')?
        .to_owned();
    if is_generic(name) {
        return None;
    }
    let name = name.strip_suffix(" software").unwrap_or(name);
    let mut aliases = Vec::new();
    let mut label = name.to_owned();
    if let Some((long, short)) = name
        .rsplit_once(' ')
        .filter(|(long, short)| abbreviates(short, long))
    {
        label = format!("{long} ({short})");
        aliases.extend([name.to_owned(), long.to_owned(), short.to_owned()]);
    }
    if let Some(short) = name.strip_suffix(" programming language") {
        aliases.push(short.to_owned());
    }
    for maker in MAKERS {
        if let Some(product) = name
            .strip_prefix(maker)
            .and_then(|rest| rest.strip_prefix(' '))
            && product.chars().filter(|c| c.is_alphabetic()).count() > 1
            && product.starts_with(|c: char| c.is_uppercase())
        {
            aliases.push(product.to_owned());
        }
    }
    Some(Technology {
        label,
        aliases,
        category,
    })
}

/// `Router software`: several words, nothing after the first looks like a name.
fn is_generic(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let named = |word: &&str| word.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
    let last = words.last().copied().unwrap_or_default();
    let mixed_first = words[0]
        .chars()
        .skip(1)
        .any(|c| c.is_uppercase() || c.is_ascii_digit());
    GENERIC.contains(&last.to_lowercase().as_str()) && !mixed_first && !words[1..].iter().any(named)
}

/// Is `short` (`AWS`, `S3`) made of capitals and spelt out, in order, by `long`?
fn abbreviates(short: &str, long: &str) -> bool {
    let capitals = short.chars().filter(char::is_ascii_uppercase).count();
    let proper = (2..=6).contains(&short.len())
        && capitals >= 1
        && short
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let plain = text::plain(long);
    let mut letters = plain.chars();
    let starts = plain
        .split(' ')
        .any(|word| short.to_lowercase().starts_with(&word[..1]));
    proper
        && starts
        && long.contains(' ')
        && short
            .chars()
            .filter(char::is_ascii_uppercase)
            .all(|c| letters.any(|l| l == c.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_and_makers_become_aliases() {
        let aws = read(
            "Amazon Web Services AWS software",
            "Amazon Web Services AWS software (Web platform development software)",
        )
        .unwrap();
        assert_eq!(aws.label, "Amazon Web Services (AWS)");
        assert!(aws.aliases.contains(&"AWS".to_owned()));
        assert_eq!(aws.category, "Web platform development software");
        let excel = read("Microsoft Excel", "Microsoft Excel (Spreadsheet software)").unwrap();
        assert_eq!(excel.aliases, ["Excel"]);
        assert!(
            read(
                "Router software",
                "Router software (Switch or router software)"
            )
            .is_none()
        );
        assert!(
            read("Docker", "Docker (Application server software)")
                .unwrap()
                .aliases
                .is_empty()
        );
    }
}
