//! Passwords: argon2id off the async threads, two at a time, and the same work for an unknown address.
//! Hashes of an imported account may be bcrypt until its person signs in for the first time.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use kernel::{AppError, Entropy, Result};
use platform::db::internal;
use platform::metrics::{self, HashWaiting};
use std::sync::LazyLock;
use std::time::Instant;
use tokio::sync::Semaphore;

/// At most two hashes at once: each takes 19 MiB and a core.
static PLACES: Semaphore = Semaphore::const_new(2);

/// What the hashes made now begin with.
const CURRENT: &str = "$argon2id$v=19$m=19456,t=2,p=1$";
/// A hash that costs more (each step doubles it) is not imported: it would take seconds.
const BCRYPT_COST_MAX: u32 = 14;

/// OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane.
static ARGON2: LazyLock<Argon2<'static>> = LazyLock::new(|| {
    let params = Params::new(19_456, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
});

/// What an attacker tries first because it is a password here (docs/security.md).
const ABOUT_US: [&str; 4] = ["kinwork", "recruiter", "scheduler", "hiring"];

/// Refuses what is guessed first; the score is zxcvbn's, 0 to 4. It knows the 30,000 passwords that leak most
/// often, words and names; what is said of the person counts as a whole and word by word.
///
/// # Errors
/// `Invalid` at `password`.
pub fn refuse_weak(password: &str, about_them: &[&str]) -> Result<()> {
    // zxcvbn's cost grows with length, its judgement of long passwords does not change.
    let head: String = password.chars().take(64).collect();
    let words = about_them
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().count() > 2);
    let known: Vec<&str> = ABOUT_US
        .into_iter()
        .chain(about_them.iter().copied())
        .chain(words)
        .collect();
    if zxcvbn::zxcvbn(&head, &known).score() < zxcvbn::Score::Two {
        return Err(AppError::invalid(
            "password",
            "This is among the first things an attacker would try. Add a few more words",
        ));
    }
    Ok(())
}

/// What is looked at of a password that somebody types: enough to tell one that is too long.
pub fn cut(typed: &str) -> String {
    typed.chars().take(crate::model::PASSWORD_MAX + 1).collect()
}

/// Was this hash made as [`hash`] makes them now?
pub fn is_current(hash: &str) -> bool {
    hash.starts_with(CURRENT)
}

/// The stored form of a password.
///
/// # Errors
/// `Internal`.
pub async fn hash(password: String, entropy: &dyn Entropy) -> Result<String> {
    let mut salt = [0u8; 16];
    entropy.fill(&mut salt);
    in_turn(move || {
        ARGON2
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
    })
    .await?
    .map_err(internal)
}

/// Does the password match? With no hash (unknown address, or no password) the same work is done for nothing.
///
/// # Errors
/// `Internal`.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    in_turn(move || match hash {
        Some(hash) if hash.starts_with("$2") => matches_bcrypt(&password, &hash),
        Some(hash) if hash.starts_with("$argon2") => matches_argon2(&password, &hash),
        _ => {
            // The same work for nothing: how long the answer takes must not tell.
            std::hint::black_box(matches_argon2(&password, &DUMMY));
            false
        }
    })
    .await
}

fn matches_argon2(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| ARGON2.verify_password(password.as_bytes(), &hash).is_ok())
}

/// Bcrypt looks at 72 bytes and no more, and so did whoever made the hash: what follows them was never
/// part of the password. Afterwards the whole of what was typed is, as argon2id.
fn matches_bcrypt(password: &str, hash: &str) -> bool {
    let affordable = hash
        .parse::<bcrypt::HashParts>()
        .is_ok_and(|parts| parts.get_cost() <= BCRYPT_COST_MAX);
    // Implementations in C stop at a zero byte, ours does not: nobody's password has one.
    affordable && !password.contains('\0') && bcrypt::verify(password, hash).unwrap_or(false)
}

/// Does the work when it is its turn, off the async threads. The turn ends when the work is done, not when
/// somebody stops waiting for it: or clients that hang up would get past the limit.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let waiting = HashWaiting::enter();
    let place = PLACES.acquire().await.map_err(internal)?;
    drop(waiting);
    tokio::task::spawn_blocking(move || {
        let began = Instant::now();
        let done = work();
        metrics::password_hashed(began.elapsed());
        drop(place);
        done
    })
    .await
    .map_err(internal)
}
/// A hash of nothing anybody could type.
static DUMMY: LazyLock<String> = LazyLock::new(|| {
    ARGON2
        .hash_password_with_salt(&[0u8; 64], &[0u8; 16])
        .map(|hash| hash.to_string())
        .unwrap_or_default()
});

#[cfg(test)]
mod tests {
    use super::*;

    struct Sevens;
    impl Entropy for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[tokio::test]
    async fn only_the_right_password_matches() {
        let stored = hash("correct horse battery".into(), &Sevens).await.unwrap();
        assert!(is_current(&stored));
        assert!(
            verify("correct horse battery".into(), Some(stored.clone()))
                .await
                .unwrap()
        );
        assert!(!verify("correct horse".into(), Some(stored)).await.unwrap());
        assert!(!verify("anything".into(), None).await.unwrap());
    }

