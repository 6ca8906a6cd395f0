//! `/developers`: the reference of the public API, made from the document that describes it.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use platform::rest::Reference;
use platform::rest::reference::{Access, Endpoint, Field, Group, Kind, Type};
use platform::web;
use std::sync::Arc;
use ui::{Badge, Card, Disclosure, PageHead, Tone};

/// The reference of the public API.
#[component]
pub fn DevelopersPage() -> impl IntoView {
    let reference = web::request()
        .ok()
        .and_then(|request| request.services.part::<Reference>())
        .unwrap_or_else(|| Arc::new(Reference::default()));
    let contents = reference
        .groups
        .iter()
        .map(|group| view! { <li><a href=format!("#{}", anchor(&group.name))>{group.name.clone()}</a></li> })
        .collect_view();
    let groups = reference.groups.iter().map(section).collect_view();
    let types = reference.types.iter().map(one_type).collect_view();
    let lead = "What the site does, for your own programs: jobs for a careers site, applications for the system you use, or a client of your own.";
    view! {
        <Title text="API" />
        <Meta name="description" content="The public API of Kinwork: endpoints, types, scopes, errors, pages of lists, and requests that are safe to repeat." />
        <div class="page developers">
            <PageHead title="API" lead=lead />
            <nav class="developers-contents" aria-label="On this page">
                <ul>
                    <li><a href="#begin">"Begin"</a></li>
                    {contents}
                    <li><a href="#types">"Types"</a></li>
                </ul>
            </nav>
            {begin(&reference.server)}
            {rules()}
            {groups}
            <section class="stack" aria-labelledby="types">
                <h2 id="types">"Types"</h2>
                {types}
            </section>
        </div>
    }
}

/// A name as the end of an address.
fn anchor(name: &str) -> String {
    name.to_lowercase()
        .replace(|c: char| !c.is_ascii_alphanumeric(), "-")
}

fn begin(server: &str) -> impl IntoView + use<> {
    let root = format!("{server}/api/v1/");
    let first = format!("curl '{server}/api/v1/me' \\\n  -H \"Authorization: Bearer $TOKEN\"");
    view! {
        <Card title="Begin" id="begin">
            <div class="prose">
                <p>"Everything lies under "<code>{root}</code>". What is public needs no sign-in. For the rest send "<code>"Authorization: Bearer …"</code>" with one of two things; cookies are never read."</p>
                <ul>
                    <li>"An "<b>"API key"</b>" ("<code>"kwk_…"</code>") for a program of an organisation. Whoever manages the organisation makes it at "<a href="/security/keys">"API keys"</a>", with the scopes the program needs and a date on which it ends. It works for that organisation alone, and stops when whoever made it no longer manages it."</li>
                    <li>"An "<b>"access token"</b>" ("<code>"kwa_…"</code>") for an app on a person’s own device. It speaks for the person, who may do what their role permits; see "<a href="#sign-in">"Sign-in"</a>"."</li>
                </ul>
                <p>"The same as a document for tools: "<a href="/api/v1/openapi.json" rel="external">"openapi.json"</a>" (OpenAPI 3.1)."</p>
            </div>
            {code("A first request", first)}
        </Card>
    }
}

/// What holds for every endpoint.
fn rules() -> impl IntoView {
    view! {
        <Card title="What holds everywhere">
            <dl class="developers-rules">
                <dt>"Bodies"</dt>
                <dd>"JSON in UTF-8, with "<code>"Content-Type: application/json"</code>". A field or a parameter that nobody knows is refused, so that a slip of the pen does not go unnoticed. New fields may appear in answers: pass over those you do not know."</dd>
                <dt>"Values"</dt>
                <dd>"Times are RFC 3339 in UTC. Money is a whole number of minor units (pence, cents) with an ISO 4217 currency. Ids are UUIDs; skills and occupations have numbers."</dd>
                <dt>"Errors"</dt>
                <dd>"Every refusal is "<code>"application/problem+json"</code>" (RFC 9457). Programs look at "<code>"code"</code>", people read "<code>"detail"</code>", and "<code>"errors"</code>" has a message for each field that is wrong. 401: say who you are. 403: your role or key does not permit it. 404: there is no such thing, or it is not yours to see. 409: it has moved on; read it again. 422: something sent is wrong. 429: too much at once; wait as long as "<code>"Retry-After"</code>" says."</dd>
                <dt>"Lists"</dt>
                <dd>"A list has "<code>"items"</code>" and "<code>"next"</code>". Send "<code>"next"</code>" as "<code>"after"</code>" for the next page; on the last one it is null. It says nothing to you and is good for the same search only."</dd>
                <dt>"Sent twice"</dt>
                <dd>"Send "<code>"Idempotency-Key"</code>", a fresh UUID for each thing you want done, with whatever changes something. If the answer is lost, send the same again: it is done once, and answered as the first time, with "<code>"Idempotency-Replayed: true"</code>". While the first is being worked on you get 409 "<code>"in_flight"</code>"; the same key with another request is 422. Answers are kept for seven days. A refusal that changed nothing is not kept: correct it and use the key again."</dd>
                <dt>"Changes at the same time"</dt>
                <dd>"What several people may change has a "<code>"version"</code>". Send the one you read; if somebody was faster you get 409 "<code>"stale"</code>" and nothing is lost."</dd>
            </dl>
        </Card>
    }
}

