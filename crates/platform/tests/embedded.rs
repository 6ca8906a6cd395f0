//! The embedded cluster: durable, alone in its folder, gone with its process, whole after every kill.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use platform::files::Files;
use platform::keys::KeyRing;
use platform::postgres::{Cluster, StartError, start};
use platform::system::SystemEntropy;
use sqlx::postgres::PgPoolOptions;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, PgPool};
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The folder of the process that the tests kill.
const HELPER: &str = "KINWORK_TEST_CLUSTER";

/// A folder that the user `postgres` can enter, too.
fn data_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

async fn begin(folder: &Path) -> Cluster {
    start(folder, &SystemEntropy).await.unwrap()
}

async fn owner_pool(cluster: &Cluster) -> PgPool {
    PgPoolOptions::new()
        .connect_with(cluster.owner())
        .await
        .unwrap()
}

async fn one(connection: &mut PgConnection, sql: &'static str) -> String {
    sqlx::query_scalar(sql).fetch_one(connection).await.unwrap()
}

fn pid_file(folder: &Path) -> PathBuf {
    folder.join("postgres/cluster/postmaster.pid")
}

fn postmaster(folder: &Path) -> Option<Pid> {
    let text = fs::read_to_string(pid_file(folder)).ok()?;
    text.lines().next()?.parse().ok().map(Pid::from_raw)
}

