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
    /// Folder of the embedded database [default: the XDG state folder, or /var/lib/kinwork for root].
    #[arg(long, global = true, env = "KINWORK_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Use this PostgreSQL (logging in as `app_rw`) instead of the embedded one.
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
    Serve(Serve),
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
}

#[derive(Debug, Subcommand)]
pub enum Taxonomy {
    /// Load the shipped reference data; does nothing if it is loaded already.
    Load {
        /// Folder of the shipped files [default: the ones built into this binary].
        #[arg(long, value_name = "DIR")]
        from: Option<PathBuf>,
    },
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
    /// Recompute a stored score from its stored inputs and compare, to the last digit.
    Replay {
        /// Id of the stored score.
        id: uuid::Uuid,
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
