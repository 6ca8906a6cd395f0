//! Stems of words that read as coded for one gender (Gaucher, Friesen and Kay 2011).

use super::fetch::Packages;
use super::{Result, out};
use std::path::Path;

/// Writes `gendered_words.tsv`: stem, and F or M.
pub fn build(packages: &Packages, folder: &Path) -> Result<()> {
    let source = packages.source_file("genderdecoder3", "0.5", "genderdecoder3/wordlists.py")?;
    let mut rows = Vec::new();
    for (name, code) in [
        ("feminine_coded_words", "F"),
        ("masculine_coded_words", "M"),
    ] {
        let list = source
            .split_once(&format!("{name} = ["))
            .and_then(|(_, rest)| rest.split_once(']'))
            .ok_or("no word list")?
            .0;
        rows.extend(
            list.split('"')
                .skip(1)
                .step_by(2)
                .map(|word| vec![word.to_owned(), code.to_owned()]),
        );
    }
    rows.sort();
    rows.dedup();
    out::write(
        &folder.join("gendered_words.tsv"),
        &["stem", "coded"],
        rows.into_iter(),
    )
}
