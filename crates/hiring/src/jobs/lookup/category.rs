//! The field of work a job probably belongs to: a first choice for whoever posts it, never the last word.

use crate::jobs::model::Category;

/// What a title says by itself: the first line that has one of its words decides. Titles come before the group of the
/// occupation, because that group is estimated (data/ATTRIBUTION.md).
#[rustfmt::skip]
const BY_WORDS: [(Category, &[&str]); 21] = [
    (Category::Warehouse, &["forklift", "warehouse", "picker", "packer", "reach truck"]),
    (Category::Education, &["nursery", "teacher", "teaching", "tutor", "lecturer", "early years"]),
    (Category::Health, &["nurse", "doctor", "paramedic", "pharmacist", "dentist", "dental", "physiotherapist", "midwife"]),
    (Category::Technology, &["software", "developer", "programmer", "devops", "cyber", "it support", "data analyst", "data engineer", "data scientist"]),
    (Category::Creative, &["social media", "marketing", "designer", "photographer", "copywriter", "journalist"]),
    (Category::Office, &["customer service", "customer support", "call centre"]),
    (Category::Care, &["carer", "care", "healthcare", "caring", "social worker"]),
    (Category::Cleaning, &["cleaner", "cleaning", "caretaker"]),
    (Category::Hospitality, &["chef", "cook", "waiter", "waitress", "waiting staff", "barista", "bartender", "bar staff", "kitchen", "hotel", "restaurant", "catering", "housekeeper"]),
    (Category::Transport, &["driver", "courier", "hgv", "lorry", "delivery"]),
    (Category::Security, &["security", "door supervisor", "guard"]),
    (Category::Trades, &["electrician", "plumber", "carpenter", "joiner", "bricklayer", "roofer", "plasterer", "builder", "construction", "decorator"]),
    (Category::Nature, &["gardener", "gardening", "farm", "farmer", "forestry", "tree surgeon"]),
    (Category::Retail, &["shop", "store", "retail", "cashier", "sales assistant", "customer assistant"]),
    (Category::Finance, &["accountant", "bookkeeper", "payroll", "solicitor", "paralegal", "lawyer"]),
    (Category::Office, &["receptionist", "secretary", "administrator", "clerk"]),
    (Category::Charity, &["charity", "fundraiser", "fundraising", "volunteer", "community"]),
    (Category::Sport, &["personal trainer", "coach", "fitness", "gym", "lifeguard"]),
    (Category::Science, &["scientist", "researcher", "laboratory"]),
    (Category::Management, &["recruiter", "hr", "human resources"]),
    (Category::Engineering, &["engineer", "welder", "machinist", "mechanic", "machine operator"]),
];

