//! The form about the logo, and where a logo is.

use kernel::id::FileId;
use serde::{Deserialize, Serialize};

/// Where the form with a new one is posted: it holds a file, so it is no server function.
pub const UPLOAD_PATH: &str = "/organisation/logo";
/// The field of the file.
pub const FILE_FIELD: &str = "logo[file]";

/// What is kept of a refused form. The file is not: it has to be chosen again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LogoForm {
    /// `true`: several forms stand on the page.
    pub logo: String,
}

impl LogoForm {
    /// One that was sent.
    pub fn sent() -> Self {
        Self {
            logo: "true".to_owned(),
        }
    }

    /// Is it this form?
    pub fn is_sent(&self) -> bool {
        self.logo == "true"
    }
}

/// Where a logo is. What is there never changes: another logo has another address.
pub fn logo_path(id: FileId) -> String {
    format!("/logos/{id}")
}
