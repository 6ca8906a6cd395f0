//! However much the server writes to its log, nothing in it lets anybody in and nothing is about anybody.

use crate::site::{Answer, PATIENCE, Site, form, send};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncReadExt as _;

/// What people type. None of it occurs in anything the server says by itself.
const NAME: &str = "Philippa Quillfeather";
const EMAIL: &str = "p.quillfeather@example.org";
const FIRST_PASSWORD: &str = "violet lantern harbour 7";
const NEXT_PASSWORD: &str = "copper thistle evening 9";
const GUESS: &str = "wrong trumpet orchard 5";
const HEADLINE: &str = "Keeper of nine Herdwick rams";
const BIO: &str = "Call me on +44 7700 900123. I led the night shift at Quernmore.";
const PLACE: &str = "17 Wibberley Gardens";
const SEARCH: &str = "zymurgy apprenticeship";
const ORGANISATION: &str = "Quillfeather and Daughters";
const TYPED: [&str; 10] = [
    NAME,
    EMAIL,
    FIRST_PASSWORD,
    NEXT_PASSWORD,
    GUESS,
    HEADLINE,
    "+44 7700 900123",
    PLACE,
    SEARCH,
    ORGANISATION,
];

#[tokio::test]
async fn in_the_log_for_people_at_info() {
    nothing_leaks("pretty", "info").await;
}

#[tokio::test]
async fn in_the_log_for_people_at_debug() {
    nothing_leaks("pretty", "debug").await;
}

#[tokio::test]
async fn in_the_log_for_machines_at_info() {
    nothing_leaks("json", "info").await;
}

#[tokio::test]
async fn in_the_log_for_machines_at_debug() {
    nothing_leaks("json", "debug").await;
}

/// The search itself finds what it is for, however a log writes it.
#[test]
fn a_leak_is_found() {
    let secrets = TYPED.map(str::to_owned);
    for secret in TYPED {
        for line in [
            secret.to_owned(),
            format!("form: {secret:?}"),
            secret.replace(' ', "+"),
            secret.replace(' ', "%20"),
            secret.replace('@', "%40"),
        ] {
            let log = format!("INFO request\nDEBUG {line}\nINFO done");
            assert_eq!(leaks(&log, &secrets), [secret], "{line}");
        }
    }
    assert!(leaks("INFO request{path=/sign-in}: sign-up", &secrets).is_empty());
}

/// Which of the secrets stand in a log.
fn leaks<'a>(log: &str, secrets: &'a [String]) -> Vec<&'a str> {
    let stands = |secret: &&String| {
        let ways = [
            secret.to_string(),
            secret.replace('@', "%40"),
            secret.replace(' ', "+"),
            secret.replace(' ', "%20"),
            secret.replace('+', "%2B").replace(' ', "+"),
        ];
        ways.iter().any(|way| log.contains(way))
    };
    secrets.iter().filter(stands).map(String::as_str).collect()
}

async fn nothing_leaks(format: &str, level: &str) {
    let mut site = Site::start_logging(format, level, Stdio::piped()).await;
    let mut said = site.child.stderr.take().unwrap();
    let log = tokio::spawn(async move {
        let mut log = String::new();
        said.read_to_string(&mut log).await.unwrap();
        log
    });
    let mut secrets: Vec<String> = TYPED.map(str::to_owned).into();
    let session = account(&site, &mut secrets).await;
    profile(&site, &session).await;
    second_step(&site, &session, &mut secrets).await;
    trouble(&site, &session).await;
    keys_and_tokens(&site, &session, &mut secrets).await;
    reset(&site, &mut secrets).await;
    assert!(secrets.len() > TYPED.len() + 9, "{}", secrets.len());

    let pid = Pid::from_raw(i32::try_from(site.child.id().unwrap()).unwrap());
    kill(pid, Signal::SIGTERM).unwrap();
    tokio::time::timeout(PATIENCE, site.child.wait())
        .await
        .unwrap()
        .unwrap();
    let log = log.await.unwrap();
    // It was written as it was asked for, and of what it may.
    assert!(
        log.contains("sign-up") && log.contains("internal error"),
        "{log}"
    );
    assert_eq!(log.contains("DEBUG"), level == "debug");
    assert_eq!(log.starts_with('{'), format == "json");
    assert_eq!(leaks(&log, &secrets), [""; 0]);
}

/// A form of a browser, posted; whatever comes back is an answer.
async fn post(site: &Site, path: &str, session: &str, body: &str) -> Answer {
    let body = body.replace('+', "%2B").replace(' ', "+");
    let request = form(path, 1, session, &body);
    send(site.public, &request).await.unwrap().unwrap()
}

async fn get(site: &Site, path: &str, header: &str) -> Answer {
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\naccept: text/html\r\n{header}\r\n\r\n"
    );
    send(site.public, &request).await.unwrap().unwrap()
}

async fn json(site: &Site, path: &str, body: &serde_json::Value) -> serde_json::Value {
    let body = body.to_string();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = send(site.public, &request).await.unwrap().unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    let (from, to) = (answer.body.find('{'), answer.body.rfind('}'));
    serde_json::from_str(&answer.body[from.unwrap()..=to.unwrap()]).unwrap()
}

/// The token in the newest mail of its kind.
async fn mailed(site: &Site, purpose: &str) -> String {
    let text: String = sqlx::query_scalar(
        "select text_body from mail where purpose = $1 order by created_at desc limit 1",
    )
    .bind(purpose)
    .fetch_one(&site.test.owner)
    .await
    .unwrap();
    let (_, token) = text.split_once("token=").unwrap();
    token.chars().take_while(char::is_ascii_hexdigit).collect()
}

