//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// Kinwork: post work, see who fits and why, apply.
///
/// Without a `DATABASE_URL` every command runs its own durable PostgreSQL in the data folder.
#[derive(Debug, Parser)]
#[command(name = "kinwork", version, about, long_about)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Folder of the embedded database, of its keys and of files [default: the XDG state folder, or /var/lib/kinwork for root].
    #[arg(long, global = true, env = "KINWORK_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Use this PostgreSQL (logging in as `app_rw`) instead of the embedded one.
    ///
    /// One on another machine must show a certificate for its name: `?sslmode=verify-full`, and `&sslrootcert=FILE` for an
    /// authority of your own. So must those of --owner-url and --admin-url.
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub database_url: Option<String>,
    /// With --database-url: the login of `app_owner`, for migrations and reference data.
    #[arg(
        long,
        global = true,
        env = "KINWORK_OWNER_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub owner_url: Option<String>,
    /// With --database-url: the login of `app_admin`, for the platform console; without it there is no console.
    #[arg(
        long,
        global = true,
        env = "KINWORK_ADMIN_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub admin_url: Option<String>,
    /// File with the keys of encrypted columns [default: the variable `KINWORK_KEYS`, or keys.json in
    /// the data folder, made at the first start].
    #[arg(long, global = true, env = "KINWORK_KEYS_FILE", value_name = "FILE")]
    pub keys_file: Option<PathBuf>,
    /// Where files of people and organisations lie: a folder, or `s3://BUCKET/FOLDER` with the usual AWS_
    /// variables [default: files in the data folder].
    #[arg(long, global = true, env = "KINWORK_FILES", value_name = "PLACE")]
    pub files: Option<String>,
    /// ClamAV's daemon on this machine, which looks through every upload: the path of its socket, or ADDRESS:PORT [default: none].
    ///
    /// While it does not answer, no file is taken. Its StreamMaxLength must be above 10 MiB.
    #[arg(long, global = true, env = "KINWORK_CLAMD", value_name = "ADDRESS")]
    pub clamd: Option<String>,
    /// How to write the log.
    #[arg(long, global = true, env = "KINWORK_LOG", value_enum, default_value_t = LogFormat::Pretty)]
    pub log: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the site: start PostgreSQL, migrate, load reference data, listen.
    Serve(Box<Serve>),
    /// Do the work in the background without serving the site.
    Worker(Worker),
    /// Apply migrations and stop.
    Migrate,
    /// Skills, occupations, postcodes and cities.
    #[command(subcommand)]
    Taxonomy(Taxonomy),
    /// Generated people, jobs and applications to look at.
    #[command(subcommand)]
    Demo(Demo),
    /// Score, rank and replay.
    #[command(subcommand)]
    Match(Match),
    /// Keys of encrypted columns: list, add, seal again, take away.
    #[command(subcommand)]
    Keys(Keys),
    /// The trails of organisations: is everything as it was sealed?
    #[command(subcommand)]
    Audit(Audit),
    /// Who is staff of the platform and may use its console.
    #[command(subcommand)]
    Staff(Staff),
    /// Read prose; needs no database (docs/cli.md).
    #[command(subcommand)]
    Text(Text),
}

#[derive(Debug, Args)]
pub struct Serve {
    /// Load demo data first (once) and print a login per role.
    #[arg(long)]
    pub demo: bool,
    /// Address to listen on.
    #[arg(long, env = "KINWORK_HOST", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// Port to listen on; 0 takes a free one.
    #[arg(long, env = "KINWORK_PORT", default_value_t = 3000)]
    pub port: u16,
    /// Where the site is reached from outside [default: http://HOST:PORT].
    #[arg(long, env = "KINWORK_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Folder of the built site: scripts, styles, icons.
    #[arg(
        long,
        env = "LEPTOS_SITE_ROOT",
        default_value = "target/site",
        value_name = "DIR"
    )]
    pub site_root: PathBuf,
    /// Address of a second listener with metrics and probes, such as 127.0.0.1:9090 [default: none].
    ///
    /// It is for machines of the operator: whoever reaches it is not asked who they are.
    #[arg(long, env = "KINWORK_ADMIN_ADDR", value_name = "ADDR")]
    pub admin_addr: Option<SocketAddr>,
    /// How many proxies in front of this server add to X-Forwarded-For.
    #[arg(
        long,
        env = "KINWORK_TRUSTED_PROXIES",
        default_value_t = 0,
        value_name = "N"
    )]
    pub trusted_proxies: usize,
    /// Database connections.
    #[arg(long, env = "KINWORK_POOL", default_value_t = 16, value_name = "N")]
    pub pool: u32,
    /// Leave the work in the background to `kinwork worker`.
    #[arg(long)]
    pub no_worker: bool,
    /// Must staff sign in with two steps to use the platform console? [default: required; with --demo, whose logins
    /// anybody may use, optional].
    #[arg(long, env = "KINWORK_STAFF_TWO_STEPS", value_enum, value_name = "WHEN")]
    pub staff_two_steps: Option<StaffTwoSteps>,
    #[command(flatten)]
    pub mail: Mail,
    #[command(flatten)]
    pub providers: Providers,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StaffTwoSteps {
    /// Whoever signs in with one step is led to where the second is set up.
    Required,
    /// As they like.
    Optional,
}

