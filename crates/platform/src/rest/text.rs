//! Text that no field can hold.

use serde_json::Value;

/// The path of the first text with a NUL, which PostgreSQL does not store.
pub fn nul(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(all) => all
            .iter()
            .enumerate()
            .find_map(|(at, one)| nul(one).map(|rest| join(&at.to_string(), &rest))),
        Value::Object(all) => all.iter().find_map(|(name, one)| {
            if name.contains('\0') {
                return Some(String::new());
            }
            nul(one).map(|rest| join(name, &rest))
        }),
        _ => None,
    }
}

fn join(head: &str, rest: &str) -> String {
    if rest.is_empty() {
        head.to_owned()
    } else {
        format!("{head}.{rest}")
    }
}

/// What to say of it.
pub const NUL: &str = "Remove the characters that cannot be shown";

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_nul_is_found_wherever_it_stands() {
        assert_eq!(nul(&json!({ "a": ["b", 1, null], "c": "d\n" })), None);
        let deep = json!({ "a": [{ "b": "x\0y" }] });
        assert_eq!(nul(&deep).as_deref(), Some("a.0.b"));
        assert!(nul(&json!("\0")).is_some() && nul(&json!({ "\0": 1 })).is_some());
    }
}
