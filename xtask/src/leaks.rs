//! Is there anything in the server's log that lets somebody in, or that is about somebody?
//!
//! Journeys leave what they typed and were given (end2end/tests/support/typed.ts); none of it may stand in the
//! log. What nobody typed but the server made, such as keys, hashes and addresses, is known by its shape.

use crate::failure::{At, Result, fail};
use aho_corasick::AhoCorasick;
use regex::Regex;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Shapes of what must not be logged.
const SHAPES: [(&str, &str); 9] = [
    ("a key or token of the API", r"kw[a-z]_[0-9a-f]{16}"),
    ("a token or its hash", r"\b[0-9a-f]{64}\b"),
    ("a hash of a password", r"\$(argon2|2[aby]\$)"),
    (
        "the secret of an app that shows codes",
        r"otpauth:|\b[A-Z2-7]{32}\b",
    ),
    ("a signed token", r"\beyJ[\w-]{10,}\."),
    (
        "what stands behind Authorization",
        r"(?i)\b(bearer|basic) [\w+/=.-]{8}",
    ),
    ("a cookie", r"(?i)\bsession=\w"),
    (
        "a parameter that is secret",
        r#"(?i)\b(token|password|secret|code)(=|%3D)[^\s"&\\]{4}"#,
    ),
    (
        "an address of mail",
        r"(?i)[\w.+-]+(@|%40)[\w-]+\.[a-z]{2,}",
    ),
];
/// So much of a line is shown.
const SHOWN: usize = 300;
/// So many lines are.
const MOST: usize = 20;

/// Searches the log of a server that ran at debug.
///
/// # Errors
/// With the lines that leak; and if there is nothing to search, or nothing to search for.
pub fn search(log: &Path, typed: &Path) -> Result<()> {
    let typed = read_typed(typed)?;
    if typed.is_empty() {
        return Err(fail("no journey has left what it typed"));
    }
    let searched = Searched::of(&typed)?;
    let (mut leaking, mut at_debug) = (Vec::new(), false);
    for line in BufReader::new(File::open(log).at(log)?).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        at_debug |= line.contains("DEBUG");
        if let Some(what) = searched.leak(&line) {
            let start: String = line.chars().take(SHOWN).collect();
            leaking.push(format!("{what}: {start}"));
        }
    }
    if !at_debug {
        return Err(fail(format!("{} was not written at debug", log.display())));
    }
    println!(
        "The log of the server was searched for {} things that were typed.",
        typed.len()
    );
    if leaking.is_empty() {
        return Ok(());
    }
    let lines = leaking.len();
    leaking.truncate(MOST);
    Err(fail(format!(
        "{lines} lines of {} have what no log may have:\n{}",
        log.display(),
        leaking.join("\n")
    )))
}

/// One text a line, in JSON; a file for each process that ran journeys.
fn read_typed(folder: &Path) -> Result<BTreeSet<String>> {
    let mut typed = BTreeSet::new();
    for file in fs::read_dir(folder).at(folder)?.flatten() {
        let text = fs::read_to_string(file.path()).at(&file.path())?;
        for line in text.lines() {
            typed.insert(serde_json::from_str(line)?);
        }
    }
    Ok(typed)
}

struct Searched {
    texts: Vec<String>,
    typed: AhoCorasick,
    shapes: Vec<(&'static str, Regex)>,
}

impl Searched {
    fn of(typed: &BTreeSet<String>) -> Result<Self> {
        let texts: BTreeSet<String> = typed.iter().flat_map(|text| ways(text)).collect();
        let texts: Vec<String> = texts.into_iter().collect();
        let shapes = SHAPES.iter().map(|(what, shape)| {
            let shape = Regex::new(shape).map_err(|error| fail(error.to_string()))?;
            Ok((*what, shape))
        });
        Ok(Self {
            typed: AhoCorasick::new(&texts).map_err(|error| fail(error.to_string()))?,
            shapes: shapes.collect::<Result<_>>()?,
            texts,
        })
    }

