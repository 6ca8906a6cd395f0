//! Where files of people and organisations lie.

use super::{Done, Failure};
use crate::cli::Global;
use platform::files::{Clamd, Files};
use platform::postgres;
use std::path::Path;

/// The file store of a command.
pub fn open(global: &Global) -> Done<Files> {
    let opened = match &global.files {
        Some(place) if place.contains("://") => Files::in_bucket(place, std::env::vars()),
        Some(folder) => Files::in_folder(Path::new(folder)),
        None => {
            let data = global.data.clone();
            Files::in_folder(
                &data
                    .unwrap_or_else(postgres::default_data_dir)
                    .join("files"),
            )
        }
    };
    let files = opened.map_err(|error| unusable(&error))?;
    match &global.clamd {
        Some(address) => {
            let clamd = address.parse::<Clamd>().map_err(|error| unusable(&error))?;
            Ok(files.scanned_by(clamd))
        }
        None => Ok(files),
    }
}

fn unusable(error: &dyn std::error::Error) -> Failure {
    Failure {
        code: 78,
        message: error.to_string(),
    }
}