/// Groups of ISCO-08; the longest code that begins an occupation's decides.
#[rustfmt::skip]
const BY_GROUP: [(&str, Category); 101] = [
    ("1", Category::Management), ("1211", Category::Finance), ("131", Category::Nature), ("132", Category::Engineering),
    ("1323", Category::Trades), ("1324", Category::Warehouse), ("133", Category::Technology), ("134", Category::Care),
    ("1342", Category::Health), ("1345", Category::Education), ("1346", Category::Finance), ("141", Category::Hospitality),
    ("142", Category::Retail), ("1431", Category::Sport),
    ("21", Category::Engineering), ("211", Category::Science), ("212", Category::Science), ("213", Category::Science),
    ("2132", Category::Nature), ("2133", Category::Nature), ("2163", Category::Creative), ("2166", Category::Creative),
    ("22", Category::Health), ("23", Category::Education), ("24", Category::Management), ("241", Category::Finance),
    ("243", Category::Retail), ("2431", Category::Creative), ("2432", Category::Creative), ("25", Category::Technology),
    ("261", Category::Finance), ("262", Category::Education), ("263", Category::Science), ("2634", Category::Health),
    ("2635", Category::Care), ("2636", Category::Charity), ("264", Category::Creative), ("265", Category::Creative),
    ("31", Category::Engineering), ("3123", Category::Trades), ("314", Category::Science), ("3142", Category::Nature),
    ("3143", Category::Nature), ("315", Category::Transport), ("32", Category::Health), ("331", Category::Finance),
    ("332", Category::Retail), ("3321", Category::Finance), ("333", Category::Office), ("3331", Category::Transport),
    ("3332", Category::Hospitality), ("3333", Category::Management), ("334", Category::Office), ("335", Category::Office),
    ("3355", Category::Security), ("341", Category::Finance), ("3412", Category::Care), ("3413", Category::Charity),
    ("342", Category::Sport), ("343", Category::Creative), ("3434", Category::Hospitality), ("35", Category::Technology),
    ("4", Category::Office), ("421", Category::Finance), ("4221", Category::Hospitality), ("4224", Category::Hospitality),
    ("431", Category::Finance), ("4321", Category::Warehouse), ("4323", Category::Transport), ("4412", Category::Transport),
    ("511", Category::Transport), ("5113", Category::Hospitality), ("512", Category::Hospitality), ("513", Category::Hospitality),
    ("515", Category::Cleaning), ("5165", Category::Education), ("52", Category::Retail), ("5246", Category::Hospitality),
    ("53", Category::Care), ("5312", Category::Education), ("54", Category::Security),
    ("6", Category::Nature), ("7", Category::Engineering), ("71", Category::Trades), ("7133", Category::Cleaning),
    ("7411", Category::Trades), ("8", Category::Engineering), ("83", Category::Transport), ("8344", Category::Warehouse),
    ("91", Category::Cleaning), ("92", Category::Nature), ("93", Category::Warehouse), ("931", Category::Trades),
    ("932", Category::Engineering), ("9321", Category::Warehouse), ("9334", Category::Retail), ("94", Category::Hospitality),
    ("95", Category::Retail), ("96", Category::Cleaning), ("9621", Category::Transport), ("9622", Category::Trades),
];

/// The likely field of work of a title whose occupation has this ISCO code; `None` rather than a wild guess.
pub fn suggest(title: &str, isco: Option<&str>) -> Option<Category> {
    by_words(title).or_else(|| by_group(isco?))
}

fn by_words(title: &str) -> Option<Category> {
    let words: Vec<String> = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    // Between spaces, so that "nurse" is not found in "nursery"; the plural is the same word.
    let text = format!(" {} ", words.join(" "));
    let says =
        |word: &&str| text.contains(&format!(" {word} ")) || text.contains(&format!(" {word}s "));
    BY_WORDS
        .iter()
        .find(|(_, words)| words.iter().any(says))
        .map(|(category, _)| *category)
}

fn by_group(isco: &str) -> Option<Category> {
    BY_GROUP
        .iter()
        .filter(|(code, _)| isco.starts_with(code))
        .max_by_key(|(code, _)| code.len())
        .map(|(_, category)| *category)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_says_more_than_the_group_of_its_occupation() {
        for (title, isco, category) in [
            (
                "Forklift driver, counterbalance",
                "8344",
                Category::Warehouse,
            ),
            ("Multi-drop drivers", "8322", Category::Transport),
            ("Nursery teacher", "2342", Category::Education),
            ("Staff nurse, nights", "2221", Category::Health),
            ("Customer service representative", "2434", Category::Office),
            ("Customer assistant", "5223", Category::Retail),
            ("Social media manager", "1344", Category::Creative),
            ("Office cleaner, evenings", "7133", Category::Cleaning),
        ] {
            assert_eq!(suggest(title, Some(isco)), Some(category), "{title}");
        }
    }

    #[test]
    fn the_longest_group_decides_where_the_title_says_nothing() {
        for (isco, category) in [
            ("3423", Some(Category::Sport)),
            ("3434", Some(Category::Hospitality)),
            ("1420", Some(Category::Retail)),
            ("1219", Some(Category::Management)),
            ("9412", Some(Category::Hospitality)),
            ("9333", Some(Category::Warehouse)),
            ("5141", None),
            ("0110", None),
        ] {
            assert_eq!(suggest("Somebody", Some(isco)), category, "{isco}");
        }
        assert_eq!(suggest("Somebody", None), None);
        assert_eq!(suggest("", None), None);
    }
}