/// An account, made by mail; wrong and right passwords; sessions.
async fn account(site: &Site, secrets: &mut Vec<String>) -> String {
    let body = format!("form[name]={NAME}&form[email]={EMAIL}");
    post(site, "/api/identity/sign_up", "", &body).await;
    let token = mailed(site, "identity.sign_up").await;
    get(site, &format!("/verify-email?token={token}"), "").await;
    let body = format!("form[token]={token}&form[password]={FIRST_PASSWORD}&form[terms]=true");
    let made = post(site, "/api/identity/finish_sign_up", "", &body).await;
    let session = made.session().unwrap();
    for password in [GUESS, FIRST_PASSWORD] {
        let body = format!("form[email]={EMAIL}&form[password]={password}");
        let answer = post(site, "/api/identity/sign_in", "", &body).await;
        secrets.extend(answer.session());
    }
    secrets.extend([token, session.clone()]);
    session
}

/// What somebody says of themselves, accepted and refused; what they look for.
async fn profile(site: &Site, session: &str) {
    for place in ["", PLACE] {
        let body = format!(
            "form[name]={NAME}&form[headline]={HEADLINE}&form[bio]={BIO}&form[place]={place}"
        );
        post(site, "/api/people/save_about", session, &body).await;
    }
    let cookie = format!("cookie: session={session}");
    let search = SEARCH.replace(' ', "+");
    for path in [
        format!("/jobs?q={search}"),
        format!("/api/v1/jobs?q={search}"),
        "/profile".to_owned(),
    ] {
        get(site, &path, &cookie).await;
    }
}

/// The secret of an app that shows codes, and a code that is wrong.
async fn second_step(site: &Site, session: &str, secrets: &mut Vec<String>) {
    post(site, "/api/identity/start_second_step", session, "").await;
    let cookie = format!("cookie: session={session}");
    let page = get(site, "/security/second-step/set-up", &cookie).await;
    let (_, rest) = page.body.split_once("The secret to type").unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    let typed = rest.split('<').next().unwrap().to_owned();
    secrets.extend([typed.replace(' ', ""), typed]);
    let body = "form[code]=000000";
    post(site, "/api/identity/turn_on_second_step", session, body).await;
}

/// The database refuses a row, and says in its own words what stands in it.
async fn trouble(site: &Site, session: &str) {
    sqlx::query("alter table person add constraint unheard_of check (headline = '') not valid")
        .execute(&site.test.owner)
        .await
        .unwrap();
    let body = format!("form[name]={NAME}&form[headline]={HEADLINE}&form[bio]={BIO}");
    post(site, "/api/people/save_about", session, &body).await;
    sqlx::query("alter table person drop constraint unheard_of")
        .execute(&site.test.owner)
        .await
        .unwrap();
}

/// Keys of machines and tokens of apps, made, used and mistaken.
async fn keys_and_tokens(site: &Site, session: &str, secrets: &mut Vec<String>) {
    let body = format!("form[name]={ORGANISATION}&form[slug]=&form[about]=&form[website]=");
    let founded = post(site, "/api/identity/found", session, &body).await;
    let session = founded.session().unwrap();
    let body = "form[name]=Careers&form[days]=30&form[scopes][]=jobs:read";
    let made = post(site, "/api/identity/make_key", &session, body).await;
    let (_, key) = made.head.split_once("set-cookie: new-key=").unwrap();
    let key = key.split(';').next().unwrap().to_owned();
    let device = "Phone of Philippa Quillfeather";
    let grant =
        serde_json::json!({ "email": EMAIL, "password": FIRST_PASSWORD, "device_name": device });
    let mut tokens = json(site, "/api/v1/auth/token", &grant).await;
    for _ in 0..2 {
        let [access, refresh] =
            ["access_token", "refresh_token"].map(|name| tokens[name].as_str().unwrap().to_owned());
        let bearer = format!("authorization: Bearer {access}");
        assert_eq!(get(site, "/api/v1/me", &bearer).await.status, 200);
        let body = serde_json::json!({ "refresh_token": refresh });
        tokens = json(site, "/api/v1/auth/refresh", &body).await;
        secrets.extend([access, refresh]);
    }
    let bearer = format!("authorization: Bearer {key}");
    assert_eq!(get(site, "/api/v1/me", &bearer).await.status, 200);
    let mistaken = key.replace("kwk_", "kwx_");
    get(
        site,
        "/api/v1/me",
        &format!("authorization: Bearer {mistaken}"),
    )
    .await;
    secrets.extend([key, mistaken, session]);
}

/// A password that was forgotten.
async fn reset(site: &Site, secrets: &mut Vec<String>) {
    let body = format!("form[email]={EMAIL}");
    post(site, "/api/identity/forgot_password", "", &body).await;
    let token = mailed(site, "identity.reset").await;
    get(site, &format!("/reset-password?token={token}"), "").await;
    let body = format!("form[token]={token}&form[password]={NEXT_PASSWORD}");
    let done = post(site, "/api/identity/reset_password", "", &body).await;
    assert!(done.head.contains("location: /sign-in?reset=1"), "{done:?}");
    secrets.push(token);
    // Mails go out in the background; that is logged too.
    for _ in 0..100 {
        let waiting: i64 = sqlx::query_scalar("select count(*) from mail where sent_at is null")
            .fetch_one(&site.test.owner)
            .await
            .unwrap();
        if waiting == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
