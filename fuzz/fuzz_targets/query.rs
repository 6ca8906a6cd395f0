//! What people type into a search: the first line is the query, the others are names to search.
#![no_main]

#[expect(dead_code, reason = "the taxonomy uses all of it")]
#[path = "../../crates/taxonomy/src/index.rs"]
mod index;
#[path = "../../crates/taxonomy/src/slips.rs"]
mod slips;

use index::{Index, Owner};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 6] = [
    "operate forklift",
    "C++",
    "São Tomé studies",
    "Node.js",
    "drive vehicles",
    "R",
];

fuzz_target!(|text: &str| {
    let (query, names) = text.split_once('\n').unwrap_or((text, ""));
    let names: Vec<&str> = NAMES.into_iter().chain(names.lines()).take(200).collect();
    let owners = (1..).zip(&names).map(|(id, label)| Owner {
        id,
        label: (*label).into(),
        weight: 0,
        home: true,
    });
    let terms = names.iter().enumerate().map(|(at, name)| (at, *name, true));
    let index = Index::new(owners.collect(), terms);
    let found = index.search(query, 20);
    assert!(found.len() <= 20);
    assert!(found.iter().all(|hit| hit.place < names.len()));
});
