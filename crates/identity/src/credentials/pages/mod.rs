//! Pages about what one gets in with, one a file.

mod consents;
mod email;
mod forgot;
mod notice;
mod password;
mod reset;
mod verify;

pub use consents::consents;
pub use email::EmailPage;
pub use forgot::ForgotPasswordPage;
pub use notice::{check_your_mail, unverified_notice};
pub use password::PasswordPage;
pub use reset::ResetPasswordPage;
pub use verify::VerifyEmailPage;
