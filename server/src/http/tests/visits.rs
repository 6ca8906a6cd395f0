//! What staff get who look as somebody else: the pages that are named, read only, and nothing beside them.

use super::*;
use crate::http::visits::SHOWN;
use std::collections::BTreeSet;

/// Pages that stay shut: how somebody gets in, what is theirs to take away or to decide, what changes by being looked at, the
/// trails with the addresses of others, and the console.
const SHUT: &[&str] = &[
    "/alerts/unsubscribe",
    "/auth/continue",
    "/auth/{provider}/callback",
    "/confirm-it-is-you",
    "/console",
    "/console/appeals",
    "/console/audit",
    "/console/contests",
    "/console/flags",
    "/console/flags/{flag}",
    "/console/health",
    "/console/help",
    "/console/jobs",
    "/console/jobs/{job}",
    "/console/organisations",
    "/console/organisations/{organisation}",
    "/console/people",
    "/console/people/{person}",
    "/console/people/{person}/visit",
    "/console/sessions",
    "/console/sessions/{session}",
    "/console/staff",
    "/console/trail",
    "/dev/ui",
    "/forgot-password",
    "/hiring/contests",
    "/hiring/jobs/new",
    "/hiring/jobs/{id}/edit/{step}",
    "/hiring/jobs/{id}/fields",
    "/invitation",
    "/matches/alerts",
    "/matches/contests",
    "/matches/{job}/numbers",
    "/onboarding",
    "/onboarding/{step}",
    "/organisation/fields",
    "/organisation/fields/{id}",
    "/organisation/members",
    "/organisation/members/{person}",
    "/organisation/ownership",
    "/organisation/trail",
    "/organisations",
    "/organisations/new",
    "/privacy",
    "/privacy/erase",
    "/privacy/erased",
    "/profile/resume",
    "/reset-password",
    "/security",
    "/security/activity",
    "/security/appeal",
    "/security/deactivate",
    "/security/devices",
    "/security/email",
    "/security/keys",
    "/security/passkeys",
    "/security/passkeys/new",
    "/security/passkeys/{id}",
    "/security/password",
    "/security/providers",
    "/security/second-step",
    "/security/second-step/set-up",
    "/security/visits",
    "/sign-in",
    "/sign-in/second-step",
    "/sign-up",
    "/verify-email",
];

/// What is no page: files to save, events, look-ups, mail of developers, what does not exist.
const BESIDE: &[&str] = &[
    "/api/events",
    "/api/taxonomy/search_skills?query=fork",
    "/console/audit.csv",
    "/console/trail.csv",
    "/dev/mail",
    "/hiring/jobs/00000000-0000-0000-0000-000000000009/candidates.csv",
    "/no/such/page",
    "/organisation/trail.csv",
    "/organisation/trail.json",
    "/palette.json",
    "/privacy/copy/00000000-0000-0000-0000-000000000009",
    "/security/keys/",
    "//security/keys",
    "/%73ecurity/keys",
    "/home/../security/keys",
    "/jobs/..%2fsecurity%2fkeys",
    "/jobs/..\\security\\activity",
    "/jobs/%2e%2e",
    "/people/..",
];

/// Pia of the staff looks as Jane.
struct Looking {
    test: TestDb,
    site: Router,
    /// Of Pia's browser: her session, and the visit.
    cookie: String,
    jane: PersonId,
}

const BANNER: &str = "You are looking at Kinwork as";

