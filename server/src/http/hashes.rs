//! Do the names of the built files carry hashes? The site itself tells: a file of hashes counts if the files that it
//! speaks of are there.

use std::fs;
use std::path::{Path, PathBuf};

/// What cargo-leptos calls it.
const NAME: &str = "hash.txt";

/// The file of hashes of the site in `root`: beside the binary, or beside the site. `None` if names carry none.
pub fn of_site(root: &Path) -> Option<PathBuf> {
    let binary = std::env::current_exe().ok();
    let root = std::path::absolute(root).ok()?;
    [binary.as_deref(), Some(&root)]
        .into_iter()
        .flatten()
        .filter_map(Path::parent)
        .map(|folder| folder.join(NAME))
        .find(|file| fs::read_to_string(file).is_ok_and(|hashes| all_there(&hashes, &root)))
}

/// Are there files whose names carry no hash?
pub fn are_absent(root: &Path) -> bool {
    let styles = concat!("pkg/", env!("LEPTOS_OUTPUT_NAME"), ".css");
    root.join(styles).is_file()
}

/// Is every file there whose hash is told, as `css: HASH`?
fn all_there(hashes: &str, root: &Path) -> bool {
    let mut told = hashes.lines().filter_map(|line| line.split_once(':'));
    let there = |(kind, hash): (&str, &str)| {
        let name = format!("{}.{}.{kind}", env!("LEPTOS_OUTPUT_NAME"), hash.trim());
        root.join("pkg").join(name).is_file()
    };
    told.clone().next().is_some() && told.all(there)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASHES: &str = "js: a-1\nwasm: b_2\ncss: c3\n";

    /// A site with these files, in a folder with a file of hashes.
    fn site(hashes: &str, files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let pkg = folder.path().join("site/pkg");
        fs::create_dir_all(&pkg).unwrap();
        fs::write(folder.path().join(NAME), hashes).unwrap();
        for name in files {
            fs::write(pkg.join(name), "").unwrap();
        }
        folder
    }

    fn told(hashes: &str, files: &[&str]) -> (bool, bool) {
        let folder = site(hashes, files);
        let root = folder.path().join("site");
        let found = of_site(&root);
        assert!(found.is_none() || found == Some(folder.path().join(NAME)));
        (found.is_some(), are_absent(&root))
    }

    #[test]
    fn hashes_count_if_their_files_are_there() {
        let hashed = ["kinwork.a-1.js", "kinwork.b_2.wasm", "kinwork.c3.css"];
        let plain = ["kinwork.js", "kinwork.wasm", "kinwork.css"];
        assert_eq!(told(HASHES, &hashed), (true, false));
        assert_eq!(told(HASHES, &plain), (false, true), "they are of another");
        assert_eq!(told(HASHES, &hashed[..2]), (false, false));
        assert_eq!(told("", &plain), (false, true));
        assert_eq!(told("", &[]), (false, false));
    }

    #[test]
    fn a_site_that_is_nowhere_has_none() {
        let nowhere = Path::new("target/no-site");
        assert_eq!((of_site(nowhere), are_absent(nowhere)), (None, false));
    }
}
