//! The real server on a database of its own, and a client that sees every byte.

use platform::testing::TestDb;
use sqlx::ConnectOptions as _;
use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout, Command};
use uuid::Uuid;

/// Only so that a test that hangs says where.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// What outlives a server: its database and its data folder.
#[derive(Clone)]
pub struct Place {
    pub test: Arc<TestDb>,
    pub data: Arc<TempDir>,
}

impl Place {
    pub async fn new() -> Self {
        Self {
            test: Arc::new(TestDb::new().await),
            data: Arc::new(tempfile::tempdir().unwrap()),
        }
    }

    /// What starts the server here, behind one trusted proxy: a test says from which address it comes.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kinwork"));
        command
            .args(["serve", "--port", "0", "--admin-addr", "127.0.0.1:0"])
            .args(["--trusted-proxies", "1", "--data"])
            .arg(self.data.path())
            .env(
                "DATABASE_URL",
                self.test.rw_options().to_url_lossy().as_str(),
            )
            .env("RUST_LOG", "warn")
            .env_remove("KINWORK_OWNER_URL")
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        command
    }
}

pub struct Site {
    pub test: Arc<TestDb>,
    pub child: Child,
    pub public: SocketAddr,
    pub admin: SocketAddr,
    _data: Arc<TempDir>,
    _said: Lines<BufReader<ChildStdout>>,
}

impl Site {
    /// A server in a place of its own.
    pub async fn start() -> Self {
        let place = Place::new().await;
        let child = place.command().spawn().unwrap();
        Self::ready(&place, child).await
    }

    /// The same with a log as it is asked for.
    pub async fn start_logging(format: &str, level: &str, to: Stdio) -> Self {
        let place = Place::new().await;
        let mut command = place.command();
        command
            .args(["--log", format])
            .env("RUST_LOG", level)
            .stderr(to);
        Self::ready(&place, command.spawn().unwrap()).await
    }

    /// One that was started, as soon as it listens.
    pub async fn ready(place: &Place, mut child: Child) -> Self {
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let (mut public, mut admin) = (None, None);
        while public.is_none() {
            let line = tokio::time::timeout(PATIENCE, said.next_line());
            let line = line.await.unwrap().unwrap().expect("the server is ready");
            let address = |text: &str| text.trim_end_matches("/metrics").parse().ok();
            if let Some(text) = line.strip_prefix("Metrics at http://") {
                admin = address(text);
            }
            if let Some(text) = line.strip_prefix("Kinwork is ready at http://") {
                public = address(text);
            }
        }
        Self {
            test: place.test.clone(),
            child,
            public: public.unwrap(),
            admin: admin.unwrap(),
            _data: place.data.clone(),
            _said: said,
        }
    }

    /// Somebody with a session; returns its token.
    pub async fn person(&self, n: u128) -> String {
        let (id, token) = (Uuid::from_u128(n), format!("{n:064x}"));
        sqlx::query("insert into account (id, email, password_hash, display_name, created_at) values ($1, $2, 'x', 'Ama', now())")
            .bind(id)
            .bind(format!("{n}@example.org"))
            .execute(&self.test.owner)
            .await
            .unwrap();
        sqlx::query("insert into session (id, account_id, token_sha256, created_at, last_seen_at, expires_at) values ($1, $1, sha256($2), now(), now(), now() + interval '1 day')")
            .bind(id)
            .bind(token.as_bytes())
            .execute(&self.test.owner)
            .await
            .unwrap();
        token
    }

    /// A figure of the metrics; 0 if it has not been counted yet.
    pub async fn figure(&self, name: &str) -> f64 {
        let text = get(self.admin, "/metrics").await.body;
        text.lines()
            .find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
            .unwrap_or(0.0)
    }
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    fn read(text: &str) -> Option<Self> {
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Self {
            status,
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        })
    }

    /// The session it begins or goes on with.
    pub fn session(&self) -> Option<String> {
        let (_, cookie) = self.head.split_once("set-cookie: session=")?;
        Some(cookie.split(';').next()?.to_owned())
    }
}

pub async fn get(to: SocketAddr, path: &str) -> Answer {
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    send(to, &request).await.unwrap().unwrap()
}

/// A form as a browser posts it, from an address.
pub fn form(path: &str, from: usize, token: &str, body: &str) -> String {
    let [.., a, b] = from.to_be_bytes();
    format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nsec-fetch-site: same-origin\r\naccept: text/html\r\n\
         cookie: session={token}\r\nx-forwarded-for: 10.0.{a}.{b}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Sends a request and reads to the end. `Err` if nobody took the connection, `None` if it was cut off.
pub async fn send(to: SocketAddr, request: &str) -> std::io::Result<Option<Answer>> {
    let mut stream = TcpStream::connect(to).await?;
    let mut answer = Vec::new();
    let talk = async {
        stream.write_all(request.as_bytes()).await?;
        stream.read_to_end(&mut answer).await
    };
    let done = tokio::time::timeout(PATIENCE, talk).await.unwrap();
    Ok(done
        .ok()
        .and_then(|_| Answer::read(&String::from_utf8_lossy(&answer))))
}
