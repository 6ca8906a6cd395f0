//! What describes the public API (`OpenAPI` 3.1): what the areas do not say, because it holds for all of them.

use axum::http::Method;
use platform::rest::Problem;
use utoipa::PartialSchema as _;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{
    HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn, PathItem,
};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required,
    Response, ResponseBuilder, ServerBuilder, Tag,
};

/// The resources in the order they are read, each with a line about it.
const TAGS: [(&str, &str); 10] = [
    (
        "Sign-in",
        "Tokens for apps on people’s own devices, and who one is to the API.",
    ),
    ("My profile", "What a person says about themselves."),
    ("People", "Others, as far as they show themselves."),
    ("Jobs", "Published jobs, for everybody."),
    (
        "Jobs of the organisation",
        "Drafts and published jobs of the organisation acted for.",
    ),
    ("Matches", "Who fits what, and why."),
    (
        "Applications",
        "From the note somebody sends to the last word on it.",
    ),
    ("Organisation", "The organisation acted for."),
    (
        "Reference data",
        "Skills, occupations and places, for everybody.",
    ),
    (
        "Reading texts",
        "Skills out of prose, and what is wrong with an advert.",
    ),
];

/// What stands over all of it.
pub fn head(public_url: &str) -> OpenApi {
    let info = InfoBuilder::new()
        .title("Kinwork")
        .version("1")
        .description(Some(
            "What the site does, for programs. `/developers` is the readable reference.",
        ))
        .build();
    let tags = TAGS.map(|(name, text)| {
        let mut tag = Tag::new(name);
        tag.description = Some(text.to_owned());
        tag
    });
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([ServerBuilder::new().url(public_url).build()]))
        .tags(Some(tags))
        .components(Some(components()))
        .build()
}

fn components() -> utoipa::openapi::Components {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(
            "A person’s access token (`kwa_…`), or an organisation’s API key (`kwk_…`) with the scope that is named.",
        ))
        .build();
    ComponentsBuilder::new()
        .schema("Problem", Problem::schema())
        .security_scheme("bearer", SecurityScheme::Http(bearer))
        .response("Refused", refused())
        .build()
}

fn refused() -> Response {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    ResponseBuilder::new()
        .description("Refused: `code` says why, `errors` which fields are wrong")
        .content("application/problem+json", content)
        .build()
}

/// Adds to every operation how it is refused, and to those that change something how they are sent twice.
pub fn complete(mut api: OpenApi) -> OpenApi {
    for item in api.paths.paths.values_mut() {
        for (method, operation) in operations(item) {
            let responses = &mut operation.responses.responses;
            responses.insert(
                "default".to_owned(),
                RefOr::Ref(Ref::from_response_name("Refused")),
            );
            let known = operation
                .security
                .as_ref()
                .is_some_and(|all| all.iter().all(|one| one != &Default::default()));
            if method != HttpMethod::Get && known {
                operation
                    .parameters
                    .get_or_insert_default()
                    .push(idempotency_key().into());
                for response in responses.values_mut() {
                    if let RefOr::T(response) = response {
                        response
                            .headers
                            .insert("Idempotency-Replayed".to_owned(), replayed().into());
                    }
                }
            }
        }
    }
    api
}

/// Method and path of everything that changes something.
pub fn writes(api: &OpenApi) -> Vec<(Method, String)> {
    let items = api.paths.paths.iter();
    let of = |(path, item): (&String, &PathItem)| {
        [
            (Method::POST, item.post.is_some()),
            (Method::PATCH, item.patch.is_some()),
            (Method::DELETE, item.delete.is_some()),
        ]
        .into_iter()
        .filter_map(|(method, there)| there.then(|| (method, path.clone())))
        .collect::<Vec<_>>()
    };
    items.flat_map(of).collect()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Delete, &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
}

fn idempotency_key() -> Parameter {
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(255))
        .pattern(Some("^[ -~]+$"))
        .build();
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "Makes it safe to send the same request again: it is done once and answered alike for seven days.",
        ))
        .schema(Some(text))
        .build()
}

fn replayed() -> utoipa::openapi::header::Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).build()))
        .description(Some(
            "`true` if this is the answer to an earlier request under the same key",
        ))
        .build()
}
