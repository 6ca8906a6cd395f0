//! The form with a logo, as a browser without script sends it, and the logo as everybody gets it.

use super::{SAME_ORIGIN, another_client, body, get, send, signed_in, site};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use platform::testing::TestDb;

const PICTURE: &[u8] = include_bytes!("../../../../crates/identity/tests/organisations/logo.png");
const PATH: &str = "/organisation/logo";

struct Scene {
    test: TestDb,
    site: Router,
    cookie: String,
}

impl Scene {
    /// Somebody with a role in an organisation with an open job, who works for it.
    async fn new(role: &str) -> Self {
        let test = TestDb::new().await;
        let (person, cookie) = signed_in(&test, 1).await;
        for sql in [
            "insert into organisation (id, slug, name, created_by, created_at) values ('00000000-0000-0000-0000-00000000000b', 'works', 'Works', $1, now())",
            "insert into membership (tenant_id, account_id, role, created_at) values ('00000000-0000-0000-0000-00000000000b', $1, 'OWNER', now())",
            "update session set organisation_id = '00000000-0000-0000-0000-00000000000b' where account_id = $1",
            "insert into job (id, tenant_id, request_key, title, description, status, published_at, created_by, created_at, updated_at)
             values ('00000000-0000-7000-8000-000000000001', '00000000-0000-0000-0000-00000000000b', gen_random_uuid(), 'Cook', 'Cooks.', 'ACTIVE', now(), $1, now(), now())",
        ] {
            sqlx::query(sql)
                .bind(person)
                .execute(&test.owner)
                .await
                .unwrap();
        }
        // An organisation keeps an owner, so the role is changed where nobody is asked.
        sqlx::raw_sql("alter table membership disable trigger membership_keeps_owner")
            .execute(&test.owner)
            .await
            .unwrap();
        sqlx::query("update membership set role = $1")
            .bind(role)
            .execute(&test.owner)
            .await
            .unwrap();
        let site = site(&test).await;
        Self { test, site, cookie }
    }

    async fn upload(&self, name: &str, bytes: &[u8], headers: &[(&str, &str)]) -> Response {
        let form = [
            format!("--x\r\nContent-Disposition: form-data; name=\"logo[file]\"; filename=\"{name}\"\r\n\r\n").as_bytes(),
            bytes,
            b"\r\n--x--\r\n",
        ]
        .concat();
        let mut request = Request::post(PATH)
            .extension(another_client())
            .header("host", "kinwork.test")
            .header("referer", "http://kinwork.test/organisation")
            .header("content-type", "multipart/form-data; boundary=x")
            .header("content-length", form.len());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        send(&self.site, request.body(Body::from(form)).unwrap()).await
    }

    async fn mine(&self, name: &str, bytes: &[u8]) -> String {
        let headers = [SAME_ORIGIN, ("cookie", self.cookie.as_str())];
        let answer = self.upload(name, bytes, &headers).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let to = &answer.headers()[header::LOCATION];
        to.to_str().unwrap().to_owned()
    }

    async fn page(&self, path: &str) -> String {
        let request = Request::get(path)
            .header("host", "kinwork.test")
            .header("accept", "text/html")
            .header("cookie", &self.cookie);
        body(send(&self.site, request.body(Body::empty()).unwrap()).await).await
    }

    async fn logos(&self) -> i64 {
        sqlx::query_scalar("select count(*) from file where deleted_at is null")
            .fetch_one(&self.test.owner)
            .await
            .unwrap()
    }
}

/// The address of the first logo on a page.
fn shown(html: &str) -> String {
    let (_, rest) = html.split_once("src=\"/logos/").unwrap();
    format!("/logos/{}", rest.split('"').next().unwrap())
}

#[tokio::test]
async fn a_logo_is_sent_without_script_and_seen_by_everybody() {
    let scene = Scene::new("OWNER").await;
    let to = scene.mine("logo.png", PICTURE).await;
    assert_eq!(to, "/organisation?done=logo");
    let html = scene.page(&to).await;
    assert!(html.contains("This is your logo now."));
    let address = shown(&html);
    for path in ["/jobs", "/jobs/00000000-0000-7000-8000-000000000001"] {
        let html = body(get(&scene.site, path).await).await;
        assert_eq!(shown(&html), address, "{path}");
    }
    let html = body(get(&scene.site, "/jobs/00000000-0000-7000-8000-000000000001").await).await;
    let whole = format!("http://kinwork.test{address}");
    assert!(html.contains(&format!("\"logo\":\"{whole}\"")));
    assert!(html.contains(&format!("property=\"og:image\" content=\"{whole}\"")));

    let answer = get(&scene.site, &address).await;
    assert_eq!(answer.status(), StatusCode::OK);
    for (name, value) in [
        ("content-type", "image/png"),
        ("x-content-type-options", "nosniff"),
        (
            "content-security-policy",
            "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
        ),
        ("cache-control", "public, max-age=31536000, immutable"),
    ] {
        assert_eq!(answer.headers()[name], value, "{name}");
    }
    for none in ["/logos/00000000-0000-7000-8000-000000000001", "/logos/x"] {
        let answer = get(&scene.site, none).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{none}");
        assert!(
            !answer.headers().contains_key(header::CACHE_CONTROL),
            "{none}"
        );
    }
}

#[tokio::test]
async fn a_refused_file_is_answered_at_its_field() {
    let scene = Scene::new("OWNER").await;
    // More than any ordinary form may hold, and still answered in words.
    let large = vec![0; 6 << 20];
    let cases: [(&str, &[u8], &str); 4] = [
        ("logo.svg", b"<svg/>", "PNG, JPEG or WebP"),
        ("logo.png", b"<svg/>", "but it is not"),
        ("logo.png", &large, "larger than 2 MiB"),
        ("", b"", "Choose a file first"),
    ];
    for (name, bytes, why) in cases {
        let to = scene.mine(name, bytes).await;
        assert!(to.starts_with("/organisation?draft="), "{to}");
        let html = scene.page(&to).await;
        let (_, field) = html.split_once("id=\"logo-file-error\"").unwrap();
        let (field, _) = field.split_once("</p>").unwrap();
        assert!(field.contains(why), "{name}: {field}");
        assert!(html.contains("href=\"#logo-file\""), "{name}");
    }
    assert_eq!(scene.logos().await, 0);
}

#[tokio::test]
async fn nobody_else_changes_a_logo_and_no_other_site_has_it_changed() {
    let scene = Scene::new("VIEWER").await;
    let to = scene.mine("logo.png", PICTURE).await;
    assert!(to.starts_with("/organisation?draft="), "{to}");
    let answer = scene.upload("logo.png", PICTURE, &[SAME_ORIGIN]).await;
    let to = answer.headers()[header::LOCATION].to_str().unwrap();
    assert!(to.starts_with("/sign-in?next="), "{to}");
    let scene = Scene::new("OWNER").await;
    for forged in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("origin", "https://evil.example")],
        &[],
    ] {
        let headers = [&[("cookie", scene.cookie.as_str())], forged].concat();
        let answer = scene.upload("logo.png", PICTURE, &headers).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{forged:?}");
    }
    assert_eq!(scene.logos().await, 0);
}
