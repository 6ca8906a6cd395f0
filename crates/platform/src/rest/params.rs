//! Parameters of an address, and ids in its path.

use super::problem;
use super::text::{NUL, nul};
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::response::Response;
use kernel::AppError;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

/// The parameters behind the question mark. Types that are read with it say `#[serde(deny_unknown_fields)]`: a
/// parameter that nobody knows is a mistake, and one that is passed over in silence stays one.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        read(parts.uri.query().unwrap_or_default())
            .map(Self)
            .map_err(|error| problem(&error))
    }
}

fn read<T: DeserializeOwned>(query: &str) -> Result<T, AppError> {
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if nul(&Value::String(format!("{name}{value}"))).is_some() {
            return Err(AppError::invalid(&name.replace('\0', ""), NUL));
        }
    }
    let pairs = serde_html_form::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        let path = error.path().to_string();
        let field = if path == "." { "" } else { path.as_str() };
        AppError::invalid(field, error.inner().to_string())
    })
}

/// For a parameter that may be missing, but says something if it is there: `#[serde(deserialize_with = "said")]`. Otherwise
/// `km=` would be read as if nobody had sent it, though it is no number.
///
/// # Errors
/// If it is not a `T`.
pub fn said<'de, T, D>(from: D) -> Result<Option<T>, D::Error>
where
    T: serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    T::deserialize(from).map(Some)
}

/// A parameter of at most so many characters.
///
/// # Errors
/// `Invalid`.
pub fn at_most(field: &str, text: &str, most: usize) -> Result<(), AppError> {
    if text.chars().count() > most {
        let why = format!("Send at most {most} characters");
        return Err(AppError::invalid(field, why));
    }
    Ok(())
}

/// The one id in a path. What is no id names nothing, so it is not found.
#[derive(Debug, Clone, Copy)]
pub struct Id(pub Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let text = Path::<String>::from_request_parts(parts, state).await;
        text.ok()
            .and_then(|Path(text)| Uuid::try_parse(&text).ok())
            .map(Self)
            .ok_or_else(|| problem(&AppError::NotFound))
    }
}

/// The one number in a path: of a skill or an occupation.
#[derive(Debug, Clone, Copy)]
pub struct Id32(pub i32);

impl<S: Send + Sync> FromRequestParts<S> for Id32 {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let number = Path::<i32>::from_request_parts(parts, state).await;
        number
            .map(|Path(number)| Self(number))
            .map_err(|_| problem(&AppError::NotFound))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Search {
        #[serde(default)]
        q: String,
        #[serde(default, deserialize_with = "said")]
        km: Option<u16>,
        #[serde(default)]
        mode: Vec<String>,
    }

    #[test]
    fn parameters_are_read_whole_or_refused_with_their_name() {
        let found: Search = read("q=a+b&mode=REMOTE&mode=ONSITE").unwrap();
        assert_eq!(
            (found.q.as_str(), found.km, found.mode.len()),
            ("a b", None, 2)
        );
        for (query, field) in [
            ("km=far", "km"),
            ("km=", "km"),
            ("kms=5", "kms"),
            ("q=%00", "q"),
        ] {
            let Err(AppError::Invalid(errors)) = read::<Search>(query) else {
                panic!("{query} was read");
            };
            assert!(errors.get(field).is_some(), "{query}: {errors:?}");
        }
    }
}
