//! ClamAV's daemon as a [`Scanner`], by its `INSTREAM` command. It speaks in the clear and asks nobody who they are, so it is
//! only spoken to on this machine.

use super::scan::{ScanError, Scanner, Verdict};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio::net::{TcpStream, UnixStream};

/// Of the 30 seconds that a request has.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes in a piece of a file.
const CHUNK_BYTES: usize = 64 * 1024;
/// An answer is a line; what is longer is none.
const ANSWER_MOST: u64 = 1024;

/// Where it listens.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Address {
    Socket(PathBuf),
    Port(SocketAddr),
}

/// A clamd on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clamd {
    address: Address,
    patience: Duration,
}

/// Why an address is none of a clamd.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClamdError {
    /// It is neither.
    #[error(
        "clamd is reached by the path of its socket or by ADDRESS:PORT, such as 127.0.0.1:3310, not by {0}"
    )]
    Address(String),
    /// Files of people would go over a network as they are.
    #[error(
        "clamd at {0} is on another machine, and its protocol has no encryption: run it on this one, or let a tunnel to it end here"
    )]
    Elsewhere(SocketAddr),
}

impl FromStr for Clamd {
    type Err = ClamdError;

    /// The path of a socket, or `ADDRESS:PORT`.
    fn from_str(text: &str) -> Result<Self, ClamdError> {
        let address = if text.starts_with('/') {
            Address::Socket(text.into())
        } else {
            let here = text.replace("localhost:", "127.0.0.1:");
            let port: SocketAddr = here
                .parse()
                .map_err(|_| ClamdError::Address(text.to_owned()))?;
            if !is_here(port.ip()) {
                return Err(ClamdError::Elsewhere(port));
            }
            Address::Port(port)
        };
        Ok(Self {
            address,
            patience: PATIENCE,
        })
    }
}

fn is_here(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

impl Clamd {
    /// Waits no longer than this for an answer.
    #[must_use]
    pub fn within(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    async fn ask(&self, bytes: &[u8]) -> Result<Verdict, ScanError> {
        let answer = match &self.address {
            Address::Socket(path) => talk(UnixStream::connect(path).await?, bytes).await?,
            Address::Port(address) => talk(TcpStream::connect(address).await?, bytes).await?,
        };
        verdict(&answer)
    }
}

impl Scanner for Clamd {
    fn scan<'a>(&'a self, bytes: &'a [u8]) -> BoxFuture<'a, Result<Verdict, ScanError>> {
        async move {
            tokio::time::timeout(self.patience, self.ask(bytes))
                .await
                .unwrap_or(Err(ScanError::Silent))
        }
        .boxed()
    }
}

/// Sends a file and reads the answer.
async fn talk(stream: impl AsyncRead + AsyncWrite + Unpin, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = BufReader::new(stream);
    let sent = send(&mut stream, bytes).await;
    let mut answer = Vec::new();
    let heard = stream.take(ANSWER_MOST).read_until(0, &mut answer).await;
    // Who has had enough says so and hangs up: then what was said counts, not that nobody listened any more.
    if answer.is_empty() {
        sent?;
        heard?;
    }
    Ok(answer)
}

async fn send(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    stream.write_all(b"zINSTREAM\0").await?;
    for chunk in bytes.chunks(CHUNK_BYTES) {
        let length = u32::try_from(chunk.len()).map_err(io::Error::other)?;
        stream.write_u32(length).await?;
        stream.write_all(chunk).await?;
    }
    stream.write_u32(0).await?;
    stream.flush().await
}

/// Only a whole answer that says so is a clean file.
fn verdict(answer: &[u8]) -> Result<Verdict, ScanError> {
    let text = String::from_utf8_lossy(answer);
    let said = text.strip_suffix('\0').unwrap_or_default();
    if said.contains("size limit exceeded") {
        return Err(ScanError::TooLarge);
    }
    match said.strip_prefix("stream: ") {
        Some("OK") => Ok(Verdict::Clean),
        Some(found) if found.ends_with(" FOUND") => {
            Ok(Verdict::Found(found.trim_end_matches(" FOUND").to_owned()))
        }
        _ => Err(ScanError::Garbage(text.chars().take(100).collect())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clamd_is_on_this_machine() {
        let at = |text: &str| text.parse::<Clamd>();
        for here in [
            "/run/clamav/clamd.ctl",
            "127.0.0.1:3310",
            "[::1]:3310",
            "localhost:3310",
        ] {
            assert!(at(here).is_ok(), "{here}");
        }
        for elsewhere in ["10.0.0.7:3310", "[2001:db8::1]:3310", "0.0.0.0:3310"] {
            let refused = at(elsewhere);
            assert!(
                matches!(refused, Err(ClamdError::Elsewhere(_))),
                "{refused:?}"
            );
        }
        for nowhere in ["", "clamd.example:3310", "127.0.0.1", "clamd.ctl"] {
            let refused = at(nowhere);
            assert_eq!(refused, Err(ClamdError::Address(nowhere.to_owned())));
        }
    }

    #[test]
    fn nothing_but_a_whole_ok_is_clean() {
        assert_eq!(verdict(b"stream: OK\0").unwrap(), Verdict::Clean);
        let found = verdict(b"stream: Win.Test.EICAR_HDB-1 FOUND\0").unwrap();
        assert_eq!(found, Verdict::Found("Win.Test.EICAR_HDB-1".to_owned()));
        for none in [
            &b""[..],
            b"\0",
            b"stream: OK",
            b"stream: O\0",
            b"OK\0",
            b"stream: OK FOUND ERROR\0",
            b"UNKNOWN COMMAND\0",
            b"\xff\xfe\0",
        ] {
            let said = verdict(none);
            assert!(matches!(said, Err(ScanError::Garbage(_))), "{said:?}");
        }
        let limit = verdict(b"INSTREAM size limit exceeded. ERROR\0");
        assert!(matches!(limit, Err(ScanError::TooLarge)), "{limit:?}");
    }
}
