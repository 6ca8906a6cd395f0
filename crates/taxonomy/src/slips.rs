//! Slips of typing.

/// Is `typed`, with at most `most` slips (a letter wrong, missing, added, or two swapped), the word,
/// or its beginning if `prefix`? Gives the number of slips. Words longer than 31 letters are not compared.
pub fn slips(typed: &str, word: &str, most: usize, prefix: bool) -> Option<usize> {
    const WIDE: usize = 32;
    let (typed, word) = (typed.as_bytes(), word.as_bytes());
    if typed.len() >= WIDE
        || (!prefix && word.len().abs_diff(typed.len()) > most)
        || word.len() + most < typed.len()
    {
        return None;
    }
    let word = &word[..word.len().min(typed.len() + most)];
    if word.len() >= WIDE {
        return None;
    }
    // Optimal string alignment: the last three rows of the table.
    let (mut before, mut above, mut row) = ([0usize; WIDE], [0usize; WIDE], [0usize; WIDE]);
    for (at, cell) in above.iter_mut().enumerate() {
        *cell = at;
    }
    for (i, &t) in typed.iter().enumerate() {
        row[0] = i + 1;
        let mut least = row[0];
        for (j, &w) in word.iter().enumerate() {
            let mut cost = (above[j] + usize::from(t != w))
                .min(above[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && t == word[j - 1] && typed[i - 1] == w {
                cost = cost.min(before[j - 1] + 1);
            }
            row[j + 1] = cost;
            least = least.min(cost);
        }
        if least > most {
            return None;
        }
        (before, above, row) = (above, row, before);
    }
    let end = word.len();
    let found = if prefix {
        above[..=end].iter().copied().min()?
    } else {
        above[end]
    };
    (found <= most).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        assert_eq!(slips("kubernets", "kubernetes", 1, false), Some(1));
        assert_eq!(slips("pyhton", "python", 1, false), Some(1));
        assert_eq!(slips("python", "python", 1, false), Some(0));
        assert_eq!(slips("pyton", "pythons", 1, false), None);
        assert_eq!(slips("kubrn", "kubernetes", 1, true), Some(1));
        assert_eq!(slips("kubernetesx", "kubernetes", 1, true), Some(1));
        assert_eq!(slips("plumber", "painter", 2, false), None);
        assert_eq!(slips("abc", "", 1, true), None);
    }
}
