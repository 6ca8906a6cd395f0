//! The document of the public API as the page of the reference shows it.

use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi;

/// All endpoints by resource, and the types they speak of.
#[derive(Debug, Clone, Default)]
pub struct Reference {
    /// Where the API is reached.
    pub server: String,
    /// The resources, in the order of the document.
    pub groups: Vec<Group>,
    /// The types, by name.
    pub types: Vec<Type>,
}

/// The endpoints of a resource.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// A line about it.
    pub text: String,
    /// In the order of their addresses.
    pub endpoints: Vec<Endpoint>,
}

/// An endpoint.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// `GET`, `POST`…
    pub method: String,
    /// Its path, with `{id}`.
    pub path: String,
    /// In a few words.
    pub summary: String,
    /// What one has to know.
    pub text: String,
    /// Who may ask.
    pub access: Access,
    /// In path, address and headers.
    pub parameters: Vec<Field>,
    /// What the body is, if there is one.
    pub body: Option<Kind>,
    /// Status, what it means, what is sent.
    pub answers: Vec<(String, String, Option<Kind>)>,
    /// A command that asks it.
    pub curl: String,
}

/// Who may ask an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Everybody,
    /// Everybody; whoever says who they are is told more.
    Optional,
    /// A person.
    Person,
    /// A person whose role permits it, or a key with this scope.
    Scope(String),
}

/// A parameter, or a field of a type.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Where it stands: `path`, `query`, `header`; empty for a field.
    pub place: String,
    /// What it is.
    pub kind: Kind,
    /// Must it be there?
    pub required: bool,
    /// What it means.
    pub text: String,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// In words: `list of Skill`, `whole number`, `GBP, EUR or USD`.
    pub text: String,
    /// The type it links to.
    pub of: Option<String>,
}

/// A type.
#[derive(Debug, Clone)]
pub struct Type {
    /// Its name.
    pub name: String,
    /// What it is.
    pub text: String,
    /// Its fields; none for a closed list of words.
    pub fields: Vec<Field>,
    /// The words of a closed list.
    pub words: Vec<String>,
}

impl Reference {
    /// Reads the document.
    pub fn of(api: &OpenApi) -> Self {
        let document = serde_json::to_value(api).unwrap_or_default();
        let server = text(&document["servers"][0]["url"]);
        let tags = document["tags"].as_array().cloned().unwrap_or_default();
        let all = endpoints(&document, &server);
        let group = |tag: &Value| {
            let name = text(&tag["name"]);
            let endpoints = all.iter().filter(|(of, _)| *of == name);
            Group {
                endpoints: endpoints.map(|(_, endpoint)| endpoint.clone()).collect(),
                text: text(&tag["description"]),
                name,
            }
        };
        let schemas = document["components"]["schemas"].as_object();
        let types = schemas.into_iter().flatten();
        Self {
            groups: tags.iter().map(group).collect(),
            types: types
                .map(|(name, schema)| read_type(name, schema))
                .collect(),
            server,
        }
    }
}

fn endpoints(document: &Value, server: &str) -> Vec<(String, Endpoint)> {
    let mut all = Vec::new();
    let paths = document["paths"].as_object().into_iter().flatten();
    for (path, item) in paths {
        for method in ["get", "post", "patch", "delete"] {
            let operation = &item[method];
            if operation.is_object() {
                let tag = text(&operation["tags"][0]);
                all.push((tag, endpoint(document, server, path, method, operation)));
            }
        }
    }
    all
}

fn endpoint(document: &Value, server: &str, path: &str, method: &str, of: &Value) -> Endpoint {
    let parameters = of["parameters"].as_array().into_iter().flatten();
    let body = of.pointer("/requestBody/content/application~1json/schema");
    let answers = of["responses"].as_object().into_iter().flatten();
    let answer = |(status, response): (&String, &Value)| {
        let schema = response.pointer("/content/application~1json/schema");
        let told = text(&response["description"]);
        (status.clone(), told, schema.map(kind))
    };
    Endpoint {
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(&of["summary"]),
        text: text(&of["description"]),
        access: access(&of["security"]),
        parameters: parameters.map(parameter).collect(),
        body: body.map(kind),
        answers: answers
            .filter(|(status, _)| *status != "default")
            .map(answer)
            .collect(),
        curl: curl(document, server, path, method, of, body),
    }
}

