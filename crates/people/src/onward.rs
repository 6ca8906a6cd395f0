//! Where somebody wanted to go when they were asked for a profile first: they get there once it is finished.
//!
//! A cookie, because the steps between are pages and forms of their own, which people leave and come back to.

use identity::Actor;
use kernel::id::PersonId;
use platform::web::{self, Request};

/// How long it is remembered, in seconds.
const REMEMBERED_S: u32 = 86_400;

/// Has the browser remember a path of this site. The cookie names the person too: the next one at the same
/// browser wants something else.
pub fn remember(request: &Request, actor: &Actor, path: &str) {
    if let Some(path) = plain(path) {
        set(request, &format!("{}:{path}", actor.person), REMEMBERED_S);
    }
}

/// Where this person wanted to go, if they did.
pub fn target<'a>(request: &'a Request, actor: &Actor) -> Option<&'a str> {
    of(request.cookie(name(request))?, actor.person)
}

/// [`target`], which is then forgotten.
pub fn take(request: &Request, actor: &Actor) -> Option<String> {
    let path = target(request, actor)?.to_owned();
    set(request, "", 0);
    Some(path)
}

/// Over https it has a name that no other host can set.
fn name(request: &Request) -> &'static str {
    if request.services.secure_cookies {
        "__Host-onward"
    } else {
        "onward"
    }
}

fn set(request: &Request, value: &str, max_age_s: u32) {
    let secure = if request.services.secure_cookies {
        "; Secure"
    } else {
        ""
    };
    web::set_cookie(&format!(
        "{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_s}{secure}",
        name(request)
    ));
}

fn of(value: &str, person: PersonId) -> Option<&str> {
    let (whose, path) = value.split_once(':')?;
    (whose == person.to_string()).then(|| plain(path)).flatten()
}

/// A path of this site that a cookie can hold as it is.
fn plain(path: &str) -> Option<&str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/?&=%+#".contains(c);
    web::local_path(path).filter(|path| path.chars().all(plain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn it_is_one_persons_and_stays_on_this_site() {
        let [jane, other] = [1, 2].map(|n| PersonId(Uuid::from_u128(n)));
        let kept = format!("{jane}:/jobs/7?draft=8#apply");
        assert_eq!(of(&kept, jane), Some("/jobs/7?draft=8#apply"));
        assert_eq!(of(&kept, other), None);
        for path in [
            "//evil.example",
            "https://evil.example",
            "/a; Domain=evil",
            "",
            "/a b",
        ] {
            assert_eq!(of(&format!("{jane}:{path}"), jane), None, "{path}");
        }
    }
}
