//! The process that keeps the index is killed again and again amid changes, and goes on from its file: nothing is
//! lost.
//!
//! 1,000 changes; `KINWORK_SOAK=1` makes it 10,000 at 500 a second.

use crate::common::World;
use crate::crowd::{Crowd, agree, same};
use crate::storm::change;
use crate::{report, started};
use kernel::clock::FixedClock;
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::Signal;
use people::index::{self, Pace};
use platform::snapshots::Snapshots;
use platform::system::SystemEntropy;
use platform::testing::eventually;
use platform::{Db, Services};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use time::macros::datetime;
use tokio_util::sync::CancellationToken;

const HELPER: &str = "KINWORK_TEST_INDEX";

fn changes() -> usize {
    if std::env::var_os("KINWORK_SOAK").is_some() {
        10_000
    } else {
        1_000
    }
}

/// A process that follows the database, killed with the test.
struct Keeper(Child);

impl Keeper {
    fn start(place: &str) -> Self {
        let process = Command::new(std::env::current_exe().unwrap())
            .args([
                "--ignored",
                "--exact",
                "crash::follows_until_killed",
                "--nocapture",
            ])
            .env(HELPER, place)
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        Self(process)
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        // SIGKILL.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// When the file was written last.
fn written(folder: &Path) -> Option<std::time::SystemTime> {
    let file = folder.join("people.index").metadata().ok()?;
    file.modified().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_lost_although_the_process_is_killed_amid_changes() {
    let world = World::new().await;
    let crowd = Crowd::new(&world, 150).await;
    let folder = tempfile::tempdir().unwrap();
    let login = world.test.rw_options();
    let place = format!(
        "{}|{}|{}",
        login.get_socket().unwrap().display(),
        login.get_database().unwrap(),
        folder.path().display()
    );
    let mut keeper = Keeper::start(&place);
    eventually("the file is there", async || {
        written(folder.path()).is_some()
    })
    .await;
    let mut kills = 0;
    let mut every = tokio::time::interval(Duration::from_millis(2));
    for turn in 0..changes() {
        every.tick().await;
        change(
            &world.test.owner,
            crowd.ids[turn * 31 % crowd.ids.len()],
            turn,
        )
        .await;
        if turn % (changes() / 5) == changes() / 10 {
            // Not before it has gone on from where the last one was killed.
            let before = written(folder.path());
            change(&world.test.owner, crowd.ids[0], turn).await;
            eventually("the file is written again", async || {
                written(folder.path()) != before
            })
            .await;
            drop(keeper);
            kills += 1;
            keeper = Keeper::start(&place);
        }
    }
    drop(keeper);
    println!("{} changes, killed {kills} times", changes());
    let (services, _follower) = started(&world.services, Some(folder.path())).await;
    assert_eq!(report(&services).builds, 0, "the file is gone on from");
    same(&services, &crowd).await;
    assert!(agree(&services, &crowd).await);
}

#[tokio::test]
#[ignore = "run by the test that kills it"]
async fn follows_until_killed() {
    let Some(place) = std::env::var(HELPER).ok() else {
        return;
    };
    set_pdeathsig(Signal::SIGKILL).unwrap();
    let mut parts = place.split('|');
    let mut part = || parts.next().unwrap();
    let login = PgConnectOptions::new_without_pgpass()
        .socket(part())
        .port(5432)
        .username("app_rw")
        .database(part())
        .ssl_mode(PgSslMode::Disable);
    let snapshots = Snapshots::in_folder(Path::new(part())).unwrap();
    let clock = Arc::new(FixedClock(datetime!(2026-11-21 12:00 UTC)));
    let db = Db::connect(login, 4).await.unwrap();
    let services = Services::new(db, clock, Arc::new(SystemEntropy), "http://localhost");
    let pace = Pace {
        save: Duration::from_millis(100),
        ..Pace::default()
    };
    let services = index::install(services, Some(snapshots), pace);
    index::follow(&services, &CancellationToken::new()).await;
}
