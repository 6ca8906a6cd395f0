//! A migrated database for every test, in some forty milliseconds.
//!
//! ```ignore
//! let test = TestDb::new().await;
//! sqlx::query("…").execute(&test.rw).await?;      // as app_rw, bound by the policies
//! sqlx::query("…").execute(&test.owner).await?;   // as app_owner, to set the scene
//! let db = Db::connect(test.rw_options(), 8).await?;
//! ```
//!
//! One throw-away cluster a user serves all test processes of the machine. Whoever comes first starts
//! it in `/dev/shm/kinwork-test-<uid>` (or `/tmp`); it is stopped and deleted when no test has run for five minutes.
//! It applies the migrations once into a template (named by their hash, so an edited migration makes
//! a new one) and clones that for each test. A database goes when its [`TestDb`] does.
//!
//! It keeps nothing through a crash (`fsync=off`) and trusts whoever can enter its folder: for tests only.

use crate::postgres::{Account, StartError, find, roles};
use nix::fcntl::{Flock, FlockArg};
use nix::sys::statvfs::statvfs;
use sha2::{Digest, Sha256};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, PgPool};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::OnceCell;

mod clock;
mod work;

pub use clock::{HandClock, eventually};
pub use work::{TestWorker, do_jobs};

const MIGRATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");

/// Memory that must be free if the cluster is to live in it.
const ROOM_BYTES: u64 = 1 << 30;

/// What a durable cluster must never have, and what many small databases need.
const SETTINGS: &str = "
listen_addresses = ''
max_connections = 200
shared_buffers = 128MB
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 256MB
checkpoint_timeout = 1h
autovacuum = off
jit = off
";

/// Stops the cluster and deletes it when nobody has used it for five minutes and nobody holds the lock.
const WATCH: &str = r#"
trap '' HUP
cd "$1" || exit
while sleep 30 && [ -f data/postmaster.pid ]; do
    [ -z "$(find in-use -mmin +5)" ] || flock -n in-use sh -c '
        kill -INT "$(head -n 1 data/postmaster.pid)"
        for _ in 1 2 3 4 5 6 7 8 9; do [ -f data/postmaster.pid ] && sleep 1; done
        rm -rf data'
done
"#;

/// A database of one test, dropped with it.
#[derive(Debug)]
pub struct TestDb {
    /// As `app_rw`, bound by the policies, as the server is.
    pub rw: PgPool,
    /// As `app_owner`.
    pub owner: PgPool,
    name: String,
    server: &'static Server,
}

/// Is there time to test at full size (`cargo xtask soak`)?
pub fn soaking() -> bool {
    std::env::var_os("KINWORK_SOAK").is_some()
}

/// The whole size where there is time for it, and a fifth of it every day.
pub fn size(whole: usize) -> usize {
    if soaking() { whole } else { whole / 5 }
}

impl TestDb {
    /// A fresh database with all migrations applied.
    ///
    /// # Panics
    /// If there is no PostgreSQL, or a migration fails.
    pub async fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = Server::get().await;
        let name = format!(
            "test_{}_{}",
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::Relaxed)
        );
        let mut superuser = server.superuser().await;
        // Without fsync, copying files is half the time of writing them to the log.
        let create = format!(
            "create database {name} template {} owner app_owner strategy file_copy",
            server.template
        );
        superuser
            .execute(AssertSqlSafe(create))
            .await
            .expect("the template can be cloned");
        roles::close_to_public(&mut superuser, &name)
            .await
            .expect("rights of the database");
        superuser.close().await.expect("the connection ends");
        let pool = |role| {
            PgPoolOptions::new()
                .max_connections(8)
                .connect_lazy_with(server.login(role, &name))
        };
        Self {
            rw: pool("app_rw"),
            owner: pool("app_owner"),
            name,
            server,
        }
    }

    /// How to log in as `app_rw`, for a pool of one's own.
    pub fn rw_options(&self) -> PgConnectOptions {
        self.login("app_rw")
    }

    /// How to log in as `app_owner`.
    pub fn owner_options(&self) -> PgConnectOptions {
        self.login("app_owner")
    }

    /// How to log in as any role: `postgres`, `app_admin`, `app_backup`.
    pub fn login(&self, role: &str) -> PgConnectOptions {
        self.server.login(role, &self.name)
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let options = self.server.login(roles::SUPERUSER, "postgres");
        let name = std::mem::take(&mut self.name);
        // The runtime of the test may be ending: a thread with one of its own does it.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .ok()?;
            runtime.block_on(drop_database(&options, &name)).ok()
        });
        // What is left behind goes with the cluster.
        let _ = dropping.join();
    }
}

