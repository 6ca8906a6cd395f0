//! Makes the cluster at the first start.

use super::StartError;
use super::postmaster::{Plan, end_with_this_thread};
use super::roles::SUPERUSER;
use super::secrets::private_file;
use nix::sys::signal::Signal;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::process::Stdio;

/// Added to `postgresql.conf` once; whoever runs the site may change them there. They suit two cores
/// and little memory.
const SETTINGS: &str = "
# --- kinwork ---
max_connections = 60
shared_buffers = 96MB
work_mem = 8MB
maintenance_work_mem = 64MB
max_wal_size = 512MB
random_page_cost = 1.1
jit = off
password_encryption = scram-sha-256

# A week of logs, a file a day. They name no one: neither the values of statements nor the rows that
# broke a constraint are written.
logging_collector = on
log_filename = 'postgresql-%u.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
log_timezone = 'UTC'
timezone = 'UTC'
log_min_duration_statement = 500ms
log_parameter_max_length = 0
log_error_verbosity = terse
log_min_error_statement = panic
";

/// Makes the cluster if there is none. It is made beside its place and moved there when it is whole,
/// so one that was interrupted is begun anew.
///
/// # Errors
/// `Program`, `File`.
pub fn initdb(plan: &Plan) -> Result<(), StartError> {
    let folder = &plan.folder;
    if folder.cluster().exists() {
        return Ok(());
    }
    tracing::info!(folder = %folder.root.display(), version = plan.binaries.major, "making the database");
    let unfinished = folder.postgres().join("cluster.new");
    remove(&unfinished)?;
    let password = folder.postgres().join("password");
    write_password(plan, &password).map_err(StartError::file(&password))?;
    let result = run(plan, &unfinished, &password);
    fs::remove_file(&password).map_err(StartError::file(&password))?;
    result?;
    let settings = unfinished.join("postgresql.conf");
    append(&settings).map_err(StartError::file(&settings))?;
    fs::rename(&unfinished, folder.cluster())
        .and_then(|()| File::open(folder.postgres())?.sync_all())
        .map_err(StartError::file(folder.cluster()))
}

fn run(plan: &Plan, cluster: &Path, password: &Path) -> Result<(), StartError> {
    let program = plan.binaries.program("initdb");
    let mut command = plan.folder.account.command(&program);
    command.arg("-D").arg(cluster).arg("--pwfile").arg(password);
    command.args(["-U", SUPERUSER, "--data-checksums", "-A", "scram-sha-256"]);
    // The order of characters must not change with an update of the C library: it is in the indexes.
    command.args(["--locale=C.UTF-8", "-E", "UTF8"]);
    end_with_this_thread(&mut command, Signal::SIGKILL);
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(StartError::file(&program))?;
    if output.status.success() {
        return Ok(());
    }
    Err(StartError::Program {
        program: "initdb",
        output: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}

fn write_password(plan: &Plan, path: &Path) -> io::Result<()> {
    let _ = fs::remove_file(path);
    let mut file = private_file(path)?;
    writeln!(file, "{}", plan.secrets.of(SUPERUSER))?;
    plan.folder.account.give(path)
}

fn append(settings: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(settings)?;
    file.write_all(SETTINGS.as_bytes())?;
    file.sync_all()
}

fn remove(folder: &Path) -> Result<(), StartError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StartError::file(folder)(error))
        }
        _ => Ok(()),
    }
}
