//! Carries what is shown once (a new key, backup codes) to the page that shows it. Only the browser
//! holds it meanwhile, out of reach of scripts, and the page takes it back.

use platform::web::{Request, set_cookie};

pub fn keep(request: &Request, name: &str, secret: &str) {
    let (prefix, secure) = marks(request);
    set_cookie(&format!(
        "{prefix}{name}={secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=60{secure}"
    ));
}

/// It, the first time it is asked for.
pub fn take(request: &Request, name: &str) -> Option<String> {
    let (prefix, secure) = marks(request);
    let kept = request.cookie(&format!("{prefix}{name}"));
    let secret = kept.filter(|secret| !secret.is_empty())?;
    set_cookie(&format!(
        "{prefix}{name}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0{secure}"
    ));
    Some(secret.to_owned())
}

fn marks(request: &Request) -> (&'static str, &'static str) {
    if request.services.secure_cookies {
        ("__Host-", "; Secure")
    } else {
        ("", "")
    }
}