/// `force` alone would do, but it looks only every tenth of a second whether the others are gone.
async fn drop_database(options: &PgConnectOptions, name: &str) -> Result<(), sqlx::Error> {
    let mut superuser = options.connect().await?;
    let others = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = $1";
    while sqlx::query_scalar::<_, i64>(others)
        .bind(name)
        .fetch_one(&mut superuser)
        .await?
        > 0
    {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    superuser
        .execute(AssertSqlSafe(format!(
            "drop database if exists {name} with (force)"
        )))
        .await?;
    superuser.close().await
}

/// The shared cluster, as this process sees it.
#[derive(Debug)]
struct Server {
    folder: PathBuf,
    template: String,
    /// Held until the process ends.
    _in_use: Flock<File>,
}

impl Server {
    async fn get() -> &'static Self {
        static SERVER: OnceCell<Server> = OnceCell::const_new();
        SERVER
            .get_or_init(async || Self::open().await.expect("a PostgreSQL for the tests"))
            .await
    }

    async fn open() -> Result<Self, StartError> {
        let folder = folder()?;
        let mut in_use = lock(&folder.join("in-use"), FlockArg::LockShared)?;
        // The watcher looks at when this was written last.
        let _ = in_use.write_all(b".");
        let turn = lock(&folder.join("turn"), FlockArg::LockExclusive)?;
        if UnixStream::connect(folder.join("data/.s.PGSQL.5432")).is_err() {
            start(&folder)?;
        }
        let mut server = Self {
            folder,
            template: String::new(),
            _in_use: in_use,
        };
        server.template = server.migrated().await?;
        drop(turn);
        Ok(server)
    }

    fn login(&self, role: &str, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(self.folder.join("data"))
            .port(5432)
            .username(role)
            .database(database)
            .ssl_mode(PgSslMode::Disable)
    }

    async fn superuser(&self) -> PgConnection {
        self.login(roles::SUPERUSER, "postgres")
            .connect()
            .await
            .expect("the test cluster answers")
    }

    /// The name of the template; makes it if these migrations have none yet.
    async fn migrated(&self) -> Result<String, StartError> {
        let migrations = Migrator::new(Path::new(MIGRATIONS))
            .await
            .expect("migrations can be read");
        let name = format!("template_{}", hash(&migrations));
        let mut superuser = self.superuser().await;
        let sql = "select exists (select from pg_database where datname = $1)";
        if sqlx::query_scalar(sql)
            .bind(&name)
            .fetch_one(&mut superuser)
            .await?
        {
            return Ok(name);
        }
        roles::ensure_roles(&mut superuser, None).await?;
        // Renamed when it is whole: one that was interrupted is never taken for a template.
        superuser
            .execute("drop database if exists template_unfinished with (force)")
            .await?;
        roles::ensure_database(&mut superuser, "template_unfinished").await?;
        let mut owner = self
            .login("app_owner", "template_unfinished")
            .connect()
            .await?;
        migrations.run(&mut owner).await.expect("migrations apply");
        owner.execute("analyze").await?;
        owner.close().await?;
        superuser
            .execute(AssertSqlSafe(format!(
                "alter database template_unfinished rename to {name}"
            )))
            .await?;
        Ok(name)
    }
}

/// The folder of all test processes of this user. In memory if there is room: a database is three
/// hundred files, and cloning one takes a busy disk thirty times as long.
fn folder() -> Result<PathBuf, StartError> {
    let uid = nix::unistd::Uid::effective().as_raw();
    let name = format!("kinwork-test-{uid}");
    let memory = Path::new("/dev/shm");
    let roomy = statvfs(memory)
        .is_ok_and(|disk| disk.blocks_available() * disk.fragment_size() >= ROOM_BYTES);
    // Not the temporary folder of the environment, which may be too long for a socket.
    let parent = if roomy || memory.join(&name).exists() {
        memory
    } else {
        Path::new("/tmp")
    };
    let folder = parent.join(name);
    if fs::create_dir(&folder).is_ok() {
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))
            .map_err(StartError::file(&folder))?;
    }
    let about = fs::symlink_metadata(&folder).map_err(StartError::file(&folder))?;
    assert!(
        about.is_dir() && about.uid() == uid,
        "{} is somebody else's",
        folder.display()
    );
    Ok(folder)
}

fn lock(path: &Path, how: FlockArg) -> Result<Flock<File>, StartError> {
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .map_err(StartError::file(path))?;
    Flock::lock(file, how).map_err(|(_, error)| StartError::file(path)(error.into()))
}

/// Makes a cluster and starts it, to outlive this process.
fn start(folder: &Path) -> Result<(), StartError> {
    let account = Account::choose()?;
    let binaries = find(account, None)?;
    let data = folder.join("data");
    let _ = fs::remove_dir_all(&data);
    fs::create_dir(&data)
        .and_then(|()| account.give(&data))
        .map_err(StartError::file(&data))?;
    let mut initdb = account.command(binaries.program("initdb"));
    initdb.arg("-D").arg(&data).args([
        "-A",
        "trust",
        "-U",
        roles::SUPERUSER,
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]);
    finish("initdb", &mut initdb)?;
    let settings = data.join("postgresql.conf");
    let socket = format!("{SETTINGS}unix_socket_directories = '{}'\n", data.display());
    OpenOptions::new()
        .append(true)
        .open(&settings)
        .and_then(|mut file| file.write_all(socket.as_bytes()))
        .map_err(StartError::file(&settings))?;
    let mut watch = Command::new("sh");
    watch.args(["-c", WATCH, "sh"]).arg(folder).process_group(0);
    watch
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    watch.spawn().map_err(StartError::file("sh"))?;
    let mut pg_ctl = account.command(binaries.program("pg_ctl"));
    pg_ctl
        .arg("-D")
        .arg(&data)
        .arg("-l")
        .arg(data.join("log"))
        .args(["-w", "start"])
        .process_group(0);
    finish("pg_ctl", &mut pg_ctl)
}

/// Runs a program to its end. Its output goes to a file of nobody's: the server it leaves behind would keep a pipe open.
fn finish(program: &'static str, command: &mut Command) -> Result<(), StartError> {
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(StartError::file(program))?;
    if status.success() {
        Ok(())
    } else {
        Err(StartError::Program {
            program,
            output: status.to_string(),
        })
    }
}

/// Sixteen hexadecimal digits that change when a migration does.
fn hash(migrations: &Migrator) -> String {
    let mut hash = Sha256::new();
    for migration in migrations.iter() {
        hash.update(migration.version.to_be_bytes());
        hash.update(&migration.checksum);
    }
    hex::encode(&hash.finalize()[..8])
}
