//! What a colour means.

/// The meaning of a badge, a flash or a point on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tone {
    /// Says nothing by colour.
    #[default]
    Neutral,
    /// Belongs to the thing at hand.
    Accent,
    /// Success, strength, eligible.
    Good,
    /// Concern, soon, provisional.
    Warn,
    /// Failure, refused, missing.
    Bad,
    /// Worth knowing.
    Info,
}

impl Tone {
    /// The class that carries it.
    pub fn class(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Accent => "accent",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Info => "info",
        }
    }

    /// The icon that says the same without colour.
    pub fn icon(self) -> crate::Icon {
        use crate::Icon;
        match self {
            Self::Neutral | Self::Accent | Self::Info => Icon::Info,
            Self::Good => Icon::CircleCheck,
            Self::Warn => Icon::Triangle,
            Self::Bad => Icon::CircleAlert,
        }
    }
}