fn access(security: &Value) -> Access {
    let all: Vec<&Value> = security.as_array().into_iter().flatten().collect();
    let bearer = all.iter().find_map(|one| one["bearer"].as_array());
    let open = all.is_empty()
        || all
            .iter()
            .any(|one| one.as_object().is_some_and(Map::is_empty));
    match (bearer, open) {
        (None, _) => Access::Everybody,
        (Some(_), true) => Access::Optional,
        (Some(scopes), false) => scopes
            .first()
            .map_or(Access::Person, |scope| Access::Scope(text(scope))),
    }
}

fn parameter(of: &Value) -> Field {
    Field {
        name: text(&of["name"]),
        place: text(&of["in"]),
        kind: kind(&of["schema"]),
        required: of["required"] == json!(true),
        text: text(&of["description"]),
    }
}

fn read_type(name: &str, schema: &Value) -> Type {
    let required: Vec<&Value> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .collect();
    let mut fields = Vec::new();
    // What is composed of parts has the fields of all of them.
    let parts = schema["allOf"].as_array().into_iter().flatten();
    for part in std::iter::once(schema).chain(parts) {
        let required = part["required"]
            .as_array()
            .into_iter()
            .flatten()
            .chain(required.iter().copied());
        let required: Vec<&Value> = required.collect();
        for (name, field) in part["properties"].as_object().into_iter().flatten() {
            fields.push(Field {
                name: name.clone(),
                place: String::new(),
                kind: kind(field),
                required: required.iter().any(|one| one.as_str() == Some(name)),
                text: text(&field["description"]),
            });
        }
    }
    let words = schema["enum"].as_array().into_iter().flatten();
    Type {
        name: name.to_owned(),
        text: text(&schema["description"]),
        fields,
        words: words.map(text).collect(),
    }
}