impl Looking {
    async fn new() -> Self {
        let test = TestDb::new().await;
        let db = Db::connect(test.rw_options(), 4).await.unwrap();
        let services = crate::commands::serve::services(db.clone(), "http://kinwork.test");
        let mut services = services.await.unwrap();
        services.clock = Arc::new(FixedClock(services.clock.now()));
        let desk = Db::connect(test.login("app_admin"), 2).await.unwrap();
        let services = admin::install(services, desk, admin::TwoSteps::Optional);
        let services =
            platform::events::install(services, CancellationToken::new(), Pace::default());
        let (pia, session) = signed_in(&test, 1).await;
        let (jane, _) = signed_in(&test, 2).await;
        let token = format!("{:064x}", 3);
        for sql in [
            "update account set display_name = 'Jane Mensah' where id = $2 and $1 <> id and $3 <> ''",
            "insert into person (id, name, created_at, updated_at) select $2::uuid, 'Jane Mensah', now(), now() where $1::uuid <> $2::uuid and $3 <> ''",
            "insert into staff_member (person_id, role, granted_at) select $1::uuid, 'SUPPORT', now() where $2::uuid <> $1::uuid and $3 <> ''",
            "insert into visit (id, person_id, staff_id, staff_name, reason, asked_at, allowed_at, allowed_until, started_at, token_sha256, session_id)
             values (gen_random_uuid(), $2, $1, 'Pia', 'Jobs are missing', now(), now(), now() + interval '30 minutes', now(), sha256(convert_to($3, 'utf8')), $1)",
        ] {
            sqlx::query(sql)
                .bind(pia)
                .bind(jane)
                .bind(&token)
                .execute(&test.owner)
                .await
                .unwrap();
        }
        let options = LeptosOptions::builder()
            .output_name("kinwork")
            .site_root("target/no-site")
            .build();
        let site = router(&Site {
            services,
            options,
            probe: Probe::new(db),
            trusted_proxies: 0,
            limits: Limits::new(),
        });
        Self {
            test,
            site,
            cookie: format!("{session}; visit={token}"),
            jane,
        }
    }