fn section(group: &Group) -> impl IntoView + use<> {
    let id = anchor(&group.name);
    let endpoints = group.endpoints.iter().map(endpoint).collect_view();
    let label = id.clone();
    view! {
        <section class="stack" aria-labelledby=label>
            <h2 id=id>{group.name.clone()}</h2>
            <p class="muted">{group.text.clone()}</p>
            {endpoints}
        </section>
    }
}

fn endpoint(of: &Endpoint) -> impl IntoView + use<> {
    let summary = format!("{} {}", of.method, of.path);
    let parameters = (!of.parameters.is_empty()).then(|| fields("Parameters", &of.parameters));
    let body = of
        .body
        .as_ref()
        .map(|kind| view! { <p><b>"Body: "</b>{shown(kind)}</p> });
    let answers = of
        .answers
        .iter()
        .map(|(status, told, kind)| {
            let kind = kind.as_ref().map(|kind| view! { ": "{shown(kind)} });
            view! { <li><b class="num">{status.clone()}</b>" "{told.clone()}{kind}</li> }
        })
        .collect_view();
    let curl = of.curl.clone();
    view! {
        <article class="card developers-endpoint">
            <div class="card-head"><h3>{of.summary.clone()}</h3>{access(&of.access)}</div>
            <p><code>{summary}</code></p>
            {(!of.text.is_empty()).then(|| view! { <p>{of.text.clone()}</p> })}
            {parameters}
            {body}
            <ul class="developers-answers">{answers}</ul>
            <Disclosure summary="Example">{code("Command", curl)}</Disclosure>
        </article>
    }
}

fn access(of: &Access) -> impl IntoView + use<> {
    let (tone, text) = match of {
        Access::Everybody => (Tone::Good, "Everybody".to_owned()),
        Access::Optional => (Tone::Good, "Everybody; more when signed in".to_owned()),
        Access::Person => (Tone::Info, "A person".to_owned()),
        Access::Scope(scope) => (Tone::Info, format!("Scope {scope}")),
    };
    view! { <Badge tone=tone>{text}</Badge> }
}

fn shown(kind: &Kind) -> impl IntoView + use<> {
    let text = kind.text.clone();
    match &kind.of {
        Some(of) => view! { <a href=format!("#type-{of}")>{text}</a> }.into_any(),
        None => text.into_any(),
    }
}

fn fields(caption: &'static str, all: &[Field]) -> impl IntoView + use<> {
    let rows = all
        .iter()
        .map(|field| {
            let needed = if field.required { "needed" } else { "" };
            view! {
                <tr>
                    <th scope="row"><code>{field.name.clone()}</code></th>
                    <td>{shown(&field.kind)}</td>
                    <td>{field.place.clone()}" "{needed}</td>
                    <td>{field.text.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="developers-table" tabindex="0" role="group" aria-label=caption>
            <table>
                <thead class="visually-hidden"><tr><th scope="col">"Name"</th><th scope="col">"Kind"</th><th scope="col">"Where"</th><th scope="col">"Meaning"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn one_type(of: &Type) -> impl IntoView + use<> {
    let words = of
        .words
        .iter()
        .map(|word| view! { <code>{word.clone()}</code>" " })
        .collect_view();
    let table = (!of.fields.is_empty()).then(|| fields("Fields", &of.fields));
    view! {
        <article class="card developers-type" id=format!("type-{}", of.name)>
            <h3>{of.name.clone()}</h3>
            {(!of.text.is_empty()).then(|| view! { <p>{of.text.clone()}</p> })}
            {(!of.words.is_empty()).then(|| view! { <p>{words}</p> })}
            {table}
        </article>
    }
}

/// Lines of a terminal; they scroll by themselves, so that the page does not.
fn code(label: &'static str, text: String) -> impl IntoView {
    view! { <pre class="developers-code" tabindex="0" role="group" aria-label=label><code>{text}</code></pre> }
}
