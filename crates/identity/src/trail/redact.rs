//! Keeps secrets out of the trail, whoever forgot to.

use serde_json::Value;

/// What stands in the place of a secret.
pub const REDACTED: &str = "[redacted]";

/// Words in the name of a field whose value is nobody's to read.
const NAMES: [&str; 12] = [
    "password",
    "passphrase",
    "secret",
    "token",
    "hash",
    "sha256",
    "otp",
    "totp",
    "pin_code",
    "cvv",
    "private_key",
    "sealed",
];

/// How secrets of ours begin: keys of machines, access and refresh tokens.
const PREFIXES: [&str; 3] = ["kwk_", "kwa_", "kwr_"];

/// Takes the values of secret fields, and whatever looks like a secret of ours, out of a change.
pub fn redact(changes: Value) -> Value {
    match changes {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .map(|(name, value)| {
                    let value = if is_secret(&name) {
                        REDACTED.into()
                    } else {
                        redact(value)
                    };
                    (name, value)
                })
                .collect(),
        ),
        Value::Array(items) => items.into_iter().map(redact).collect(),
        Value::String(text) if looks_secret(&text) => REDACTED.into(),
        other => other,
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace([' ', '-'], "_");
    NAMES.iter().any(|word| name.contains(word))
}

/// A prefix of ours, or the sixty-four hexadecimal digits of a session's token.
fn looks_secret(text: &str) -> bool {
    PREFIXES.iter().any(|prefix| text.contains(prefix))
        || text
            .split(|c: char| !c.is_ascii_hexdigit())
            .any(|run| run.len() >= 64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn json_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[a-z ]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z_]{1,10}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    #[test]
    fn what_is_no_secret_stays() {
        let change =
            json!({ "name": ["Riverside", "Lakeside"], "sends": [1, 2], "fields": ["Shoe size"] });
        assert_eq!(redact(change.clone()), change);
    }

    proptest! {
        #[test]
        fn no_secret_gets_through_however_deep_it_lies(
            value in json_value(), name in "(new_)?(password|Secret Word|api_token|totp_seed|key_sealed)", prefix in "(kwk_|kwa_|kwr_|)", deep in 0usize..4
        ) {
            let secret = format!("{prefix}{}", "5ec2e7".repeat(11));
            // Told by its name, and by its looks under a name that says nothing.
            let mut change = json!({ name: ["CANARY", value], "note": [null, format!("it is {secret} now")] });
            for _ in 0..deep {
                change = json!({ "within": [change, 1] });
            }
            let text = redact(change).to_string();
            prop_assert!(!text.contains("CANARY"), "{}", text);
            prop_assert!(!text.contains(&secret), "{}", text);
        }
    }
}