/// What a schema says, in words.
fn kind(schema: &Value) -> Kind {
    if let Some(name) = schema["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next())
    {
        return Kind {
            text: name.to_owned(),
            of: Some(name.to_owned()),
        };
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        let parts = schema[choice].as_array().into_iter().flatten();
        let mut known = parts.filter(|one| one["type"] != json!("null"));
        if let Some(one) = known.next() {
            let inner = kind(one);
            let nullable = if choice == "allOf" { "" } else { " or null" };
            return Kind {
                text: format!("{}{nullable}", inner.text),
                ..inner
            };
        }
    }
    let (name, nullable) = match &schema["type"] {
        Value::Array(all) => (
            all.iter()
                .map(text)
                .find(|one| one != "null")
                .unwrap_or_default(),
            all.contains(&json!("null")),
        ),
        one => (text(one), false),
    };
    let mut told = match (name.as_str(), schema["format"].as_str()) {
        ("array", _) => {
            let inner = kind(&schema["items"]);
            let text = format!("list of {}", inner.text);
            return Kind {
                text: if nullable {
                    format!("{text} or null")
                } else {
                    text
                },
                ..inner
            };
        }
        ("string", Some("uuid")) => "id".to_owned(),
        ("string", Some("date-time")) => "time".to_owned(),
        ("string", Some("date")) => "day".to_owned(),
        ("string", _) if schema["enum"].is_array() => words(&schema["enum"]),
        ("string", _) => "text".to_owned(),
        ("integer", _) => "whole number".to_owned(),
        ("number", _) => "number".to_owned(),
        ("boolean", _) => "true or false".to_owned(),
        _ => "object".to_owned(),
    };
    if let (Some(least), Some(most)) = (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
        told = format!("{told} from {least} to {most}");
    }
    if nullable {
        told.push_str(" or null");
    }
    Kind {
        text: told,
        of: None,
    }
}

fn words(all: &Value) -> String {
    let all: Vec<String> = all.as_array().into_iter().flatten().map(text).collect();
    all.join(", ")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A command that asks the endpoint, with what it needs and no more.
fn curl(
    document: &Value,
    server: &str,
    path: &str,
    method: &str,
    of: &Value,
    body: Option<&Value>,
) -> String {
    let parameters: Vec<&Value> = of["parameters"].as_array().into_iter().flatten().collect();
    let query: Vec<String> = parameters
        .iter()
        .filter(|one| one["in"] == json!("query"))
        .filter(|one| one["required"] == json!(true) || !one["example"].is_null())
        .map(|one| {
            let value = match &one["example"] {
                Value::String(text) => crate::web::percent(text),
                _ => "1".to_owned(),
            };
            format!("{}={value}", text(&one["name"]))
        })
        .collect();
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{}", query.join("&"))
    };
    let verb = match method {
        "get" => String::new(),
        verb => format!("-X {} ", verb.to_uppercase()),
    };
    let mut command = format!("curl {verb}'{server}{path}{query}'");
    if access(&of["security"]) != Access::Everybody {
        command.push_str(" \\\n  -H \"Authorization: Bearer $TOKEN\"");
    }
    if parameters
        .iter()
        .any(|one| one["name"] == json!("Idempotency-Key"))
    {
        command.push_str(" \\\n  -H \"Idempotency-Key: $(uuidgen)\"");
    }
    if let Some(schema) = body {
        let body = example(document, schema, 0).to_string().replace('\'', "’");
        command.push_str(" \\\n  -H 'Content-Type: application/json' \\\n  -d '");
        command.push_str(&body);
        command.push('\'');
    }
    command
}

/// How deep an example goes.
const DEPTH: usize = 4;

/// A value that a schema admits: what an object needs, or its first fields if it needs none.
fn example(document: &Value, schema: &Value, depth: usize) -> Value {
    if !schema["example"].is_null() {
        return schema["example"].clone();
    }
    if let Some(pointer) = schema["$ref"]
        .as_str()
        .and_then(|path| path.strip_prefix('#'))
    {
        let found = document.pointer(pointer).unwrap_or(&Value::Null);
        return if depth < DEPTH {
            example(document, found, depth + 1)
        } else {
            Value::Null
        };
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        let parts = schema[choice].as_array().into_iter().flatten();
        let mut known = parts.filter(|one| one["type"] != json!("null"));
        if let Some(one) = known.next() {
            return example(document, one, depth);
        }
    }
    if let Some(word) = schema["enum"].as_array().and_then(|all| all.first()) {
        return word.clone();
    }
    let name = match &schema["type"] {
        Value::Array(all) => all.iter().find(|one| **one != json!("null")),
        one => Some(one),
    };
    match (name.and_then(Value::as_str), schema["format"].as_str()) {
        (Some("array"), _) => json!([example(document, &schema["items"], depth)]),
        (Some("string"), Some("uuid")) => json!("0192f5c0-0000-7000-8000-000000000000"),
        (Some("string"), Some("date")) => json!("2027-01-11"),
        (Some("string"), _) => json!("…"),
        (Some("integer" | "number"), _) => {
            let least = schema["minimum"].as_f64().unwrap_or(1.0);
            json!(least.max(1.0) as i64)
        }
        (Some("boolean"), _) => json!(true),
        (Some("object"), _) => object(document, schema, depth),
        _ => Value::Null,
    }
}

fn object(document: &Value, schema: &Value, depth: usize) -> Value {
    let required = schema["required"].as_array();
    let fields = schema["properties"].as_object().into_iter().flatten();
    let shown = fields.filter(|(name, _)| {
        required.is_none_or(|all| all.iter().any(|one| one.as_str() == Some(name)))
    });
    let most = if required.is_some() { usize::MAX } else { 2 };
    let fields = shown
        .take(most)
        .map(|(name, field)| (name.clone(), example(document, field, depth)));
    Value::Object(fields.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_said_in_words() {
        let of = |schema: Value| kind(&schema).text;
        assert_eq!(
            of(json!({ "type": ["string", "null"], "format": "uuid" })),
            "id or null"
        );
        assert_eq!(
            of(json!({ "type": "integer", "minimum": 1, "maximum": 500 })),
            "whole number from 1 to 500"
        );
        let list =
            kind(&json!({ "type": "array", "items": { "$ref": "#/components/schemas/Skill" } }));
        assert_eq!(
            (list.text.as_str(), list.of.as_deref()),
            ("list of Skill", Some("Skill"))
        );
        let maybe = json!({ "oneOf": [{ "type": "null" }, { "$ref": "#/x/Pay" }] });
        assert_eq!(of(maybe), "Pay or null");
    }

    #[test]
    fn access_is_read_from_what_is_required() {
        assert_eq!(access(&json!([{}])), Access::Everybody);
        assert_eq!(access(&json!([{}, { "bearer": [] }])), Access::Optional);
        assert_eq!(access(&json!([{ "bearer": [] }])), Access::Person);
        let scope = access(&json!([{ "bearer": ["jobs:read"] }]));
        assert_eq!(scope, Access::Scope("jobs:read".to_owned()));
    }

    #[test]
    fn an_example_has_what_is_needed() {
        let document = json!({ "components": { "schemas": { "New": {
            "type": "object", "required": ["id"],
            "properties": { "id": { "type": "string", "format": "uuid" }, "note": { "type": "string" } },
        } } } });
        let body = json!({ "$ref": "#/components/schemas/New" });
        let made = example(&document, &body, 0);
        assert_eq!(
            made,
            json!({ "id": "0192f5c0-0000-7000-8000-000000000000" })
        );
    }
}