/// Waits until it is so; half a minute is for a machine that is busy with other things.
fn eventually(what: &str, is_so: impl Fn() -> bool) {
    let since = Instant::now();
    while !is_so() {
        assert!(since.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn is_alive(pid: Pid) -> bool {
    // A zombie has no command line.
    fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| !line.is_empty())
}

/// Root's folder was once closed to `postgres` by whoever came before the cluster.
#[tokio::test]
async fn files_and_keys_may_be_there_before_the_cluster() {
    let folder = data_folder();
    let data = folder.path().join("data");
    let now = time::OffsetDateTime::UNIX_EPOCH;
    KeyRing::from_file_or_new(&data.join("keys.json"), &SystemEntropy, now).unwrap();
    begin(&data).await.stop().await;

    let data = folder.path().join("other");
    Files::in_folder(&data.join("files")).unwrap();
    let mode = |path: &Path| path.metadata().unwrap().mode() & 0o777;
    assert_eq!((mode(&data), mode(&data.join("files"))), (0o711, 0o700));
    begin(&data).await.stop().await;
}

#[tokio::test]
async fn the_first_start_makes_a_durable_cluster_with_its_roles() {
    let folder = data_folder();
    // An earlier first start was interrupted.
    let data = folder.path().join("new/data");
    drop(begin(&data).await);
    fs::rename(
        data.join("postgres/cluster"),
        data.join("postgres/cluster.new"),
    )
    .unwrap();

    let cluster = begin(&data).await;
    let mut superuser = cluster.superuser().connect().await.unwrap();
    for setting in [
        "fsync",
        "full_page_writes",
        "data_checksums",
        "synchronous_commit",
    ] {
        let sql = "select current_setting($1)";
        let value: String = sqlx::query_scalar(sql)
            .bind(setting)
            .fetch_one(&mut superuser)
            .await
            .unwrap();
        assert_eq!(value, "on", "{setting}");
    }
    assert_eq!(one(&mut superuser, "show listen_addresses").await, "");
    assert_eq!(one(&mut superuser, "show server_encoding").await, "UTF8");
    assert_eq!(
        one(
            &mut superuser,
            "select string_agg(distinct auth_method, ',') from pg_hba_file_rules"
        )
        .await,
        "scram-sha-256"
    );
    let roles = "select string_agg(rolname || case when rolbypassrls then '!' else '' end, ' ' order by rolname)
        from pg_roles where rolcanlogin and not rolsuper";
    assert_eq!(
        one(&mut superuser, roles).await,
        "app_admin app_backup! app_owner app_rw"
    );
    superuser.close().await.unwrap();

    for login in [cluster.app_rw(), cluster.app_admin(), cluster.app_backup()] {
        let mut connection = login.connect().await.unwrap();
        assert!(connection.execute("create table t ()").await.is_err());
        connection.close().await.unwrap();
    }
    let stranger = cluster.app_rw().password("guess").connect().await;
    assert!(stranger.is_err());
    let mode = |path: &str| data.join(path).metadata().unwrap().mode() & 0o777;
    assert_eq!(
        (mode("secrets"), mode("postgres"), mode("lock")),
        (0o600, 0o700, 0o600)
    );
    assert!(!data.join("postgres/password").exists());
    cluster.stop().await;
    assert!(!pid_file(&data).exists());
}

#[tokio::test]
async fn the_owner_can_apply_the_migrations() {
    let folder = data_folder();
    let cluster = begin(folder.path()).await;
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let pool = owner_pool(&cluster).await;
    sqlx::migrate::Migrator::new(migrations)
        .await
        .unwrap()
        .run(&pool)
        .await
        .unwrap();
    let rw = PgPoolOptions::new()
        .connect_with(cluster.app_rw())
        .await
        .unwrap();
    platform::postgres::self_check(&rw).await.unwrap();
    cluster.stop().await;
}

#[tokio::test]
async fn two_cannot_use_one_folder() {
    let folder = data_folder();
    let cluster = begin(folder.path()).await;
    let second = start(folder.path(), &SystemEntropy).await.unwrap_err();
    assert!(matches!(second, StartError::InUse { .. }), "{second}");
    assert_eq!(second.exit_code(), 75);
    cluster.stop().await;
    begin(folder.path()).await.stop().await;
}

#[tokio::test]
async fn a_killed_server_is_started_again_and_has_lost_nothing() {
    let folder = data_folder();
    let cluster = begin(folder.path()).await;
    let pool = owner_pool(&cluster).await;
    pool.execute("create table kept (n int primary key)")
        .await
        .unwrap();
    for round in 1..=5 {
        sqlx::query("insert into kept values ($1)")
            .bind(round)
            .execute(&pool)
            .await
            .unwrap();
        let killed = postmaster(folder.path()).unwrap();
        kill(killed, Signal::SIGKILL).unwrap();
        eventually("a new server", || {
            postmaster(folder.path()).is_some_and(|pid| pid != killed && is_alive(pid))
        });
        let since = Instant::now();
        let kept: i64 = loop {
            match sqlx::query_scalar("select count(*) from kept")
                .fetch_one(&pool)
                .await
            {
                Ok(kept) => break kept,
                Err(error) => assert!(since.elapsed() < Duration::from_secs(30), "{error}"),
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        assert_eq!(kept, i64::from(round));
    }
    cluster.stop().await;
}

#[tokio::test]
async fn a_killed_process_takes_its_server_with_it_and_loses_nothing() {
    let folder = data_folder();
    let mut acknowledged = 0;
    for _ in 0..5 {
        let mut helper = helper(folder.path());
        let mut lines = BufReader::new(helper.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let mut numbers = lines.by_ref().filter_map(|line| line.parse::<i64>().ok());
        acknowledged = numbers.nth(20).unwrap();
        let server = postmaster(folder.path()).unwrap();
        assert!(is_alive(server));
        helper.kill().unwrap();
        helper.wait().unwrap();
        acknowledged = lines
            .filter_map(|line| line.parse().ok())
            .last()
            .unwrap_or(acknowledged);
        eventually("the server ends with its process", || !is_alive(server));
    }
    let cluster = begin(folder.path()).await;
    let pool = owner_pool(&cluster).await;
    let sql = "select count(*), max(n) from kept";
    let (count, last): (i64, i64) = sqlx::query_as(sql).fetch_one(&pool).await.unwrap();
    assert_eq!(count, last, "a gap");
    assert!(
        last >= acknowledged,
        "{acknowledged} was acknowledged, {last} is there"
    );
    cluster.stop().await;
}

#[tokio::test]
async fn a_start_right_after_a_kill_waits_for_the_old_server() {
    let folder = data_folder();
    for _ in 0..5 {
        let mut helper = helper(folder.path());
        let mut lines = BufReader::new(helper.stdout.take().unwrap()).lines();
        lines
            .find(|line| line.as_ref().unwrap().parse::<i64>().is_ok())
            .unwrap()
            .unwrap();
        let server = postmaster(folder.path()).unwrap();
        helper.kill().unwrap();
        helper.wait().unwrap();
        let cluster = begin(folder.path()).await;
        assert!(!is_alive(server));
        cluster.stop().await;
    }
}

#[tokio::test]
async fn a_server_started_by_hand_is_stopped_and_a_stale_pid_is_nobody() {
    let folder = data_folder();
    begin(folder.path()).await.stop().await;
    let account = folder.path().join("postgres").metadata().unwrap();
    let run = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir("/")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if nix::unistd::Uid::effective().is_root() {
            command.uid(account.uid()).gid(account.gid());
        }
        command.spawn().unwrap()
    };
    // Another program of that user has the number that a killed server had.
    let mut other = run("sleep", &["600"]);
    let cluster_folder = folder.path().join("postgres/cluster");
    fs::write(
        pid_file(folder.path()),
        format!("{}\n{}\n1\n5432\n", other.id(), cluster_folder.display()),
    )
    .unwrap();
    std::os::unix::fs::chown(
        pid_file(folder.path()),
        Some(account.uid()),
        Some(account.gid()),
    )
    .unwrap();
    begin(folder.path()).await.stop().await;
    assert!(other.try_wait().unwrap().is_none(), "it was killed");
    other.kill().unwrap();
    other.wait().unwrap();

    let binaries = platform::postgres::find_binaries(None).unwrap();
    let data = cluster_folder.to_str().unwrap();
    let socket = format!("-cunix_socket_directories={data}");
    let mut by_hand = run(
        binaries.program("postgres").to_str().unwrap(),
        &["-D", data, "-clisten_addresses=", &socket],
    );
    eventually("it runs", || {
        fs::read_to_string(pid_file(folder.path())).is_ok_and(|text| text.contains("ready"))
    });
    let reaper = std::thread::spawn(move || by_hand.wait().unwrap());
    begin(folder.path()).await.stop().await;
    assert!(reaper.join().unwrap().success(), "an orderly end");
}

/// This test program again, as a process that owns a cluster and inserts numbers until it is killed.
fn helper(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            "owns_a_cluster_until_killed",
            "--nocapture",
        ])
        .env(HELPER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

#[tokio::test]
#[ignore = "run by the tests that kill it"]
async fn owns_a_cluster_until_killed() {
    let Some(folder) = std::env::var_os(HELPER) else {
        return;
    };
    let cluster = begin(Path::new(&folder)).await;
    let pool = owner_pool(&cluster).await;
    pool.execute("create table if not exists kept (n bigint primary key)")
        .await
        .unwrap();
    loop {
        let insert = "insert into kept select coalesce(max(n), 0) + 1 from kept returning n";
        let n: i64 = sqlx::query_scalar(insert).fetch_one(&pool).await.unwrap();
        println!("{n}");
    }
}
