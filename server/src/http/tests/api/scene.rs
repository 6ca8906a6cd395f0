//! People and organisations, each with a token or a key.

use crate::http::tests::{account, another_client, site_behind};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use identity::factors::service::Entry;
use identity::model::SignInForm;
use identity::organisations::model::OrganisationForm;
use identity::organisations::service::found;
use identity::service::Client;
use identity::sessions::service::{actor, switch};
use identity::tokens::KeyScope;
use identity::tokens::model::{Grant, KeyForm};
use identity::tokens::service::{grant, make_key};
use platform::Services;
use platform::testing::TestDb;
use serde_json::Value;
use tower::ServiceExt as _;

const CLIENT: Client<'static> = Client {
    address: "192.0.2.1",
    user_agent: "test",
};
const PASSWORD: &str = "three brown kettles";

pub struct Scene {
    pub test: TestDb,
    pub site: Router,
    pub services: Services,
}

/// Somebody who may ask.
pub struct Party {
    pub actor: identity::Actor,
    /// Of the person.
    pub token: String,
    /// Of their organisation, with every scope.
    pub key: Option<String>,
}

impl Scene {
    /// A site that knows one skill and one occupation.
    pub async fn new() -> Self {
        let test = TestDb::new().await;
        for sql in [
            "insert into skill (id, key, kind, source, label) values (1, 'k1', 'SKILL', 'ESCO', 'operate forklift')",
            "insert into skill_term (skill_id, term, shown, is_label) values (1, 'operate forklift', 'operate forklift', true)",
            "insert into isco_group (code, label) values ('9333', 'Freight handlers')",
            "insert into occupation (id, key, label, isco) values (1, 'o1', 'warehouse operative', '9333')",
        ] {
            sqlx::query(sql).execute(&test.owner).await.unwrap();
        }
        let (site, services) = site_behind(&test, 0).await;
        Self {
            test,
            site,
            services,
        }
    }

    async fn session(&self, name: &str) -> String {
        let email = format!("{}@example.org", name.to_lowercase());
        account(&self.test, &self.services, &email).await;
        let enter = SignInForm {
            email,
            password: PASSWORD.into(),
            ..SignInForm::default()
        };
        let entry = identity::service::sign_in(&self.services, CLIENT, &enter).await;
        let Ok(Entry::Session(token)) = entry else {
            panic!("nobody here signs in with two steps");
        };
        token
    }

    async fn party(&self, name: &str, session: &str) -> Party {
        let actor = actor(&self.services, CLIENT, session)
            .await
            .unwrap()
            .unwrap();
        let wanted = Grant {
            email: actor.email.clone(),
            password: PASSWORD.into(),
            device_name: format!("{name}’s phone"),
            ..Grant::default()
        };
        let tokens = grant(&self.services, CLIENT, &wanted).await.unwrap();
        Party {
            actor,
            token: tokens.access_token,
            key: None,
        }
    }

    /// Somebody with no profile yet.
    pub async fn person(&self, name: &str) -> Party {
        let session = self.session(name).await;
        self.party(name, &session).await
    }

    /// Somebody who can be found, with the skill, and may apply.
    pub async fn worker(&self, name: &str) -> Party {
        let party = self.person(name).await;
        sqlx::query(
            "insert into person (id, name, place, lat, lon, onboarded_at, created_at, updated_at) values ($1, $2, 'E1 6AN', 51.517, -0.073, now(), now(), now())",
        )
        .bind(party.actor.person)
        .bind(name)
        .execute(&self.test.owner)
        .await
        .unwrap();
        sqlx::query("insert into person_skill (person_id, skill_id, level) values ($1, 1, 3)")
            .bind(party.actor.person)
            .execute(&self.test.owner)
            .await
            .unwrap();
        party
    }

    /// The owner of an organisation, with a key.
    pub async fn employer(&self, name: &str) -> Party {
        let session = self.session(name).await;
        let alone = actor(&self.services, CLIENT, &session)
            .await
            .unwrap()
            .unwrap();
        let form = OrganisationForm {
            name: name.to_owned(),
            ..OrganisationForm::default()
        };
        let organisation = found(&self.services, &alone, &form).await.unwrap();
        let session = switch(&self.services, &session, Some(organisation))
            .await
            .unwrap();
        let mut party = self.party(name, &session).await;
        party.key = Some(self.key(&party, &KeyScope::ALL).await);
        party
    }

    pub async fn key(&self, of: &Party, scopes: &[KeyScope]) -> String {
        let form = KeyForm {
            name: "Careers site".into(),
            scopes: scopes.iter().map(|scope| scope.name().to_owned()).collect(),
            days: "30".into(),
        };
        make_key(&self.services, CLIENT, &of.actor, &form)
            .await
            .unwrap()
    }

    pub async fn send(
        &self,
        method: &str,
        path: &str,
        bearer: Option<&str>,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Response {
        send(&self.site, method, path, bearer, headers, body).await
    }
}

pub async fn send(
    site: &Router,
    method: &str,
    path: &str,
    bearer: Option<&str>,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Response {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .extension(another_client())
        .header("host", "kinwork.test");
    if let Some(bearer) = bearer {
        request = request.header("authorization", format!("Bearer {bearer}"));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    site.clone()
        .oneshot(request.body(body.into()).unwrap())
        .await
        .unwrap()
}

/// Sends JSON, if anything, and reads JSON.
pub async fn ask(
    site: &Router,
    method: &str,
    path: &str,
    bearer: Option<&str>,
    body: Option<Value>,
) -> (StatusCode, Value) {
    let json = [("content-type", "application/json")];
    let headers = if body.is_some() { &json[..] } else { &[] };
    let sent = body.map(|body| body.to_string()).unwrap_or_default();
    let answer = send(site, method, path, bearer, headers, sent).await;
    let status = answer.status();
    let bytes = axum::body::to_bytes(answer.into_body(), 4 << 20)
        .await
        .unwrap();
    (
        status,
        serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    )
}