    async fn ask(&self, method: Method, path: &str) -> Response {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .extension(another_client())
            .header("host", "kinwork.test")
            .header("accept", "text/html")
            .header("cookie", &self.cookie);
        send(&self.site, request.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, form: &str) -> Response {
        post(
            &self.site,
            path,
            &[SAME_ORIGIN, ("cookie", &self.cookie)],
            form.to_owned(),
        )
        .await
    }

    /// Everything there is, but what every request of staff leaves: trails, and when a session was last seen.
    async fn rows(&self) -> String {
        let tables: Vec<String> = sqlx::query_scalar(
            "select oid::regclass::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
             and relname not in ('console_event', 'security_event') order by 1",
        )
        .fetch_all(&self.test.owner)
        .await
        .unwrap();
        let mut all = String::new();
        for table in tables {
            let sql = format!(
                "select coalesce(md5(string_agg(md5(t::text), '' order by t::text)), '') from {table} t"
            );
            let sum: String = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
                .fetch_one(&self.test.owner)
                .await
                .unwrap();
            all.push_str(&format!("{table} {sum}\n"));
        }
        all
    }

    async fn noted(&self) -> Vec<(String, String)> {
        sqlx::query_as("select action, changes->>'path' from console_event where action like 'visit.%' order by ctid")
            .fetch_all(&self.test.owner)
            .await
            .unwrap()
    }
}

/// A page's address for its route.
fn address(route: &str) -> String {
    route
        .replace("{section}", "skills")
        .replace("{step}", "about")
        .replace("{id}", "00000000-0000-0000-0000-000000000009")
        .replace("{job}", "00000000-0000-0000-0000-000000000009")
        .replace("{person}", "00000000-0000-0000-0000-000000000002")
        .replace("{organisation}", "00000000-0000-0000-0000-000000000009")
        .replace("{provider}", "google")
        .replace("{flag}", "sign_up")
}

#[tokio::test]
async fn of_every_page_somebody_has_said_whether_a_visit_shows_it() {
    let routes = leptos_axum::generate_route_list(app::App);
    let there: BTreeSet<&str> = routes
        .iter()
        .map(leptos_axum::AxumRouteListing::path)
        .collect();
    let said: Vec<&str> = SHOWN.iter().chain(SHUT).copied().collect();
    let known: BTreeSet<&str> = said.iter().copied().collect();
    assert_eq!(known.len(), said.len(), "a page is both shown and shut");
    let unsaid: Vec<_> = there.difference(&known).collect();
    let gone: Vec<_> = known.difference(&there).collect();
    assert!(
        unsaid.is_empty() && gone.is_empty(),
        "say in visits.rs whether these are shown: {unsaid:?}; no such page: {gone:?}"
    );
}

#[tokio::test]
async fn what_is_shown_is_shown_as_the_person_sees_it_under_a_banner() {
    let looking = Looking::new().await;
    let before = looking.rows().await;
    for route in SHOWN {
        let answer = looking.ask(Method::GET, &address(route)).await;
        let (status, kept) = (
            answer.status(),
            answer.headers()[header::CACHE_CONTROL].clone(),
        );
        let html = body(answer).await;
        assert!(
            html.contains(BANNER) && html.contains("Jane Mensah"),
            "{route}: {status} {html}"
        );
        assert!(html.contains("/api/console/end_visit"), "{route}");
        assert!(!html.contains("This stays shut"), "{route}");
        // Of what has an id there is nothing, and for an organisation Jane lets nobody look.
        if !route.contains("id}") && !route.contains("{job}") && *route != "/organisation" {
            assert_eq!(status, StatusCode::OK, "{route}");
        }
        assert_eq!(kept, "private, no-store", "{route}");
        // The way to the console is Pia's.
        assert!(!html.contains("href=\"/console\""), "{route}");
    }
    assert_eq!(
        looking.ask(Method::HEAD, "/home").await.status(),
        StatusCode::OK
    );
    assert_eq!(looking.rows().await, before);
    assert_eq!(looking.noted().await.len(), SHOWN.len() + 1);
    let told: i64 = sqlx::query_scalar(
        "select count(*) from security_event where person_id = $1 and kind = 'STAFF_LOOKED'",
    )
    .bind(looking.jane)
    .fetch_one(&looking.test.owner)
    .await
    .unwrap();
    assert_eq!(told, SHOWN.len() as i64 + 1);
}

#[tokio::test]
async fn everything_else_stays_shut_and_is_noted() {
    let looking = Looking::new().await;
    let before = looking.rows().await;
    let pages = SHUT.iter().map(|route| address(route));
    for path in pages.chain(BESIDE.iter().map(|path| (*path).to_owned())) {
        for method in [Method::GET, Method::HEAD] {
            let answer = looking.ask(method.clone(), &path).await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{method} {path}");
            let html = body(answer).await;
            assert!(
                method == Method::HEAD || html.contains("This stays shut"),
                "{path}: {html}"
            );
        }
    }
    assert_eq!(looking.rows().await, before);
    let noted = looking.noted().await;
    assert_eq!(noted.len(), 2 * (SHUT.len() + BESIDE.len()));
    assert!(noted.iter().all(|(action, _)| action == "visit.refused"));
    let told: i64 = sqlx::query_scalar("select count(*) from security_event")
        .fetch_one(&looking.test.owner)
        .await
        .unwrap();
    assert_eq!(told, 0, "the person is told of what was shown");
}

#[tokio::test]
async fn no_server_function_answers_and_nothing_is_written() {
    let looking = Looking::new().await;
    let before = looking.rows().await;
    let ones_own = ["/api/console/end_visit", "/api/identity/sign_out"];
    for (path, _) in server_fns() {
        for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE] {
            let answer = looking.ask(method.clone(), &path).await;
            let refused = [StatusCode::FORBIDDEN, StatusCode::METHOD_NOT_ALLOWED];
            assert!(
                refused.contains(&answer.status()),
                "{method} {path}: {}",
                answer.status()
            );
        }
        if ones_own.contains(&path.as_str()) {
            continue;
        }
        for form in BODIES {
            let answer = looking.post(&path, form).await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path} {form}");
        }
    }
    // Pages take no forms, but somebody may send one.
    for route in SHOWN {
        let answer = looking.post(&address(route), "form[x]=1").await;
        let refused = [StatusCode::FORBIDDEN, StatusCode::METHOD_NOT_ALLOWED];
        assert!(refused.contains(&answer.status()), "{route}");
    }
    assert_eq!(looking.rows().await, before);
}

