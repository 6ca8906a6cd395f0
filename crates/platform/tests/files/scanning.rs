//! What a scanner for malware knows is not taken, and neither is what it could not look at. The scanner is a double that
//! speaks clamd's `INSTREAM`.

use super::scene::{Scene, objects, pdf};
use bytes::Bytes;
use kernel::AppError;
use platform::Services;
use platform::files::{self, Clamd, Purpose, Refusal, Upload};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, UnixListener};

/// What every scanner knows, here in a comment of a PDF.
const MARK: &[u8] = b"% MALWARE-FOR-TESTS";

/// How the double behaves.
#[derive(Debug, Clone, Copy)]
enum Manner {
    /// Looks for the mark.
    Looks,
    /// Has a limit of so many bytes.
    Limited(usize),
    /// Says this to everything.
    Says(&'static [u8]),
    /// Listens and says nothing.
    Silent,
    /// Hangs up at once.
    HangsUp,
}

/// Takes a file as clamd does; `None` once it is longer than it may be.
async fn take(stream: &mut (impl AsyncRead + Unpin), limit: usize) -> Option<Vec<u8>> {
    let mut command = [0; 10];
    stream.read_exact(&mut command).await.unwrap();
    assert_eq!(&command, b"zINSTREAM\0");
    let mut file = Vec::new();
    loop {
        let length = usize::try_from(stream.read_u32().await.unwrap()).unwrap();
        if length == 0 {
            return Some(file);
        }
        if file.len() + length > limit {
            return None;
        }
        let begins = file.len();
        file.resize(begins + length, 0);
        stream.read_exact(&mut file[begins..]).await.unwrap();
    }
}

async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, manner: Manner) {
    let limit = match manner {
        Manner::HangsUp => return,
        Manner::Limited(limit) => limit,
        _ => usize::MAX,
    };
    let file = take(&mut stream, limit).await;
    let answer: &[u8] = match (manner, &file) {
        (Manner::Silent, _) => {
            // Until the other side goes.
            let _ = stream.read(&mut [0]).await;
            return;
        }
        (Manner::Says(words), _) => words,
        (_, None) => b"INSTREAM size limit exceeded. ERROR\0",
        (_, Some(file)) if file.windows(MARK.len()).any(|part| part == MARK) => {
            b"stream: Test.Malware FOUND\0"
        }
        _ => b"stream: OK\0",
    };
    // Who has heard enough may be gone.
    let _ = stream.write_all(answer).await;
}

/// A double at a port.
async fn clamd(manner: Manner) -> Clamd {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            serve(stream, manner).await;
        }
    });
    address.to_string().parse().unwrap()
}

fn scanned(scene: &Scene, scanner: Clamd) -> Services {
    let files = scene.services.files.clone().scanned_by(scanner);
    scene.services.clone().with_files(files)
}

fn marked() -> Vec<u8> {
    let mut bytes = pdf(200_000);
    bytes[100_000..100_000 + MARK.len()].copy_from_slice(MARK);
    bytes
}

async fn put(services: &Services, bytes: Vec<u8>) -> kernel::Result<()> {
    let source = futures::stream::iter([Ok::<_, ()>(Bytes::from(bytes))]);
    let upload = Upload::read(&services.files, Purpose::Document, "cv.pdf", source).await;
    files::put(services, upload.unwrap()).await.map(drop)
}

fn refused(why: Refusal) -> kernel::Result<()> {
    Err(AppError::invalid("file", why.to_string()))
}

#[tokio::test]
async fn what_a_scanner_knows_is_refused_and_the_rest_is_taken() {
    let scene = Scene::new().await;
    let services = scanned(&scene, clamd(Manner::Looks).await);
    assert_eq!(put(&services, marked()).await, refused(Refusal::Malware));
    assert!(objects(&scene).is_empty());
    // What is only read is looked at, too.
    let source = futures::stream::iter([Ok::<_, ()>(Bytes::from(marked()))]);
    let upload = Upload::read(&services.files, Purpose::Document, "cv.pdf", source).await;
    let read = files::check(&services, upload.unwrap()).await;
    assert!(matches!(read, Err(AppError::Invalid(_))), "{read:?}");

    assert_eq!(put(&services, pdf(200_000)).await, Ok(()));
    assert_eq!(objects(&scene).len(), 1);
}

#[tokio::test]
async fn a_scanner_is_reached_by_its_socket_too() {
    let scene = Scene::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clamd.ctl");
    let listener = UnixListener::bind(&path).unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            serve(stream, Manner::Looks).await;
        }
    });
    let services = scanned(&scene, path.to_str().unwrap().parse().unwrap());
    assert_eq!(put(&services, marked()).await, refused(Refusal::Malware));
    assert_eq!(put(&services, pdf(500)).await, Ok(()));
}

#[tokio::test]
async fn what_nobody_looked_at_is_not_taken() {
    let scene = Scene::new().await;
    for manner in [
        Manner::Limited(100_000),
        Manner::Says(b"stream: O"),
        Manner::Says(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        Manner::Says(&[0xff; 4096]),
        Manner::Says(b""),
        Manner::HangsUp,
    ] {
        let services = scanned(&scene, clamd(manner).await);
        let done = put(&services, pdf(200_000)).await;
        assert_eq!(done, refused(Refusal::Unscanned), "{manner:?}");
    }
    let silent = clamd(Manner::Silent).await;
    let services = scanned(&scene, silent.within(Duration::from_millis(50)));
    let done = put(&services, pdf(500)).await;
    assert_eq!(done, refused(Refusal::Unscanned));
    // Nobody is there.
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = gone.local_addr().unwrap();
    drop(gone);
    let services = scanned(&scene, address.to_string().parse().unwrap());
    let done = put(&services, pdf(500)).await;
    assert_eq!(done, refused(Refusal::Unscanned));
    assert!(objects(&scene).is_empty());
}
