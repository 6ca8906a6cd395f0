//! A database on another machine hears nothing of us before it has shown who it is.
//!
//! `authority.pem` signed `certificate.pem`, for the server `localhost`, and `client.pem`, for the client `app_rw`; beside them are
//! their keys. All were made for this test alone.
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnectOptions;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

/// How the double answers whoever asks for TLS.
#[derive(Clone, Copy)]
enum Answer {
    Tls,
    /// And the client shows a certificate of its own.
    BothShow,
    Refuses,
}

/// Length and number of a request for TLS (PostgreSQL's protocol, 55.2.10).
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

fn file(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/database_tls");
    folder.join(name)
}

/// Begins like a PostgreSQL and tells what it hears after the request for TLS; returns its port.
fn double(answer: Answer) -> (u16, Receiver<Vec<u8>>) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, heard) = channel();
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        tell.send(hear(stream, answer)).unwrap();
    });
    (port, heard)
}

fn hear(mut stream: TcpStream, answer: Answer) -> Vec<u8> {
    let mut asked = [0; 8];
    stream.read_exact(&mut asked).unwrap();
    assert_eq!(asked, SSL_REQUEST);
    let mut heard = vec![0; 4096];
    let length = match answer {
        Answer::Refuses => {
            stream.write_all(b"N").unwrap();
            stream.read(&mut heard)
        }
        Answer::Tls | Answer::BothShow => {
            stream.write_all(b"S").unwrap();
            let tls = ServerConnection::new(config(answer)).unwrap();
            StreamOwned::new(tls, stream).read(&mut heard)
        }
    };
    heard.truncate(length.unwrap_or(0));
    heard
}

fn config(answer: Answer) -> Arc<ServerConfig> {
    let certificate = |name| CertificateDer::from_pem_file(file(name)).unwrap();
    let key = PrivateKeyDer::from_pem_file(file("key.pem")).unwrap();
    let builder = ServerConfig::builder();
    let builder = match answer {
        Answer::BothShow => {
            let mut authorities = RootCertStore::empty();
            authorities.add(certificate("authority.pem")).unwrap();
            let verifier = WebPkiClientVerifier::builder(Arc::new(authorities)).build();
            builder.with_client_cert_verifier(verifier.unwrap())
        }
        Answer::Tls | Answer::Refuses => builder.with_no_client_auth(),
    };
    let config = builder.with_single_cert(vec![certificate("certificate.pem")], key);
    Arc::new(config.unwrap())
}

fn options(host: &str, more: &str) -> PgConnectOptions {
    let url = format!("postgres://app_rw:pa55word@{host}/kinwork?sslmode=verify-full{more}");
    url.parse().unwrap()
}

/// Connects to a double, which must fail in the end; tells why, and what was heard.
async fn connect(answer: Answer, options: &PgConnectOptions) -> (String, Vec<u8>) {
    let (port, heard) = double(answer);
    let error = options.clone().port(port).connect().await.unwrap_err();
    (format!("{error:?}"), heard.recv().unwrap())
}

fn own_authority() -> String {
    format!("&sslrootcert={}", file("authority.pem").display())
}

#[tokio::test]
async fn who_shows_the_right_certificate_is_told_who_asks() {
    let (_, heard) = connect(Answer::Tls, &options("localhost", &own_authority())).await;
    let heard = String::from_utf8_lossy(&heard);
    assert!(heard.contains("app_rw"), "{heard:?}");
}

#[tokio::test]
async fn who_shows_another_certificate_or_none_is_told_nothing() {
    for (answer, host, more, why) in [
        // Signed by nobody that this machine knows.
        (Answer::Tls, "localhost", String::new(), "certificate"),
        // Of somebody else.
        (Answer::Tls, "127.0.0.1", own_authority(), "certificate"),
        (
            Answer::Refuses,
            "localhost",
            own_authority(),
            "does not support TLS",
        ),
    ] {
        let (error, heard) = connect(answer, &options(host, &more)).await;
        let error = error.to_lowercase();
        assert!(error.contains(&why.to_lowercase()), "{host}: {error}");
        assert!(heard.is_empty(), "{host}: {heard:?}");
    }
}

/// A login by certificate needs no password, and is changed by whoever renews the files, while the server runs.
#[tokio::test]
async fn a_login_by_certificate_is_read_anew_for_every_connection() {
    let folder = tempfile::tempdir().unwrap();
    let (shown, key) = (
        folder.path().join("shown.pem"),
        folder.path().join("key.pem"),
    );
    let more = format!(
        "{}&sslcert={}&sslkey={}",
        own_authority(),
        shown.display(),
        key.display()
    );
    let options = options("localhost", &more);
    for (certificate, of_it, is_let_in) in [
        // Of a server: it lets nobody in.
        ("certificate.pem", "key.pem", false),
        ("client.pem", "client_key.pem", true),
    ] {
        std::fs::copy(file(certificate), &shown).unwrap();
        std::fs::copy(file(of_it), &key).unwrap();
        let (_, heard) = connect(Answer::BothShow, &options).await;
        let heard = String::from_utf8_lossy(&heard);
        assert_eq!(heard.contains("app_rw"), is_let_in, "{certificate}");
    }
}
