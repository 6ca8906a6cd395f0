//! Whoever asks about an address learns nothing from how long it takes: the same work is done whether there is an
//! account under it or not. How long it took is printed, and held to only where there is time for it (`cargo xtask soak`).

use crate::site::{Answer, Site, form, send};
use platform::testing::{size, soaking};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// What is asked, and by what.
const WAYS: [(&str, &str); 3] = [
    ("/api/identity/sign_in", "form[password]=not+it+at+all"),
    ("/api/identity/sign_up", "form[name]=Ama+Owusu"),
    ("/api/identity/forgot_password", ""),
];

#[tokio::test]
async fn the_same_is_done_for_an_address_nobody_has() {
    let site = Site::start().await;
    let count = size(300);
    accounts(&site, count).await;
    let mut from = 0;
    for (path, rest) in WAYS {
        let (mut seen, mut took) = ([const { Vec::new() }; 2], [const { Vec::new() }; 2]);
        let mut done = [Work::default(); 2];
        for n in 0..count {
            // In turns, each first as often as the other, so that whatever else slows the machine slows both.
            let mut both = [(0, "known"), (1, "other")];
            both.rotate_left(n % 2);
            for (which, whose) in both {
                from += 1;
                let body = format!("form[email]={whose}-{n:04}%40example.org&{rest}");
                let request = form(path, from, "", &body);
                let before = work(&site).await;
                let began = Instant::now();
                let answer = send(site.public, &request).await.unwrap().unwrap();
                took[which].push(began.elapsed());
                done[which] = done[which].and(work(&site).await.since(before));
                seen[which].push(outside(&answer));
            }
        }
        assert_eq!(seen[0], seen[1], "{path}");
        assert_eq!(done[0], done[1], "{path}");
        let each = if path.ends_with("sign_in") { 1.0 } else { 0.0 };
        assert_eq!(done[0].hashes, each * count as f64, "{path}");
        let [known, other] = took.map(median);
        let gap = (known.as_secs_f64() - other.as_secs_f64()).abs() / other.as_secs_f64();
        println!(
            "{path}: median known {known:.2?}, unknown {other:.2?}, gap {:.1} %",
            gap * 100.0
        );
        assert!(!soaking() || gap < 0.05, "{path}: {gap}");
    }
}

/// What an attacker sees but for the time: status, head and length, without what differs each time.
fn outside(answer: &Answer) -> (u16, String, usize) {
    let lines = answer.head.lines().filter(|line| {
        !["x-request-id:", "date:"]
            .iter()
            .any(|name| line.starts_with(name))
    });
    let head: Vec<&str> = lines
        .map(|line| line.split("draft=").next().unwrap_or(line))
        .collect();
    (answer.status, head.join("\n"), answer.body.len())
}

fn median(mut took: Vec<Duration>) -> Duration {
    took.sort();
    took[took.len() / 2]
}

/// What a request costs the server.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Work {
    hashes: f64,
    mails: i64,
    links: i64,
    jobs: i64,
    drafts: i64,
    attempts: i64,
}

impl Work {
    fn since(self, before: Self) -> Self {
        Self {
            hashes: self.hashes - before.hashes,
            mails: self.mails - before.mails,
            links: self.links - before.links,
            jobs: self.jobs - before.jobs,
            drafts: self.drafts - before.drafts,
            attempts: self.attempts - before.attempts,
        }
    }

    fn and(self, more: Self) -> Self {
        self.since(Self::default().since(more))
    }
}

async fn work(site: &Site) -> Work {
    let count = "select (select count(*) from mail), (select count(*) from mailed_link),
        (select count(*) from queue_job where kind = 'mail.send'), (select count(*) from form_draft), (select coalesce(sum(count), 0)::bigint from attempt)";
    let (mails, links, jobs, drafts, attempts) = sqlx::query_as(count)
        .fetch_one(&site.test.owner)
        .await
        .unwrap();
    Work {
        hashes: site.figure("password_hash_seconds_count").await,
        mails,
        links,
        jobs,
        drafts,
        attempts,
    }
}

/// People with an account and a password that nobody of them has forgotten.
async fn accounts(site: &Site, count: usize) {
    // Of another password than the one that is tried; made once, for it is the same work to compare.
    let hash = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for n in 0..count {
        sqlx::query("insert into account (id, email, password_hash, display_name, created_at, email_verified_at) values ($1, $2, $3, 'Ama Owusu', now(), now())")
            .bind(Uuid::from_u128(n as u128 + 1))
            .bind(format!("known-{n:04}@example.org"))
            .bind(hash)
            .execute(&site.test.owner)
            .await
            .unwrap();
    }
}
