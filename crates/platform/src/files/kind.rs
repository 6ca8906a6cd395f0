//! What a file is for, and what it may be then.

use super::MAX_BYTES;

/// What a file is for. Decides what it may be and how it is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A person's picture.
    Avatar,
    /// An organisation's mark.
    Logo,
    /// A CV, a certificate, a contract.
    Document,
    /// What we packed for somebody to take away.
    Export,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP; never stored, since pictures are drawn anew.
    Webp,
    /// Portable Document Format.
    Pdf,
    /// A document of Word, without macros.
    Docx,
    /// An archive.
    Zip,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Avatar, Self::Logo, Self::Document, Self::Export];

    /// As it stands in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Avatar => "AVATAR",
            Self::Logo => "LOGO",
            Self::Document => "DOCUMENT",
            Self::Export => "EXPORT",
        }
    }

    /// What such a file may be.
    pub fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Avatar | Self::Logo => &[Kind::Png, Kind::Jpeg, Kind::Webp],
            Self::Document => &[Kind::Pdf, Kind::Docx],
            Self::Export => &[Kind::Zip],
        }
    }

    /// The largest such file, as it is sent.
    pub fn max_bytes(self) -> usize {
        match self {
            // A mark is drawn, not photographed.
            Self::Logo => 2 * 1024 * 1024,
            Self::Avatar | Self::Document | Self::Export => MAX_BYTES,
        }
    }

    /// The longer side of such a picture as it is kept: no page shows it larger, also where there are three pixels to one.
    pub(super) fn kept_side(self) -> u32 {
        match self {
            Self::Logo => 256,
            Self::Avatar | Self::Document | Self::Export => 1024,
        }
    }

    /// For the attribute `accept` of an input.
    pub fn accept(self) -> &'static str {
        match self {
            Self::Avatar | Self::Logo => ".png,.jpg,.jpeg,.webp",
            Self::Document => ".pdf,.docx",
            Self::Export => ".zip",
        }
    }

    /// What to choose, in words.
    pub fn wanted(self) -> &'static str {
        match self {
            Self::Avatar | Self::Logo => "a picture: PNG, JPEG or WebP",
            Self::Document => "a PDF or a Word document (.docx)",
            Self::Export => "a ZIP archive",
        }
    }
}

impl Kind {
    const ALL: [Self; 6] = [
        Self::Png,
        Self::Jpeg,
        Self::Webp,
        Self::Pdf,
        Self::Docx,
        Self::Zip,
    ];

    /// Its media type.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Zip => "application/zip",
        }
    }

    /// The kind of a media type.
    pub fn of_mime(mime: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.mime() == mime)
    }

    /// How its names end. The first is how ours do.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Webp => &["webp"],
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Zip => &["zip"],
        }
    }

    /// The kind of a name's ending.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        let ending = ending.to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|kind| kind.extensions().contains(&ending.as_str()))
    }

    /// Is it a picture?
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Webp)
    }

    /// In a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Png => "a PNG picture",
            Self::Jpeg => "a JPEG picture",
            Self::Webp => "a WebP picture",
            Self::Pdf => "a PDF",
            Self::Docx => "a Word document",
            Self::Zip => "a ZIP archive",
        }
    }
}
