//! Part A2, cases 80 to 87: the hash that the host computes from its decoded parameters is the one
//! that the app computes from the target it receives.
//!
//! The sender is `connect_host::qsh`, which shares no code with the app's side. Each case has the
//! parameters as the host knows them and the query as it is sent.

use connect_host::qsh::CanonicalRequest;
use end_to_end::RunningApp;
use serde_json::Value;

/// Sends `query` to the panel with a token over `parameters`; returns what the page saw as
/// `issue.key`.
async fn sent(app: &RunningApp, query: &str, parameters: &[(&str, &str)]) -> Value {
    let request = CanonicalRequest::new("GET", "/panel").parameters(parameters.iter().copied());
    let target = format!("/panel?{query}");
    let signed = || app.a.token().qsh(request.hash());
    let issue = app.get(&target).in_query(signed()).await.is(200).json()["issue"].clone();
    // The hash is the same in the header.
    app.get(&target).token(signed()).await.is(200);
    // With other parameters the hash differs.
    let other = CanonicalRequest::new("GET", "/panel")
        .parameters(parameters.iter().copied())
        .parameter("more", "");
    let token = app.a.token().qsh(other.hash());
    app.get(&target).in_query(token).await.is(401);
    issue
}

#[tokio::test]
async fn case_080_plus_and_percent_20() {
    let app = RunningApp::start().await;
    let seen = sent(&app, "issue.key=a+b%20c%2Bd", &[("issue.key", "a b c+d")]).await;
    assert_eq!(seen, "a b c+d");
    sent(
        &app,
        "two+words=1&two%20words=2",
        &[("two words", "1"), ("two words", "2")],
    )
    .await;
}

#[tokio::test]
async fn case_081_unicode_and_sub_delims() {
    let app = RunningApp::start().await;
    let text = "ä€😀!$'()*;:@/?~-._";
    let escaped = "%C3%A4%E2%82%AC%F0%9F%98%80%21%24%27%28%29%2A%3B%3A%40%2F%3F%7E%2D%2E%5F";
    let raw = "%c3%a4%e2%82%ac%f0%9f%98%80!$'()*;:@/?~-._";
    for query in [escaped, raw] {
        let query = format!("issue.key={query}");
        let seen = sent(&app, &query, &[("issue.key", text)]).await;
        assert_eq!(seen, text);
    }
}

#[tokio::test]
async fn case_082_repeated_parameter() {
    let app = RunningApp::start().await;
    sent(
        &app,
        "x=b&x=a&y=1&x=c",
        &[("x", "a"), ("x", "b"), ("x", "c"), ("y", "1")],
    )
    .await;
    // By UTF-16 code units an astral character comes before U+FF5E, by code points after it.
    let (tilde, face) = ("\u{ff5e}", "\u{1f600}");
    sent(
        &app,
        "x=%EF%BD%9E&x=%F0%9F%98%80",
        &[("x", tilde), ("x", face)],
    )
    .await;
    sent(
        &app,
        "x=%F0%9F%98%80&x=%EF%BD%9E",
        &[("x", tilde), ("x", face)],
    )
    .await;
    // Sorted decoded: escaped, "%7B" would come before "a".
    sent(&app, "x=%7B&x=a", &[("x", "a"), ("x", "{")]).await;
}

#[tokio::test]
async fn case_083_brackets_array_syntax() {
    let app = RunningApp::start().await;
    for query in ["x[]=2&x[]=1", "x%5B%5D=2&x%5b%5d=1", "x[]=2&x%5B%5D=1"] {
        sent(&app, query, &[("x[]", "1"), ("x[]", "2")]).await;
    }
    sent(&app, "x[0]=a&x[1]=b", &[("x[0]", "a"), ("x[1]", "b")]).await;
}

#[tokio::test]
async fn case_084_brackets_object_syntax() {
    let app = RunningApp::start().await;
    let parameters = [("x[a]", "1"), ("x[b][c]", "2"), ("x", "[3]")];
    sent(&app, "x[a]=1&x[b][c]=2&x=[3]", &parameters).await;
    sent(&app, "x=%5B3%5D&x%5Bb%5D%5Bc%5D=2&x%5Ba%5D=1", &parameters).await;
}

#[tokio::test]
async fn case_085_valueless() {
    let app = RunningApp::start().await;
    for query in ["flag", "flag=", "flag&", "&flag", "flag&&"] {
        sent(&app, query, &[("flag", "")]).await;
    }
    sent(
        &app,
        "a=1&flag&b==",
        &[("flag", ""), ("a", "1"), ("b", "=")],
    )
    .await;
    let seen = sent(
        &app,
        "issue.key=A-1&flag",
        &[("flag", ""), ("issue.key", "A-1")],
    )
    .await;
    assert_eq!(seen, "A-1");
}

#[tokio::test]
async fn case_086_non_ascii_name_among_ascii_names() {
    let app = RunningApp::start().await;
    // In the order of the encoded names "%C3%A4" is first; decoded it would be last.
    let parameters = [("a", "1"), ("z", "2"), ("ä", "3"), ("A", "4"), ("~", "5")];
    sent(&app, "a=1&z=2&%C3%A4=3&A=4&~=5", &parameters).await;
    sent(&app, "%7E=5&%c3%a4=3&A=4&z=2&a=1", &parameters).await;
    // Encoded, "a-b" is before "a.b" is before "a0" is before "a_b"; "a b" is before all of them.
    let parameters = [
        ("a b", "1"),
        ("a-b", "2"),
        ("a.b", "3"),
        ("a0", "4"),
        ("a_b", "5"),
    ];
    sent(&app, "a_b=5&a0=4&a.b=3&a-b=2&a+b=1", &parameters).await;
}

#[tokio::test]
async fn case_087_raw_comma() {
    let app = RunningApp::start().await;
    let seen = sent(&app, "issue.key=a,b", &[("issue.key", "a,b")]).await;
    assert_eq!(seen, "a,b");
    let seen = sent(&app, "issue.key=a%2Cb", &[("issue.key", "a,b")]).await;
    assert_eq!(seen, "a,b");
    sent(&app, "x=a,b&x=c", &[("x", "a,b"), ("x", "c")]).await;
    // A comma inside a value does not separate two values.
    let two = CanonicalRequest::new("GET", "/panel")
        .parameter("x", "a")
        .parameter("x", "b");
    let token = app.a.token().qsh(two.hash());
    app.get("/panel?x=a,b").in_query(token).await.is(401);
}