#[tokio::test]
async fn staff_end_it_as_themselves_and_see_nothing_before_they_go_on_as_themselves() {
    let looking = Looking::new().await;
    let visit: String = sqlx::query_scalar("select id::text from visit")
        .fetch_one(&looking.test.owner)
        .await
        .unwrap();
    let ended = looking
        .post("/api/console/end_visit", &format!("form[visit]={visit}"))
        .await;
    assert_eq!(ended.status(), StatusCode::SEE_OTHER);
    let to = ended.headers()[header::LOCATION].to_str().unwrap();
    assert_eq!(
        to,
        format!("/console/people/{}/visit?done=ended", looking.jane)
    );
    let taken_back = ended.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(
        taken_back.starts_with("visit=;") && taken_back.contains("Max-Age=0"),
        "{taken_back}"
    );
    // A page of the visit that still stands open in another tab: it was to be Jane's, and is not done as Pia.
    let before = looking.rows().await;
    for path in ["/home", "/profile", "/console"] {
        let answer = looking.ask(Method::GET, path).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
        let html = body(answer).await;
        assert!(html.contains("Go on as myself"), "{path}: {html}");
        assert!(!html.contains("Jane Mensah"), "{path}");
    }
    let late = looking.post("/api/people/save_about", "form[x]=1").await;
    assert_eq!(late.status(), StatusCode::FORBIDDEN);
    assert_eq!(looking.rows().await, before);
    // Once more, as from that page.
    let again = looking.post("/api/console/end_visit", "form[visit]=").await;
    assert_eq!(again.headers()[header::LOCATION], "/home");
}

#[tokio::test]
async fn signing_out_signs_staff_out_and_nobody_else() {
    let looking = Looking::new().await;
    let out = looking.post("/api/identity/sign_out", "").await;
    assert_eq!(out.status(), StatusCode::SEE_OTHER);
    let left: Vec<PersonId> = sqlx::query_scalar("select account_id from session")
        .fetch_all(&looking.test.owner)
        .await
        .unwrap();
    assert_eq!(left, [looking.jane]);
    // With what is left of it in the browser nobody is anybody.
    let answer = looking.ask(Method::GET, "/home").await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_token_of_a_visit_is_no_way_in_by_itself() {
    let looking = Looking::new().await;
    let visit = looking.cookie.split("; ").nth(1).unwrap().to_owned();
    let token = visit.split('=').nth(1).unwrap().to_owned();
    let (_, ben) = signed_in(&looking.test, 4).await;
    let ask = async |headers: &[(&str, &str)], path: &str| {
        let mut request = Request::get(path)
            .header("host", "kinwork.test")
            .header("accept", "text/html");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        send(&looking.site, request.body(Body::empty()).unwrap()).await
    };
    // Without a session; as a session; as a bearer; in somebody else's browser.
    let alone = ask(&[("cookie", &visit)], "/home").await;
    assert_eq!(alone.status(), StatusCode::SEE_OTHER);
    let session = format!("session={token}");
    let alone = ask(&[("cookie", &session)], "/home").await;
    assert_eq!(alone.status(), StatusCode::SEE_OTHER);
    let bearer = format!("Bearer {token}");
    let api = ask(&[("authorization", &bearer)], "/api/v1/me").await;
    assert_eq!(api.status(), StatusCode::UNAUTHORIZED);
    let api = ask(&[("cookie", &looking.cookie)], "/api/v1/me").await;
    assert_eq!(api.status(), StatusCode::UNAUTHORIZED);
    let others = format!("{ben}; {visit}");
    let answer = ask(&[("cookie", &others)], "/home").await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert!(!body(answer).await.contains("Jane Mensah"));
    assert!(looking.noted().await.is_empty());
}