/// Each is offered if its two are given.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Sign in with other services")]
pub struct Providers {
    /// Id of this site at Google; it sends people back to PUBLIC-URL/auth/google/callback.
    #[arg(
        long,
        env = "KINWORK_GOOGLE_CLIENT_ID",
        requires = "google_client_secret",
        value_name = "ID"
    )]
    pub google_client_id: Option<String>,
    /// Its secret; better by the environment, where other users do not see it.
    #[arg(
        long,
        env = "KINWORK_GOOGLE_CLIENT_SECRET",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    pub google_client_secret: Option<Secret>,
    /// Where Google is, for journeys with a double of it.
    #[arg(
        long,
        env = "KINWORK_GOOGLE_ISSUER",
        hide = true,
        requires = "google_client_id",
        value_name = "URL"
    )]
    pub google_issuer: Option<String>,
    /// Id at GitHub; it sends people back to PUBLIC-URL/auth/github/callback.
    #[arg(
        long,
        env = "KINWORK_GITHUB_CLIENT_ID",
        requires = "github_client_secret",
        value_name = "ID"
    )]
    pub github_client_id: Option<String>,
    /// Its secret.
    #[arg(
        long,
        env = "KINWORK_GITHUB_CLIENT_SECRET",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    pub github_client_secret: Option<Secret>,
    /// Id at LinkedIn; it sends people back to PUBLIC-URL/auth/linkedin/callback.
    #[arg(
        long,
        env = "KINWORK_LINKEDIN_CLIENT_ID",
        requires = "linkedin_client_secret",
        value_name = "ID"
    )]
    pub linkedin_client_id: Option<String>,
    /// Its secret.
    #[arg(
        long,
        env = "KINWORK_LINKEDIN_CLIENT_SECRET",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    pub linkedin_client_secret: Option<Secret>,
}

#[derive(Debug, Args)]
pub struct Worker {
    /// Where the site is reached from outside: for links in mail.
    #[arg(
        long,
        env = "KINWORK_PUBLIC_URL",
        default_value = "http://127.0.0.1:3000",
        value_name = "URL"
    )]
    pub public_url: String,
    /// Jobs at the same time.
    #[arg(long, env = "KINWORK_SLOTS", default_value_t = 8, value_name = "N")]
    pub slots: usize,
    /// Database connections: some more than slots.
    #[arg(long, env = "KINWORK_POOL", default_value_t = 12, value_name = "N")]
    pub pool: u32,
    #[command(flatten)]
    pub mail: Mail,
}

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Mail")]
pub struct Mail {
    /// Mail server. Without one, mail is kept and shown at /dev/mail if the site is reached from this machine only; otherwise it waits.
    #[arg(
        long,
        env = "KINWORK_SMTP_HOST",
        requires = "mail_from",
        value_name = "HOST"
    )]
    pub smtp_host: Option<String>,
    /// Its port [default: 465, 587 or 25, by --smtp-tls].
    #[arg(long, env = "KINWORK_SMTP_PORT", value_name = "PORT")]
    pub smtp_port: Option<u16>,
    /// How the connection is protected.
    #[arg(long, env = "KINWORK_SMTP_TLS", value_enum, default_value_t = SmtpTls::Starttls)]
    pub smtp_tls: SmtpTls,
    /// Sign in to the mail server as this user.
    #[arg(
        long,
        env = "KINWORK_SMTP_USER",
        requires = "smtp_password",
        value_name = "NAME"
    )]
    pub smtp_user: Option<String>,
    /// With this password; better by the environment, where other users do not see it.
    #[arg(
        long,
        env = "KINWORK_SMTP_PASSWORD",
        hide_env_values = true,
        value_name = "PASSWORD"
    )]
    pub smtp_password: Option<Secret>,
    /// Sender of mail, such as `Kinwork <no-reply@kinwork.example>`.
    #[arg(long, env = "KINWORK_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// Show mail at /dev/mail to whoever asks, although the site is reached from elsewhere.
    #[arg(long, env = "KINWORK_MAILBOX", conflicts_with = "smtp_host")]
    pub mailbox: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SmtpTls {
    /// From the first byte.
    Tls,
    /// After STARTTLS, and not without it.
    Starttls,
    /// Not at all: for a relay on this machine.
    None,
}

