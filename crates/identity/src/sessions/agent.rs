//! What people call their browser and their system, from the browser's description of itself.

use woothee::parser::Parser;

/// `Firefox on Windows`; the beginning of the description itself if it is none of the known ones.
pub fn describe(agent: &str) -> String {
    let found = Parser::new().parse(agent).unwrap_or_default();
    let known = |name: &str| !name.is_empty() && name != "UNKNOWN";
    match (known(found.name), system(found.os)) {
        (true, Some(system)) => format!("{} on {system}", found.name),
        (true, None) => found.name.to_owned(),
        (false, _) if agent.trim().is_empty() => "Unknown browser".to_owned(),
        (false, _) => agent.chars().take(60).collect(),
    }
}

/// Versions of systems are left out: browsers have stopped telling the truth about them.
fn system(os: &str) -> Option<&str> {
    match os {
        "" | "UNKNOWN" => None,
        "Mac OSX" => Some("Mac"),
        windows if windows.starts_with("Windows Phone") => Some("Windows Phone"),
        windows if windows.starts_with("Windows") => Some("Windows"),
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::describe;

    #[test]
    fn browsers_have_the_names_people_know() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                "Chrome on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
                "Firefox on Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
                "Safari on Mac",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            ("", "Unknown browser"),
            ("Kinwork/2.1 (Pixel 9)", "Kinwork/2.1 (Pixel 9)"),
        ] {
            assert_eq!(describe(agent), name, "{agent}");
        }
    }

    #[test]
    fn a_long_description_is_cut() {
        assert_eq!(describe(&"x".repeat(400)).len(), 60);
    }
}