    /// What is wrong with a line.
    fn leak(&self, line: &str) -> Option<String> {
        if let Some(found) = self.typed.find(line) {
            return Some(format!("typed: {:?}", self.texts[found.pattern()]));
        }
        let found = self.shapes.iter().find(|(_, shape)| shape.is_match(line))?;
        Some(found.0.to_owned())
    }
}

/// A text as it may stand in a log: as it is, in JSON, in a form and in an address.
fn ways(text: &str) -> [String; 4] {
    let json = serde_json::Value::from(text).to_string();
    let form = text.replace('+', "%2B").replace('@', "%40");
    [
        text.to_owned(),
        json[1..json.len() - 1].to_owned(),
        form.replace(' ', "+"),
        form.replace(' ', "%20"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPED: [&str; 3] = [
        "violet lantern \"harbour\"",
        "ama+1@journey.example",
        "Idris Okoro",
    ];
    const HARMLESS: [&str; 4] = [
        r#"{"timestamp":"2031-05-10T08:00:00.123Z","level":"DEBUG","fields":{"message":"started processing request"},"target":"tower_http","span":{"id":"0198b4b2-97c1-7c3e-8f0e-2f4a31c5d9b1","method":"POST","path":"/api/identity/sign_in","name":"request"}}"#,
        r#"{"level":"INFO","fields":{"message":"sign-up","person":"0198b4b2-97c1-7c3e-8f0e-2f4a31c5d9b1"}}"#,
        r#"{"level":"ERROR","fields":{"message":"internal error","cause":"error returned from database: new row violates check constraint \"x\""}}"#,
        r#"{"level":"DEBUG","fields":{"message":"select id, email, password_hash from account where email = $1"}}"#,
    ];

    fn searched() -> Searched {
        Searched::of(&TYPED.map(str::to_owned).into()).unwrap()
    }

    #[test]
    fn whatever_way_a_leak_is_written_it_is_found() {
        let searched = searched();
        for line in HARMLESS {
            assert_eq!(searched.leak(line), None, "{line}");
        }
        let made = "0f".repeat(32);
        let written = TYPED.iter().flat_map(|text| ways(text)).chain([
            format!("key kwk_{made}"),
            format!("looked for {made}"),
            "$argon2id$v=19$m=19456,t=2,p=1$".to_owned(),
            "$2b$10$abc".to_owned(),
            "otpauth://totp/x".to_owned(),
            "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".to_owned(),
            "eyJhbGciOiJFZERTQSJ9.e30.x".to_owned(),
            "authorization: Bearer 12345678".to_owned(),
            "cookie: session=0".to_owned(),
            "/reset-password?token=abcd".to_owned(),
            "mail to nobody.at.all@else.example".to_owned(),
        ]);
        for leak in written {
            let line = HARMLESS[0].replace("started processing", &leak);
            assert!(searched.leak(&line).is_some(), "{leak}");
        }
    }

    #[test]
    fn a_search_of_nothing_or_for_nothing_is_no_proof() {
        let dir = std::env::temp_dir().join(format!("xtask-leaks-{}", std::process::id()));
        let (log, typed) = (dir.join("log"), dir.join("typed"));
        fs::create_dir_all(&typed).unwrap();
        fs::write(&log, HARMLESS.join("\n")).unwrap();
        assert!(search(&log, &typed).is_err(), "nothing was typed");
        fs::write(typed.join("1.txt"), "\"Idris Okoro\"\n\"a \\\"b\\\"\"\n").unwrap();
        search(&log, &typed).unwrap();
        fs::write(&log, HARMLESS[1]).unwrap();
        assert!(search(&log, &typed).is_err(), "not at debug");
        fs::write(&log, format!("{}\nINFO Idris Okoro", HARMLESS[0])).unwrap();
        let failure = search(&log, &typed).unwrap_err().message;
        assert!(failure.starts_with("1 lines of"), "{failure}");
        fs::remove_dir_all(&dir).unwrap();
    }
}