/// What is not written anywhere.
#[derive(Clone)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

#[derive(Debug, Subcommand)]
pub enum Taxonomy {
    /// Load the shipped reference data; does nothing if it is loaded already.
    Load {
        /// Folder of the shipped files [default: the ones built into this binary].
        #[arg(long, value_name = "DIR")]
        from: Option<PathBuf>,
    },
    /// Import an official release of ESCO or O*NET (docs/cli.md); done again it changes nothing.
    Import(Import),
}

#[derive(Debug, Args)]
pub struct Import {
    #[command(flatten)]
    pub release: ReleaseFolder,
    /// Read everything and say what would change, without changing it.
    #[arg(long)]
    pub dry_run: bool,
}

/// Whose release, and where it lies.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct ReleaseFolder {
    /// Folder of ESCO's CSV files (`skills_en.csv`, `occupations_en.csv` and so on).
    #[arg(long, value_name = "DIR")]
    pub esco: Option<PathBuf>,
    /// Folder of O*NET's text files (`Occupation Data.txt` and so on).
    #[arg(long, value_name = "DIR")]
    pub onet: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Demo {
    /// Load demo data: the same numbers and seed give the same people and jobs.
    Load {
        /// How many people.
        #[arg(long, default_value_t = 2000)]
        people: u32,
        /// How many jobs.
        #[arg(long, default_value_t = 300)]
        jobs: u32,
        /// Seed of the generator.
        #[arg(long, default_value_t = 7)]
        seed: u64,
    },
}

#[derive(Debug, Subcommand)]
pub enum Match {
    /// Rank people for jobs, or jobs for people, from JSONL files; needs no database (docs/cli.md).
    Rank(Rank),
    /// Learn what is usual in each occupation from the jobs and people there are; a server takes it up
    /// within ten minutes.
    Learn,
    /// Recompute a stored score from its stored inputs and compare, to the last digit.
    Replay {
        /// Id of the stored score.
        id: uuid::Uuid,
    },
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Keys {
    /// Numbers of the keys, and which one seals.
    List,
    /// Add a key, which seals from then on. With `KINWORK_KEYS` it prints the new value of it instead.
    Rotate,
    /// Seal again, with the current key, whatever older ones sealed.
    Reseal,
    /// Take a key away; refused while anything still needs it.
    Retire {
        /// Number of the key.
        number: u32,
    },
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Audit {
    /// Read every trail again and say what was altered, removed or put in; prints the head of each chain.
    Verify,
}

#[derive(Debug, Clone, Subcommand)]
pub enum Staff {
    /// Make the account with this address staff, or change its role.
    Grant {
        /// Address of the account.
        email: String,
        /// `owner`, `security`, `support` or `operations`.
        role: String,
    },
    /// Make it staff no longer.
    End {
        /// Address of the account.
        email: String,
    },
}

#[derive(Debug, Args)]
pub struct Rank {
    /// One person a line.
    #[arg(long, value_name = "FILE")]
    pub people: PathBuf,
    /// One job a line.
    #[arg(long, value_name = "FILE")]
    pub jobs: PathBuf,
    /// How many to list for each.
    #[arg(long, default_value_t = 10, value_name = "K")]
    pub top: usize,
    /// Rank people for each job, or jobs for each person.
    #[arg(long, value_enum, default_value_t = Side::Job)]
    pub side: Side,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Side {
    /// People for each job.
    Job,
    /// Jobs for each person.
    Person,
}

#[derive(Debug, Subcommand)]
pub enum Text {
    /// Skills out of texts: JSONL of `{"id", "text"}` to JSONL of ranked skills.
    Extract(Extract),
    /// Red flags of an advert, each with the words that say so, as JSON lines.
    Advert {
        /// The advert as plain text.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// What a résumé says, as JSON: jobs with their dates, education, skills and where they were seen.
    Resume {
        /// A PDF, a Word document (.docx) or plain text (.txt).
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// The process in which files are read: a file on standard input, its lines as JSON on standard output.
    #[command(hide = true)]
    ResumeChild,
}

#[derive(Debug, Args)]
pub struct Extract {
    /// One text a line.
    #[arg(long = "in", value_name = "FILE")]
    pub input: PathBuf,
    /// How many skills to list for each.
    #[arg(long, default_value_t = 30, value_name = "K")]
    pub top: usize,
    /// Least confidence, 0 to 1.
    #[arg(long, default_value_t = 0.4, value_name = "SHARE")]
    pub least: f32,
}
