//! Files that are written and read bit by bit: nothing is lost, nothing can be changed unseen, and little is held.

use crate::scene::{Scene, objects, record};
use futures::{StreamExt as _, TryStreamExt as _};
use kernel::Result;
use platform::Scope;
use platform::files::{self, File, Owner, Purpose, Writing};
use std::fs;

const CHUNK: usize = 1 << 20;
/// With what is in front of it and behind it.
const SEALED: usize = CHUNK + 34;

/// Bytes that do not repeat, so that none can stand for another.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let step = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    let mut bytes: Vec<u8> = std::iter::repeat_with(step)
        .take(length.div_ceil(8))
        .flatten()
        .collect();
    bytes.truncate(length);
    bytes
}

/// Ama's file with these bytes, written in pieces of a size that fits nothing.
async fn written(scene: &Scene, bytes: &[u8]) -> File {
    let services = &scene.services;
    let mut writing = Writing::begin(services, Purpose::Export, "all.zip")
        .await
        .unwrap();
    for piece in bytes.chunks(300_007) {
        writing.write(piece).await.unwrap();
    }
    let stored = writing.finish().await.unwrap();
    let (scope, owner) = (Scope::person(scene.ama), Owner::Person(scene.ama));
    let id = record(services, &stored, scope, owner).await.unwrap();
    let mut tx = services.db.begin(scope).await.unwrap();
    let file = files::find(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    file
}

async fn read(scene: &Scene, file: &File) -> Result<Vec<u8>> {
    let chunks = files::stream(&scene.services, file).await?;
    Ok(chunks.try_collect::<Vec<_>>().await?.concat())
}

#[tokio::test]
async fn whatever_its_length_a_file_comes_back_as_it_was() {
    let scene = Scene::new().await;
    for length in [1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK, 5 * CHUNK + 1] {
        let bytes = noise(length);
        let file = written(&scene, &bytes).await;
        assert_eq!(usize::try_from(file.size_bytes).unwrap(), length);
        assert!(read(&scene, &file).await.unwrap() == bytes, "{length}");
    }
}

/// Whoever can write to the store can make a file unreadable, and nothing else.
#[tokio::test]
async fn no_chunk_can_be_changed_moved_doubled_or_cut_off() {
    let scene = Scene::new().await;
    let bytes = noise(3 * CHUNK + 100);
    let file = written(&scene, &bytes).await;
    let [path] = &objects(&scene)[..] else {
        panic!("one object")
    };
    let good = fs::read(path).unwrap();
    let (first, second) = (&good[..SEALED], &good[SEALED..2 * SEALED]);
    let rest = &good[2 * SEALED..];
    let mut changed = good.clone();
    changed[SEALED + 1000] ^= 1;
    let mut called_last = good[..SEALED].to_vec();
    called_last[5] = 1;
    let spoilt = [
        ("changed", changed),
        ("swapped", [second, first, rest].concat()),
        ("doubled", [first, first, second, rest].concat()),
        ("left out", [first, rest].concat()),
        ("cut off at a chunk", good[..2 * SEALED].to_vec()),
        ("cut off within one", good[..2 * SEALED + 50].to_vec()),
        ("only the first, called the last", called_last),
        ("something behind it", [&good[..], b"x"].concat()),
        ("nothing", Vec::new()),
    ];
    for (what, object) in spoilt {
        fs::write(path, object).unwrap();
        assert!(read(&scene, &file).await.is_err(), "{what}");
        // What came before the fault is right, and nothing comes after it.
        if let Ok(chunks) = files::stream(&scene.services, &file).await {
            let came: Vec<Result<_>> = chunks.collect().await;
            let (fault, right) = came.split_last().unwrap();
            assert!(fault.is_err(), "{what}");
            let right: Vec<u8> = right.iter().flat_map(|one| one.clone().unwrap()).collect();
            assert!(bytes.starts_with(&right), "{what}");
        }
    }
    fs::write(path, &good).unwrap();
    assert!(files::read(&scene.services, &file).await.unwrap() == bytes);
}

#[tokio::test]
async fn what_is_given_up_never_was() {
    let scene = Scene::new().await;
    let mut writing = Writing::begin(&scene.services, Purpose::Export, "all.zip")
        .await
        .unwrap();
    writing.write(&noise(6 * CHUNK)).await.unwrap();
    writing.give_up().await;
    assert!(objects(&scene).is_empty(), "{:?}", objects(&scene));
}

/// What this process has held at most, in bytes.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.unwrap().split_whitespace().nth(1).unwrap();
    kib.parse::<usize>().unwrap() * 1024
}

/// Each test is a process of its own (nextest), so what it holds at most is what this takes.
#[tokio::test]
async fn a_large_file_takes_little_memory() {
    const LENGTH: usize = 32 * CHUNK;
    let scene = Scene::new().await;
    let (services, before) = (&scene.services, peak());
    let piece = noise(CHUNK / 2 + 3);
    let mut writing = Writing::begin(services, Purpose::Export, "all.zip")
        .await
        .unwrap();
    let mut length = 0;
    while length < LENGTH {
        writing.write(&piece).await.unwrap();
        length += piece.len();
    }
    let stored = writing.finish().await.unwrap();
    let (scope, owner) = (Scope::person(scene.ama), Owner::Person(scene.ama));
    let id = record(services, &stored, scope, owner).await.unwrap();
    let mut tx = services.db.begin(scope).await.unwrap();
    let file = files::find(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    let mut chunks = files::stream(services, &file).await.unwrap();
    let mut read = 0;
    while let Some(chunk) = chunks.try_next().await.unwrap() {
        read += chunk.len();
    }
    assert_eq!(read, length);
    let took = peak() - before;
    assert!(took < LENGTH / 2, "{took}");
}
