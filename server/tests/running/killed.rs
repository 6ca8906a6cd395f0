//! The server is killed again and again amid changes of people, whatever it is doing at that moment. Of the changes
//! that were acknowledged its index loses none: lists made by it are those of comparing with everybody.
//!
//! 2,000 changes at 500 a second and 7 kills; `KINWORK_SOAK=1` makes it 10,000 and 31.

use crate::site::{Answer, PATIENCE, Place, Site, send};
use hiring::matches::model::CandidateFilter;
use identity::{Actor, Role, Seat};
use kernel::Clock as _;
use kernel::id::{JobId, OrganisationId, PersonId, SessionId};
use platform::system::{SystemClock, SystemEntropy};
use platform::testing::size;
use platform::{Db, Scope, Services};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use time::Date;
use tokio::process::Command;
use tokio::task::JoinSet;
use tokio::time::{interval, sleep, timeout};
use uuid::Uuid;

const SEED: u64 = 0x4b69_6e77;
const PEOPLE: usize = 400;
/// Who change people at the same time, each their own.
const WRITERS: usize = 8;
/// Each makes one of 500 changes a second.
const PACE: Duration = Duration::from_millis(2 * WRITERS as u64);
const TENANT: OrganisationId = OrganisationId(Uuid::from_u128(0xb));
const EMPLOYER: PersonId = PersonId(Uuid::from_u128(0xa));
const TOKEN: &str = "a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1";
const JOBS: [JobId; 3] = [
    JobId(Uuid::from_u128(0x10)),
    JobId(Uuid::from_u128(0x11)),
    JobId(Uuid::from_u128(0x12)),
];
/// The skill that comes and goes.
const SKILL: &str = "skill=3";
/// Whoever is on such a list is there by what the index knows of them.
const FILTERS: &[&str] = &[
    "",
    SKILL,
    "km=8",
    "min=60",
    "eligible=true",
    "sure=true",
    "skill=3&km=12&min=40",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_amid_changes_the_server_loses_none_of_them() {
    let place = Place::new().await;
    world(&place).await;
    let log = place.data.path().join("log");
    // There is a file of the index from the first start on.
    let mut site = start(&place, &log).await;
    wait("the file is there", async || {
        place.data.path().join("index/people.index").exists()
    })
    .await;
    site.child.kill().await.unwrap();

    let writers = Writers::start(&place).await;
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut kills = 1;
    for _ in 0..size(15) {
        // It starts, or takes in what it has missed.
        let mut starting = logging(&place, &log).spawn().unwrap();
        sleep(Duration::from_millis(random.random_range(0..2_000))).await;
        starting.kill().await.unwrap();
        // It follows.
        let mut site = start(&place, &log).await;
        has_all(&site).await;
        let more = writers.done() + random.random_range(1..200);
        wait("there are more changes", async || writers.done() >= more).await;
        site.child.kill().await.unwrap();
        kills += 2;
    }
    let (changes, rate, skilled) = writers.end().await;
    println!("{changes} changes, {rate:.0} a second, killed {kills} times");

    let site = start(&place, &log).await;
    has_all(&site).await;
    let (by_index, by_scan) = both(&place, &site).await;
    for ((asked, with), (_, without)) in by_index.iter().zip(&by_scan) {
        assert_eq!(with, without, "{asked:?}");
        let rows = with.lines().count() - 1;
        println!("{rows} candidates of {asked:?}");
    }
    for ((_, filter), list) in &by_index {
        if *filter == SKILL {
            assert_eq!(names(list), skilled, "as acknowledged");
        }
    }
    let said = std::fs::read_to_string(&log).unwrap();
    let read = said.matches("the index of people was read from its file");
    // Those that were killed while they started may not have come so far.
    assert!(read.count() > size(15), "every start goes on from the file");
}

/// The server's log is added to a file.
fn logging(place: &Place, log: &Path) -> Command {
    let log: File = OpenOptions::new()
        .create(true)
        .append(true)
        .open(log)
        .unwrap();
    let mut command = place.command();
    command.env("RUST_LOG", "warn,people=info").stderr(log);
    command
}

async fn start(place: &Place, log: &Path) -> Site {
    let child = logging(place, log).spawn().unwrap();
    Site::ready(place, child).await
}

/// Waits until the index of the server has every change that is acknowledged by now.
async fn has_all(site: &Site) {
    let now: i64 = sqlx::query_scalar("select pg_current_xact_id()::text::bigint")
        .fetch_one(&site.test.owner)
        .await
        .unwrap();
    wait("the index has all", async || {
        site.figure("index_watermark_transaction").await > now as f64
    })
    .await;
}

async fn wait(what: &str, is_so: impl AsyncFn() -> bool) {
    let waiting = async {
        while !is_so().await {
            sleep(Duration::from_millis(5)).await;
        }
    };
    let waited = timeout(PATIENCE, waiting).await;
    assert!(waited.is_ok(), "in vain: {what}");
}

/// Every list by the index of the server, and by comparing with everybody.
async fn both(place: &Place, site: &Site) -> (Vec<List>, Vec<List>) {
    let scanning = scanning(place).await;
    let by_database = "index_asked_total{by=\"database\"}";
    let asking = async {
        loop {
            let (day, before) = (today(), site.figure(by_database).await);
            let found = (by_server(site).await, by_scan(&scanning).await);
            // Not while one day becomes another.
            if today() == day && site.figure(by_database).await == before {
                return found;
            }
        }
    };
    let asked = timeout(PATIENCE, asking).await;
    asked.expect("lists are made by the index")
}

fn today() -> Date {
    SystemClock.now().date()
}

/// A job and a filter, and the file of its candidates.
type List = ((JobId, &'static str), String);

fn lists() -> impl Iterator<Item = (JobId, &'static str)> {
    let of_job = |job| FILTERS.iter().map(move |filter| (job, *filter));
    JOBS.into_iter().flat_map(of_job)
}

async fn by_server(site: &Site) -> Vec<List> {
    let mut found = Vec::new();
    for (job, filter) in lists() {
        let request = format!(
            "GET /hiring/jobs/{job}/candidates.csv?{filter} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncookie: session={TOKEN}\r\n\r\n"
        );
        let answer: Answer = send(site.public, &request).await.unwrap().unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        found.push(((job, filter), answer.body));
    }
    found
}

/// Services without an index.
async fn scanning(place: &Place) -> Services {
    let db = Db::connect(place.test.rw_options(), 4).await.unwrap();
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let services = Services::new(db, clock, entropy, "http://localhost");
    let services = hiring::matches::install(people::install(services));
    services.await.unwrap()
}

async fn by_scan(services: &Services) -> Vec<List> {
    let seat = Seat::new(TENANT, "Depot", "depot", Role::Owner);
    let now = services.clock.now();
    let session = SessionId(EMPLOYER.0);
    let actor = Actor::in_browser(EMPLOYER, "Ama", "a@example.org", session, Some(seat), now);
    let mut found = Vec::new();
    for (job, filter) in lists() {
        let asked = CandidateFilter::read(|name| {
            let mut pairs = filter.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find_map(|(key, value)| (key == name).then(|| value.to_owned()))
        });
        let list = hiring::matches::service::candidates_csv(services, &actor, job, &asked).await;
        found.push(((job, filter), list.unwrap().1));
    }
    found
}

/// Of everybody in a file.
fn names(csv: &str) -> BTreeSet<String> {
    let name = |line: &str| line.split(',').nth(1).map(str::to_owned);
    csv.lines().skip(1).filter_map(name).collect()
}

/// Who change people until they are told to end.
struct Writers {
    tasks: JoinSet<Vec<(usize, Standing)>>,
    done: Arc<AtomicUsize>,
    end: Arc<AtomicBool>,
    begun: Instant,
}

/// What was acknowledged of somebody last.
#[derive(Debug, Clone, Copy)]
struct Standing {
    skilled: bool,
    shown: bool,
}

impl Writers {
    async fn start(place: &Place) -> Self {
        let db = Db::connect(place.test.rw_options(), 8).await.unwrap();
        let (done, end) = (Arc::<AtomicUsize>::default(), Arc::<AtomicBool>::default());
        let mut tasks = JoinSet::new();
        for writer in 0..WRITERS {
            let (db, done, end) = (db.clone(), done.clone(), end.clone());
            tasks.spawn(async move {
                let mut random = ChaCha8Rng::seed_from_u64(SEED + 1 + writer as u64);
                let mut last = Vec::new();
                let mut pace = interval(PACE);
                while !end.load(Ordering::SeqCst) {
                    pace.tick().await;
                    let who = random.random_range(0..PEOPLE / WRITERS) * WRITERS + writer;
                    last.push((who, change(&db, who, &mut random).await));
                    done.fetch_add(1, Ordering::SeqCst);
                }
                last
            });
        }
        let begun = Instant::now();
        Self {
            tasks,
            done,
            end,
            begun,
        }
    }

    /// How many changes were acknowledged.
    fn done(&self) -> usize {
        self.done.load(Ordering::SeqCst)
    }

    /// Once there are enough: how many, how many a second, and who is shown with the skill in the end.
    async fn end(mut self) -> (usize, f64, BTreeSet<String>) {
        wait("there are enough changes", async || {
            self.done() >= size(10_000)
        })
        .await;
        let rate = self.done() as f64 / self.begun.elapsed().as_secs_f64();
        self.end.store(true, Ordering::SeqCst);
        let first = Standing {
            skilled: false,
            shown: true,
        };
        let mut last = vec![first; PEOPLE];
        while let Some(acknowledged) = self.tasks.join_next().await {
            for (who, standing) in acknowledged.unwrap() {
                last[who] = standing;
            }
        }
        let there = last.iter().enumerate();
        let there = there.filter(|(_, last)| last.skilled && last.shown);
        (self.done(), rate, there.map(|(who, _)| name(who)).collect())
    }
}

/// Changes where somebody lives, whether they are shown, and a skill, as they would themselves.
async fn change(db: &Db, who: usize, random: &mut ChaCha8Rng) -> Standing {
    let standing = Standing {
        skilled: random.random_bool(0.5),
        shown: random.random_bool(0.85),
    };
    let lat = 51.4 + random.random_range(0..250) as f64 / 1_000.0;
    let level: i32 = random.random_range(0..5);
    let mut tx = db.begin(Scope::person(person(who))).await.unwrap();
    sqlx::query(
        "update person set lat = $2, discoverable = $3, travel_radius_km = $4 where id = $1",
    )
    .bind(person(who))
    .bind(lat)
    .bind(standing.shown)
    .bind(5 + level)
    .execute(&mut *tx)
    .await
    .unwrap();
    let skill = if standing.skilled {
        "insert into person_skill (person_id, skill_id, level) values ($1, 3, $2)
         on conflict (person_id, skill_id) do update set level = excluded.level"
    } else {
        "delete from person_skill where person_id = $1 and skill_id = 3 and $2 >= 0"
    };
    sqlx::query(skill)
        .bind(person(who))
        .bind(level)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    standing
}

fn person(who: usize) -> PersonId {
    PersonId(Uuid::from_u128(0x1000 + who as u128))
}

fn name(who: usize) -> String {
    format!("Person {who}")
}

/// Skills, people who have two of them, an employer and their jobs.
async fn world(place: &Place) {
    let owner = &place.test.owner;
    sqlx::raw_sql(TAXONOMY).execute(owner).await.unwrap();
    let ids: Vec<Uuid> = (0..PEOPLE).map(|who| person(who).0).collect();
    let names: Vec<String> = (0..PEOPLE).map(name).collect();
    for sql in CROWD {
        sqlx::query(*sql)
            .bind(&ids)
            .bind(&names)
            .execute(owner)
            .await
            .unwrap();
    }
    for sql in HOUSE {
        sqlx::query(*sql)
            .bind(EMPLOYER)
            .bind(TENANT)
            .bind(TOKEN)
            .execute(owner)
            .await
            .unwrap();
    }
    for (nth, job) in (0..).zip(JOBS) {
        for sql in JOB {
            sqlx::query(*sql)
                .bind(job)
                .bind(TENANT)
                .bind(EMPLOYER)
                .bind(nth)
                .execute(owner)
                .await
                .unwrap();
        }
    }
}

const TAXONOMY: &str = "
insert into skill (id, key, kind, source, label) values
    (1, 'k1', 'SKILL', 'ESCO', 'operate forklift'), (2, 'k2', 'SKILL', 'ESCO', 'stack pallets'),
    (3, 'k3', 'SKILL', 'ESCO', 'operate counterbalance forklift');
insert into skill_parent (skill_id, parent_id) values (3, 1);
insert into isco_group (code, label) values ('9333', 'Freight handlers');
insert into occupation (id, key, label, isco) values (1, 'o1', 'warehouse worker', '9333');
insert into occupation_skill (occupation_id, skill_id, weight) values (1, 1, 50), (1, 2, 50)";

/// `$1` are their ids, `$2` their names.
const CROWD: &[&str] = &[
    "insert into account (id, email, password_hash, display_name, created_at)
     select id, id || '@example.org', '!', name, now() from unnest($1::uuid[], $2::text[]) p (id, name)",
    "insert into person (id, name, lat, lon, travel_radius_km, onboarded_at, created_at, updated_at)
     select id, name, 51.5, -0.1, 20, now(), now(), now() from unnest($1::uuid[], $2::text[]) p (id, name)",
    "insert into person_skill (person_id, skill_id, level)
     select id, skill, 2 from unnest($1::uuid[], $2::text[]) p (id, name), generate_series(1, 2) skill",
    "insert into certification (id, person_id, name, document, expires_on)
     select gen_random_uuid(), id, 'Passport', 'RIGHT_TO_WORK', current_date + 400
     from unnest($1::uuid[], $2::text[]) p (id, name) where hashtext(name) % 3 = 0",
];

/// `$1` is the employer, `$2` the organisation, `$3` the token of the session.
const HOUSE: &[&str] = &[
    "insert into account (id, email, password_hash, display_name, created_at)
     select $1::uuid, 'a@example.org', 'x', 'Ama', now() where $2::uuid is not null and $3::text is not null",
    "insert into organisation (id, slug, name, created_by, created_at)
     select $2::uuid, 'depot', 'Depot', $1::uuid, now() where $3::text is not null",
    "insert into membership (tenant_id, account_id, role, created_at)
     select $2::uuid, $1::uuid, 'OWNER', now() where $3::text is not null",
    "insert into session (id, account_id, organisation_id, token_sha256, created_at, last_seen_at, expires_at)
     values ($1::uuid, $1::uuid, $2::uuid, sha256($3::text::bytea), now(), now(), now() + interval '1 day')",
];

/// `$1` is the job, `$2` the organisation, `$3` the employer, `$4` the number of the job.
const JOB: &[&str] = &[
    "insert into job (id, tenant_id, request_key, status, title, description, occupation_id, place, lat, lon, documents,
                      created_by, created_at, updated_at, published_at)
     values ($1::uuid, $2::uuid, $1::uuid, 'ACTIVE', 'Warehouse operative', 'Lift things.', 1, 'Shoreditch',
             51.45 + $4::int * 0.07, -0.1, case when $4::int = 1 then '{RIGHT_TO_WORK}'::text[] else '{}' end,
             $3::uuid, now(), now(), now())",
    "insert into job_skill (tenant_id, job_id, skill_id, importance, level)
     select $2::uuid, $1::uuid, skill, case when skill = 1 then 'MUST' else 'SHOULD' end, 2
     from generate_series(1, 3) skill where $3::uuid is not null and $4::int >= 0",
];
