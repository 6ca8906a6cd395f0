//! Whoever comes with `Authorization: Bearer`: native clients and machines.

use super::{BODIES, PASSWORD, SAME_ORIGIN, account, another_client, server_fns, site_behind};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use axum::response::Response;
use identity::factors::service::Entry;
use identity::model::SignInForm;
use identity::organisations::model::OrganisationForm;
use identity::organisations::service::found;
use identity::service::{Client, sign_in};
use identity::sessions::service::{actor, switch};
use identity::tokens::KeyScope;
use identity::tokens::model::{KeyForm, RevokeKeyForm};
use identity::tokens::service::{make_key, revoke_key};
use platform::Services;
use platform::testing::TestDb;
use serde_json::{Value, json};
use tower::ServiceExt as _;

const CLIENT: Client<'static> = Client {
    address: "192.0.2.1",
    user_agent: "test",
};

/// Somebody in a browser who owns an organisation.
struct Owner {
    session: String,
    actor: identity::Actor,
}

async fn owner(test: &TestDb, services: &Services) -> Owner {
    account(test, services, "ama@example.org").await;
    let enter = SignInForm {
        email: "ama@example.org".into(),
        password: PASSWORD.into(),
        ..SignInForm::default()
    };
    let Entry::Session(token) = sign_in(services, CLIENT, &enter).await.unwrap() else {
        panic!("nobody here signs in with two steps");
    };
    let alone = actor(services, CLIENT, &token).await.unwrap().unwrap();
    let form = OrganisationForm {
        name: "Riverside Logistics".into(),
        ..OrganisationForm::default()
    };
    let organisation = found(services, &alone, &form).await.unwrap();
    let session = switch(services, &token, Some(organisation)).await.unwrap();
    let actor = actor(services, CLIENT, &session).await.unwrap().unwrap();
    Owner { session, actor }
}

async fn key(services: &Services, owner: &Owner, scope: KeyScope) -> String {
    let form = KeyForm {
        name: "Careers site".into(),
        scopes: vec![scope.name().into()],
        days: "30".into(),
    };
    make_key(services, CLIENT, &owner.actor, &form)
        .await
        .unwrap()
}

async fn send(
    site: &Router,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Response {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .extension(another_client())
        .header("host", "kinwork.test");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    site.clone()
        .oneshot(request.body(body.into()).unwrap())
        .await
        .unwrap()
}

async fn get(site: &Router, path: &str, headers: &[(&str, &str)]) -> Response {
    send(site, Method::GET, path, headers, Body::empty()).await
}

/// As a native client posts: no origin, no cookie.
async fn post_json(site: &Router, path: &str, body: &Value) -> (StatusCode, Value) {
    let headers = [("content-type", "application/json")];
    let answer = send(site, Method::POST, path, &headers, body.to_string()).await;
    (answer.status(), json_of(answer).await)
}

async fn json_of(answer: Response) -> Value {
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20)
        .await
        .unwrap();
    serde_json::from_slice(&bytes).unwrap_or(Value::Null)
}

