//! People and jobs as JSON lines, the same bytes read as both, and ranked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use matching::World;
use matching::exchange::{self, NoVocabulary, Side};
use time::macros::date;

/// Ranking is every person against every job: small files find as much.
const LARGEST: usize = 16 * 1024;

fuzz_target!(|bytes: &[u8]| {
    let bytes = &bytes[..bytes.len().min(LARGEST)];
    let read = exchange::read(
        bytes,
        bytes,
        &NoVocabulary,
        World::default(),
        Some(date!(2026 - 11 - 21)),
    );
    for side in [Side::Job, Side::Person] {
        exchange::rank(&read, side, 5, |line| {
            serde_json::to_string(line).expect("a line can be written");
        });
    }
});
