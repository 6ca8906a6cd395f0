//! Whether there is an account under an address, no answer tells.

use super::*;

/// Without what is different from one answer to the next of any kind.
fn comparable(answer: &Response) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = answer
        .headers()
        .iter()
        .filter(|(name, _)| *name != "x-request-id")
        .map(|(name, value)| {
            let value = value.to_str().unwrap();
            // The id of what was refused, and the nonce of the page's scripts.
            let value = match value.split_once("draft=") {
                Some((before, id)) => format!("{before}draft={}", id.len()),
                None if name == header::CONTENT_SECURITY_POLICY => value.len().to_string(),
                None => value.to_owned(),
            };
            (name.to_string(), value)
        })
        .collect();
    headers.sort();
    headers
}

#[tokio::test]
async fn a_known_and_an_unknown_address_get_the_same_answer() {
    let test = TestDb::new().await;
    let (site, services) = site_behind(&test, 0).await;
    account(&test, &services, "known@example.org").await;
    for (path, from, rest) in [
        ("sign_up", "/sign-up", "&form[name]=Ama"),
        ("forgot_password", "/forgot-password", ""),
        ("sign_in", "/sign-in", "&form[password]=not+it+at+all"),
    ] {
        let mut answers = Vec::new();
        for email in ["known", "other"] {
            let form = format!("form[email]={email}%40example.org{rest}");
            let referer = format!("http://kinwork.test{from}");
            let headers = [SAME_ORIGIN, ("referer", referer.as_str())];
            let answer = post(&site, &format!("/api/identity/{path}"), &headers, form).await;
            assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
            let to = answer.headers()[header::LOCATION].to_str().unwrap();
            let shown = get(&site, to).await;
            let seen = (comparable(&answer), shown.status(), comparable(&shown));
            let lengths = (body(answer).await.len(), body(shown).await.len());
            answers.push((seen, lengths));
        }
        assert_eq!(answers[0], answers[1], "{path}");
    }
}

#[tokio::test]
async fn the_way_to_a_password_and_back_in_needs_no_script() {
    let test = TestDb::new().await;
    let site = site(&test).await;
    let form = "form[name]=Ama&form[email]=ama%40example.org&form[next]=%2Fjobs";
    let answer = post(&site, "/api/identity/sign_up", &[SAME_ORIGIN], form).await;
    assert_eq!(answer.headers()[header::LOCATION], "/sign-up?sent=1");
    assert!(!answer.headers().contains_key(header::SET_COOKIE));

    let link = link(&test).await;
    let html = body(get(&site, &link).await).await;
    assert!(html.contains("Choose a password") && html.contains("value=\"/jobs\""));
    let (_, token) = link.split_once("token=").unwrap();
    let token = &token[..64];
    let form = format!("form[token]={token}&form[password]=short&form[next]=%2Fjobs");
    let referer = format!("http://kinwork.test{link}");
    let headers = [SAME_ORIGIN, ("referer", referer.as_str())];
    let answer = post(&site, "/api/identity/finish_sign_up", &headers, form).await;
    let again = answer.headers()[header::LOCATION].to_str().unwrap();
    let html = body(get(&site, again).await).await;
    assert!(html.contains("Use at least 8 characters") && html.contains(token));
    let kept: String = sqlx::query_scalar("select string_agg(d::text, '') from form_draft d")
        .fetch_one(&test.owner)
        .await
        .unwrap();
    assert!(!kept.contains(token), "{kept}");

    let form = format!(
        "form[token]={token}&form[password]=three+brown+kettles&form[terms]=true&form[next]=%2Fjobs"
    );
    let answer = post(&site, "/api/identity/finish_sign_up", &headers, form).await;
    assert_eq!(answer.headers()[header::LOCATION], "/jobs");
    assert!(answer.headers().contains_key(header::SET_COOKIE));
    assert_eq!(get(&site, &link).await.status(), StatusCode::GONE);
}

/// The path of the only link that waits to be mailed.
async fn link(test: &TestDb) -> String {
    let text: String = sqlx::query_scalar("select text_body from mail")
        .fetch_one(&test.owner)
        .await
        .unwrap();
    let (_, rest) = text.split_once("http://kinwork.test").unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}