#[tokio::test]
async fn a_native_client_signs_in_refreshes_and_signs_out() {
    let test = TestDb::new().await;
    let (site, services) = site_behind(&test, 0).await;
    owner(&test, &services).await;
    let form =
        json!({ "email": "ama@example.org", "password": PASSWORD, "device_name": "Ama’s phone" });
    let (status, first) = post_json(&site, "/api/v1/auth/token", &form).await;
    assert_eq!(status, StatusCode::OK);
    let bearer = format!("Bearer {}", first["access_token"].as_str().unwrap());
    let me = get(&site, "/api/v1/me", &[("authorization", &bearer)]).await;
    assert_eq!(me.headers()[header::CACHE_CONTROL], "private, no-store");
    assert_eq!(json_of(me).await["person"]["email"], "ama@example.org");

    let refresh = json!({ "refresh_token": first["refresh_token"] });
    let (status, second) = post_json(&site, "/api/v1/auth/refresh", &refresh).await;
    assert_eq!(status, StatusCode::OK);
    let revoke = json!({ "token": second["refresh_token"] });
    let (status, _) = post_json(&site, "/api/v1/auth/revoke", &revoke).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    for token in [&first, &second] {
        let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
        let me = get(&site, "/api/v1/me", &[("authorization", &bearer)]).await;
        assert_eq!(me.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(json_of(me).await["code"], "unauthenticated");
    }
    let (status, problem) = post_json(&site, "/api/v1/auth/token", &json!({ "email": 1 })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(problem["errors"]["email"].is_string(), "{problem}");
    let wrong =
        json!({ "email": "ama@example.org", "password": "guess guess", "device_name": "x" });
    let (status, problem) = post_json(&site, "/api/v1/auth/token", &wrong).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid"))
    );
}

#[tokio::test]
async fn beside_a_bearer_and_at_the_api_no_cookie_is_read() {
    let test = TestDb::new().await;
    let (site, services) = site_behind(&test, 0).await;
    let ama = owner(&test, &services).await;
    let cookie = format!("session={}", ama.session);
    let signed_in = [("cookie", cookie.as_str())];
    assert_eq!(
        get(&site, "/security", &signed_in).await.status(),
        StatusCode::OK
    );
    let me = get(&site, "/api/v1/me", &signed_in).await;
    assert_eq!(me.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(me.headers()[header::WWW_AUTHENTICATE], "Bearer");

    // A bearer that is worth nothing is not made up for by the cookie beside it, wherever it goes.
    for path in ["/security", "/api/v1/me", "/jobs"] {
        let headers = [signed_in[0], ("authorization", "Bearer kwk_nothing")];
        assert_eq!(
            get(&site, path, &headers).await.status(),
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
    }
    let key = key(&services, &ama, KeyScope::JobsRead).await;
    let bearer = format!("bearer {key}");
    let headers = [signed_in[0], ("authorization", bearer.as_str())];
    let me = json_of(get(&site, "/api/v1/me", &headers).await).await;
    assert_eq!(me["scopes"], json!(["jobs:read"]));
    assert_eq!(me["person"], Value::Null);
    assert_eq!(
        get(&site, "/security", &headers).await.status(),
        StatusCode::SEE_OTHER
    );

    // Another scheme is no bearer: the rules of cookies hold, and a write without an origin is refused.
    let basic = [signed_in[0], ("authorization", "Basic eDp5")];
    assert_eq!(
        get(&site, "/security", &basic).await.status(),
        StatusCode::OK
    );
    let write = send(
        &site,
        Method::POST,
        "/api/identity/end_other_devices",
        &basic,
        "",
    )
    .await;
    assert_eq!(write.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_revoked_key_is_refused_at_its_next_request() {
    let test = TestDb::new().await;
    let (site, services) = site_behind(&test, 0).await;
    let ama = owner(&test, &services).await;
    let key = key(&services, &ama, KeyScope::JobsRead).await;
    let bearer = format!("Bearer {key}");
    let headers = [("authorization", bearer.as_str())];
    let me = get(&site, "/api/v1/me", &headers).await;
    assert_eq!(me.status(), StatusCode::OK);
    let form = RevokeKeyForm {
        id: json_of(me).await["key"].as_str().unwrap().into(),
    };
    revoke_key(&services, CLIENT, &ama.actor, &form)
        .await
        .unwrap();
    let me = get(&site, "/api/v1/me", &headers).await;
    assert_eq!(me.status(), StatusCode::UNAUTHORIZED);
}

/// Pages and server functions are for people. Whatever scope it has, a key is a stranger to them.
#[tokio::test]
async fn to_pages_and_server_functions_a_machine_is_a_stranger() {
    let test = TestDb::new().await;
    let (site, services) = site_behind(&test, 0).await;
    let ama = owner(&test, &services).await;
    for scope in KeyScope::ALL {
        let key = key(&services, &ama, scope).await;
        let bearer = format!("Bearer {key}");
        let headers = [("authorization", bearer.as_str())];
        for path in super::PRIVATE {
            let answer = get(&site, path, &headers).await;
            assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{scope:?} {path}");
        }
        for path in [
            "/palette.json?q=a",
            "/jobs",
            "/people/00000000-0000-7000-8000-000000000000",
        ] {
            let (machine, stranger) = (
                get(&site, path, &headers).await,
                get(&site, path, &[]).await,
            );
            assert_eq!(machine.status(), stranger.status(), "{scope:?} {path}");
        }
    }
    let key = key(&services, &ama, KeyScope::JobsWrite).await;
    let bearer = format!("Bearer {key}");
    let form = ("content-type", "application/x-www-form-urlencoded");
    let html = ("accept", "text/html");
    for (path, method) in server_fns() {
        for body in BODIES {
            let to = |answer: &Response| answer.headers().get(header::LOCATION).cloned();
            let machine = [form, html, ("authorization", bearer.as_str())];
            let stranger = [form, html, SAME_ORIGIN];
            let (machine, stranger) = (
                send(&site, method.clone(), &path, &machine, body).await,
                send(&site, method.clone(), &path, &stranger, body).await,
            );
            assert_eq!(machine.status(), stranger.status(), "{path} {body}");
            let both = [to(&machine), to(&stranger)].map(|to| {
                to.map(|to| {
                    // The drafts of two refused forms have two ids.
                    to.to_str()
                        .unwrap()
                        .split("draft")
                        .next()
                        .unwrap()
                        .to_owned()
                })
            });
            assert_eq!(both[0], both[1], "{path} {body}");
        }
    }
}
