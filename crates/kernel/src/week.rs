//! A week on a half-hour grid: when a person can work, when a job needs someone.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Half hours in a week.
pub const SLOTS: usize = 336;
/// Half hours in a day.
pub const SLOTS_PER_DAY: usize = 48;
/// Bytes of the stored form.
pub const BYTES: usize = SLOTS / 8;
/// Days in the order of the grid.
pub const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// A set of half hours, Monday 00:00 first. Local time of the place it speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Week([u64; 6]);

impl Week {
    /// No half hour.
    pub const EMPTY: Self = Self([0; 6]);

    /// Every half hour.
    pub fn full() -> Self {
        let mut week = Self::EMPTY;
        (0..SLOTS).for_each(|slot| week.set(slot));
        week
    }

    /// Adds a half hour; slots past the end are ignored.
    pub fn set(&mut self, slot: usize) {
        if slot < SLOTS {
            self.0[slot / 64] |= 1 << (slot % 64);
        }
    }

    /// Is the half hour in the set?
    pub fn has(&self, slot: usize) -> bool {
        slot < SLOTS && self.0[slot / 64] >> (slot % 64) & 1 == 1
    }

    /// Adds `from..to` of a day (0 = Monday), in half hours; `to` at or before `from` runs past midnight.
    pub fn add_range(&mut self, day: usize, from: usize, to: usize) {
        let length = if to > from {
            to - from
        } else {
            to + SLOTS_PER_DAY - from
        };
        for step in 0..length {
            self.set((day * SLOTS_PER_DAY + from + step) % SLOTS);
        }
    }

    /// How many half hours.
    pub fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// No half hour?
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// Half hours in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] & other.0[i]))
    }

    /// Half hours of one day, 0 to 48.
    pub fn count_on(&self, day: usize) -> usize {
        (day * SLOTS_PER_DAY..(day + 1) * SLOTS_PER_DAY)
            .filter(|&slot| self.has(slot))
            .count()
    }

    /// The unbroken ranges of a day as `(from, to)` in half hours, `to` exclusive.
    pub fn ranges_on(&self, day: usize) -> Vec<(usize, usize)> {
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for slot in 0..SLOTS_PER_DAY {
            if self.has(day * SLOTS_PER_DAY + slot) {
                match ranges.last_mut() {
                    Some((_, to)) if *to == slot => *to = slot + 1,
                    _ => ranges.push((slot, slot + 1)),
                }
            }
        }
        ranges
    }

    /// A day's ranges as people write them: `07:00-15:00, 18:00-22:00`.
    pub fn day_text(&self, day: usize) -> String {
        let parts: Vec<String> = self
            .ranges_on(day)
            .iter()
            .map(|(from, to)| format!("{}-{}", clock(*from), clock(*to)))
            .collect();
        parts.join(", ")
    }

    /// Adds a day written as ranges; empty text adds nothing. Minutes must be :00 or :30.
    ///
    /// # Errors
    /// A message fit for the field.
    pub fn add_day_text(&mut self, day: usize, text: &str) -> Result<(), String> {
        for range in text
            .split([',', ';'])
            .map(str::trim)
            .filter(|range| !range.is_empty())
        {
            let bad = || {
                format!(
                    "Write hours such as 07:00-15:00, not “{}”",
                    range.chars().take(30).collect::<String>()
                )
            };
            let (from, to) = range.split_once(['-', '–', '—']).ok_or_else(bad)?;
            let (from, to) = (
                half_hour(from).ok_or_else(bad)?,
                half_hour(to).ok_or_else(bad)?,
            );
            if from == SLOTS_PER_DAY || from == to {
                return Err(bad());
            }
            self.add_range(day, from, to);
        }
        Ok(())
    }

    /// The stored form: 42 bytes, the first half hour in the lowest bit of the first byte.
    pub fn to_bytes(&self) -> [u8; BYTES] {
        std::array::from_fn(|i| (self.0[i / 8] >> (8 * (i % 8))) as u8)
    }

    /// Reads the stored form; `None` unless it has 42 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; BYTES] = bytes.try_into().ok()?;
        let mut words = [0u64; 6];
        for (i, byte) in bytes.iter().enumerate() {
            words[i / 8] |= u64::from(*byte) << (8 * (i % 8));
        }
        Some(Self(words))
    }
}

impl std::fmt::Debug for Week {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let days: Vec<String> = (0..7)
            .map(|d| format!("{}: {}", &DAYS[d][..3], self.day_text(d)))
            .collect();
        write!(f, "Week({})", days.join("; "))
    }
}

impl Serialize for Week {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text: String = self
            .to_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Week {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes: Option<Vec<u8>> = (0..text.len() / 2)
            .map(|i| {
                text.get(2 * i..2 * i + 2)
                    .and_then(|pair| u8::from_str_radix(pair, 16).ok())
            })
            .collect();
        bytes
            .as_deref()
            .and_then(Self::from_bytes)
            .ok_or_else(|| serde::de::Error::custom("84 hexadecimal digits expected"))
    }
}

/// `07:30` of a half hour of the day, 0 to 48.
pub fn clock(slot: usize) -> String {
    format!("{:02}:{:02}", slot / 2, if slot % 2 == 1 { 30 } else { 0 })
}

/// Half hour of the day of `7`, `07:30`, `24:00`.
fn half_hour(text: &str) -> Option<usize> {
    let text = text.trim();
    let (hours, minutes) = text.split_once([':', '.']).unwrap_or((text, "00"));
    let hours: usize = hours.parse().ok()?;
    let half = match minutes {
        "00" => 0,
        "30" => 1,
        _ => return None,
    };
    let slot = hours.checked_mul(2)?.checked_add(half)?;
    (slot <= SLOTS_PER_DAY).then_some(slot)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_night_shift_runs_into_the_next_day() {
        let mut week = Week::EMPTY;
        week.add_day_text(6, "22:00-06:00").unwrap();
        assert_eq!(week.count(), 16);
        assert_eq!(week.day_text(6), "22:00-24:00");
        assert_eq!(week.day_text(0), "00:00-06:00");
    }

    #[test]
    fn refuses_what_is_not_a_range() {
        for text in [
            "all day",
            "7:15-8:00",
            "08:00-08:00",
            "25:00-26:00",
            "7",
            "99999999999999999999:00-08:00",
        ] {
            assert!(Week::EMPTY.clone().add_day_text(0, text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_full_week_is_all_of_it() {
        assert_eq!(Week::full().count() as usize, SLOTS);
    }

    proptest! {
        #[test]
        fn every_form_reads_back(slots in prop::collection::vec(0..SLOTS, 0..80)) {
            let mut week = Week::EMPTY;
            slots.iter().for_each(|&slot| week.set(slot));
            prop_assert_eq!(Week::from_bytes(&week.to_bytes()), Some(week));
            let json = serde_json::to_string(&week).unwrap();
            prop_assert_eq!(serde_json::from_str::<Week>(&json).unwrap(), week);
            let mut again = Week::EMPTY;
            for day in 0..7 {
                again.add_day_text(day, &week.day_text(day)).unwrap();
            }
            prop_assert_eq!(again, week);
        }

        #[test]
        fn odd_text_is_refused_not_a_panic(text in ".{0,40}") {
            let _ = Week::EMPTY.clone().add_day_text(0, &text);
        }
    }
}
