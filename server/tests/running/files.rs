//! Pages name the scripts and styles that are there, whether their names carry hashes or not.

use crate::site::{Place, Site, get};
use std::fs;

#[tokio::test]
async fn names_with_hashes_are_known_without_being_told() {
    let hashed = ["kinwork.j1.js", "kinwork.w2.wasm", "kinwork.c3.css"];
    let hashes = "js: j1\nwasm: w2\ncss: c3\n";
    pages_name(&hashed, hashes, "public, max-age=31536000, immutable").await;
}

#[tokio::test]
async fn names_without_hashes_are_not_taken_for_others() {
    let plain = ["kinwork.js", "kinwork.wasm", "kinwork.css"];
    // As a build before has left it.
    pages_name(&plain, "js: j1\nwasm: w2\ncss: c3\n", "no-cache").await;
}

async fn pages_name(files: &[&str], hashes: &str, kept: &str) {
    let place = Place::new().await;
    let root = place.data.path().join("bundle/site");
    fs::create_dir_all(root.join("pkg")).unwrap();
    fs::write(place.data.path().join("bundle/hash.txt"), hashes).unwrap();
    for file in files {
        fs::write(root.join("pkg").join(file), "/* */").unwrap();
    }
    let mut command = place.command();
    command.arg("--site-root").arg(&root);
    let site = Site::ready(&place, command.spawn().unwrap()).await;
    let page = get(site.public, "/sign-in").await;
    assert_eq!(page.status, 200, "{page:?}");
    for file in files {
        let path = format!("/pkg/{file}");
        assert!(page.body.contains(&format!("\"{path}\"")), "{path}");
        let answer = get(site.public, &path).await;
        assert_eq!(answer.status, 200, "{path}");
        let head = format!("cache-control: {kept}");
        assert!(answer.head.contains(&head), "{path}: {}", answer.head);
    }
}
