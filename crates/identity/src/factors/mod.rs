//! What a person shows besides, or instead of, a password. **Two-step sign-in**: after the password, a
//! code of an app (RFC 6238), one of ten backup codes, or a **passkey**, which is also a whole sign-in by itself.
//!
//! Invariants: the app's secret is stored sealed, backup codes as SHA-256; a code is taken once, and none
//! after it that is older; five wrong codes in a quarter of an hour are all, on every server together; no session
//! and no token of an account with two steps is opened before the second.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod pages;
pub mod passkeys;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub(crate) mod store;
#[cfg(feature = "ssr")]
mod totp;

#[cfg(feature = "ssr")]
pub use sealed::SEALED;

#[cfg(feature = "ssr")]
mod sealed {
    use platform::keys::SealedColumn;

    /// The secret that a person's app makes codes of.
    pub(super) const SECRET: SealedColumn = SealedColumn {
        table: "totp_factor",
        id: "person_id",
        bound_to: "person_id",
        column: "secret_sealed",
        purpose: "secret of a second factor",
    };

    /// Columns of sealed values here.
    pub const SEALED: &[SealedColumn] = &[SECRET];
}
