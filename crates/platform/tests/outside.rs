//! Requests to services of others go where they were sent, and to nobody who cannot show who they are.
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

use http::Request;
use platform::outside::{Outside, OutsideError};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Signed by itself, for `localhost`, and made for this test alone.
const CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----\n\
    MIIBlTCCATugAwIBAgIUC+KRKwKHCMiO23wNK1p/N1ajumkwCgYIKoZIzj0EAwIw\n\
    FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTIwNTQxMloYDzIxMjYxMDI4\n\
    MjA1NDEyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO\n\
    PQMBBwNCAAR+JiYxe6rRQokHbYe/7V+JaAx8PhgPnXrHrev7zPgCIOK9kkGB5Ha8\n\
    yhqxMLdgUahNx0001s6c+7Q50dIBlScwo2kwZzAdBgNVHQ4EFgQU3Gp9qFotsIab\n\
    sAUw18GAK306iuwwHwYDVR0jBBgwFoAU3Gp9qFotsIabsAUw18GAK306iuwwDwYD\n\
    VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID\n\
    SAAwRQIhAOXEB4szO1jikw2YXOaDa3FvUrGOFhTBBknB0i5yEczOAiAjZ+k0GlTx\n\
    pVEoDwIdLrf+gBnGZ8cy6vHd/ZZL042+bw==\n\
    -----END CERTIFICATE-----\n";
const KEY: &[u8] = b"-----BEGIN PRIVATE KEY-----\n\
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMBU/YcWGZp+Qd1Cz\n\
    mj4lz5LFT0t73tbwKDs0hYR4ex2hRANCAAR+JiYxe6rRQokHbYe/7V+JaAx8PhgP\n\
    nXrHrev7zPgCIOK9kkGB5Ha8yhqxMLdgUahNx0001s6c+7Q50dIBlScw\n\
    -----END PRIVATE KEY-----\n";

/// Answers whoever comes, and counts them.
fn server(
    answer: impl Fn(TcpStream, SocketAddr) + Send + 'static,
) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let count = Arc::<AtomicUsize>::default();
    let counted = count.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            counted.fetch_add(1, Ordering::SeqCst);
            answer(stream, address);
        }
    });
    (address, count)
}

async fn get(url: &str) -> Result<http::Response<Vec<u8>>, OutsideError> {
    let request = Request::get(url).body(Vec::new()).unwrap();
    Outside::new().unwrap().send(request).await
}

fn say(mut stream: TcpStream, answer: &str) {
    let _ = stream.read(&mut [0; 4096]);
    let _ = stream.write_all(answer.as_bytes());
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let (address, asked) = server(|stream, own| {
        let answer = format!(
            "HTTP/1.1 302 Found\r\nlocation: http://{own}/elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
        say(stream, &answer);
    });
    let answer = get(&format!("http://{address}/")).await.unwrap();
    assert_eq!(answer.status(), 302);
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn no_more_is_read_than_a_small_document_has() {
    let (address, _) = server(|stream, _| {
        let long = "a".repeat(2 << 20);
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            long.len()
        );
        say(stream, &(head + &long));
    });
    let refused = get(&format!("http://{address}/")).await;
    assert!(matches!(refused, Err(OutsideError::TooLong)), "{refused:?}");
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_not_believed() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE).unwrap();
    let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key);
    let config = Arc::new(config.unwrap());
    let (told, secrets) = std::sync::mpsc::channel();
    let (address, _) = server(move |stream, _| {
        let tls = ServerConnection::new(config.clone()).unwrap();
        let mut stream = StreamOwned::new(tls, stream);
        let mut heard = [0; 4096];
        // Nothing of the request may come: the client has gone before.
        let _ = told.send(stream.read(&mut heard).unwrap_or(0));
    });
    let refused = get(&format!("https://localhost:{}/", address.port())).await;
    let Err(OutsideError::Request(error)) = refused else {
        panic!("{refused:?}");
    };
    assert!(
        format!("{error:?}").to_lowercase().contains("certificate"),
        "{error:?}"
    );
    assert_eq!(secrets.recv().unwrap(), 0);
}