    /// As PHP, Python and the C library make them, from their published test vectors.
    const BCRYPT: [(&str, &str); 3] = [
        (
            "U*U",
            "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        ),
        (
            "U*U*",
            "$2b$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK",
        ),
        (
            "U*U*U",
            concat!(
                "$2y$05$",
                "XX",
                "XX",
                "XX",
                "XX",
                "XX",
                "XX",
                "XX",
                "XX",
                "XX",
                "XX",
                "XOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"
            ),
        ),
    ];

    #[tokio::test]
    async fn imported_hashes_match_their_passwords() {
        for (password, hash) in BCRYPT {
            assert!(
                verify(password.into(), Some(hash.into())).await.unwrap(),
                "{hash}"
            );
            assert!(
                !verify("U*".into(), Some(hash.into())).await.unwrap(),
                "{hash}"
            );
            assert!(!is_current(hash));
        }
    }

    #[tokio::test]
    async fn of_an_imported_password_72_bytes_count() {
        // Seventy-one bytes, and a letter of two bytes of which bcrypt saw the first.
        let long = format!("{}é and more", "k".repeat(71));
        let hash = bcrypt::hash(&long, 4).unwrap();
        assert!(verify(long.clone(), Some(hash.clone())).await.unwrap());
        let other_end = format!("{}é and something else", "k".repeat(71));
        assert!(verify(other_end, Some(hash.clone())).await.unwrap());
        assert!(!verify("k".repeat(71), Some(hash.clone())).await.unwrap());
        assert!(!verify(format!("{long}\0"), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn what_is_no_hash_matches_nothing() {
        let costly = BCRYPT[0].1.replacen("$05$", "$31$", 1);
        for hash in [
            "",
            "!",
            "$2b$",
            "$2b$05$CCCC",
            "$argon2id$",
            costly.as_str(),
        ] {
            assert!(
                !verify("U*U".into(), Some(hash.into())).await.unwrap(),
                "{hash}"
            );
        }
    }

    #[tokio::test]
    async fn a_client_that_hangs_up_makes_no_room() {
        let free = PLACES.available_permits();
        let (go_on, wait) = std::sync::mpsc::channel::<()>();
        let mut work = Box::pin(in_turn(move || wait.recv().is_ok()));
        assert!(futures_poll(work.as_mut()).await.is_pending());
        drop(work);
        assert_eq!(PLACES.available_permits(), free - 1);
        go_on.send(()).unwrap();
        while PLACES.available_permits() < free {
            tokio::task::yield_now().await;
        }
    }

    /// Polls once.
    async fn futures_poll<F: Future>(
        mut work: std::pin::Pin<&mut F>,
    ) -> std::task::Poll<F::Output> {
        std::future::poll_fn(|cx| std::task::Poll::Ready(work.as_mut().poll(cx))).await
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        for weak in ["password", "12345678", "qwertyuiop", "iloveyou1"] {
            assert!(refuse_weak(weak, &[]).is_err(), "{weak}");
        }
        assert!(refuse_weak("three brown kettles", &[]).is_ok());
    }

    /// Of the 3,000 passwords of eight characters or more that leak most often, from the first to the last.
    const LEAKED: &str = "password 123456789 football qwertyuiop superman 1qaz2wsx trustno1 sunshine starwars \
        princess corvette 1234qwer samantha q1w2e3r4t5 maverick mercedes bigdaddy cocacola asdfasdf qwerty123 \
        passw0rd slipknot asdfghjkl qazwsxedc liverpool butthead elephant 1q2w3e4r5t godzilla blink182 12qwaszx \
        789456123 metallica 147258369 drowssap zaq12wsx michael1 1234554321 password123 charlie1 ducati99 \
        dkflbvbhjdyf 44magnum samantha1 ultraman redneck1 monique1 greyhoun 063dyjuy federica hilfiger";

    #[test]
    fn what_has_leaked_is_refused() {
        for leaked in LEAKED.split_whitespace() {
            assert!(refuse_weak(leaked, &[]).is_err(), "{leaked}");
            assert!(
                refuse_weak(&leaked.to_uppercase(), &[]).is_err(),
                "{leaked}"
            );
        }
    }

    #[test]
    fn words_about_us_and_them_are_no_passwords() {
        let them = ["Wilhelmina Okonkwo", "w.okonkwo@riverbend.example"];
        for theirs in [
            "kinwork1",
            "Kinwork2026",
            "kinworkkinwork",
            "okonkwo1",
            "Wilhelmina1",
            "riverbend!",
            "okonkwo2026",
            "w.okonkwo@riverbend.example",
        ] {
            assert!(refuse_weak(theirs, &them).is_err(), "{theirs}");
        }
        for others in ["okonkwo1", "riverbend!"] {
            assert!(refuse_weak(others, &[]).is_ok(), "{others}");
        }
    }

    #[test]
    fn any_composition_will_do() {
        for odd in [
            "gravel teapot nineteen",
            "GRAVEL TEAPOT NINETEEN",
            "84917362950173",
            "ржавый чайник у моря",
            "錆びた薬缶と海の音楽会",
            "🫖🐌🪁🧦🎺🥕🪵🐙",
            "  spaces around too  ",
        ] {
            assert!(
                refuse_weak(odd, &["Ama", "ama@example.org"]).is_ok(),
                "{odd}"
            );
        }
    }

    #[tokio::test]
    async fn every_character_counts_as_it_was_typed() {
        let long = format!(" {}é", "Kettle".repeat(21));
        assert_eq!(long.chars().count(), 128);
        let stored = hash(long.clone(), &Sevens).await.unwrap();
        for other in [
            long.trim().to_owned(),
            long.to_lowercase(),
            long.replace('é', "e\u{301}"),
            long.chars().take(127).collect(),
            format!("{long} "),
        ] {
            let typed = verify(cut(&other), Some(stored.clone())).await.unwrap();
            assert!(!typed, "{other}");
        }
        assert!(verify(cut(&long), Some(stored)).await.unwrap());
    }
}
