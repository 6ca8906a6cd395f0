//! State machines: the legal moves of a thing stand in one table, and every other move is refused.

use crate::{AppError, Result};

/// A state with its legal successors.
pub trait State: Copy + PartialEq + std::fmt::Debug + 'static {
    /// Every state.
    const ALL: &'static [Self];

    /// The stored and wire name.
    fn name(self) -> &'static str;

    /// Where one may go from here.
    fn next(self) -> &'static [Self];

    /// May one go straight from here to `to`?
    fn may_become(self, to: Self) -> bool {
        self.next().contains(&to)
    }

    /// Nothing follows.
    fn is_final(self) -> bool {
        self.next().is_empty()
    }

    /// Goes to `to`.
    ///
    /// # Errors
    /// `Conflict("illegal_transition")` if the table does not have the move.
    fn go(self, to: Self) -> Result<Self> {
        if self.may_become(to) {
            Ok(to)
        } else {
            Err(AppError::conflict("illegal_transition"))
        }
    }

    /// Reads a stored name.
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Door {
        Open,
        Shut,
        Bricked,
    }

    impl State for Door {
        const ALL: &'static [Self] = &[Self::Open, Self::Shut, Self::Bricked];
        fn name(self) -> &'static str {
            match self {
                Self::Open => "OPEN",
                Self::Shut => "SHUT",
                Self::Bricked => "BRICKED",
            }
        }
        fn next(self) -> &'static [Self] {
            match self {
                Self::Open => &[Self::Shut],
                Self::Shut => &[Self::Open, Self::Bricked],
                Self::Bricked => &[],
            }
        }
    }

    #[test]
    fn only_listed_moves_are_legal() {
        assert_eq!(Door::Open.go(Door::Shut), Ok(Door::Shut));
        assert_eq!(Door::Open.go(Door::Bricked).unwrap_err().status(), 409);
        assert!(Door::Bricked.is_final());
    }

    #[test]
    fn names_read_back() {
        assert!(
            Door::ALL
                .iter()
                .all(|d| Door::from_name(d.name()) == Some(*d))
        );
        assert_eq!(Door::from_name("AJAR"), None);
    }
}
