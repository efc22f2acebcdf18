//! Forms posted without a script, licences, and the signed context.

use serde_json::{Value, json};

use super::fixture::{Host, now};

/// Posts a form as a browser does: returns the status and the response.
async fn post(host: &Host, target: &str, fields: &str) -> (u16, Value) {
    let request = host
        .client
        .post(host.url(target))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(fields.to_owned());
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (status, response.json().await.unwrap_or_default())
}

fn context_token(context: Value) -> String {
    let claims = json!({
        "iss": "one", "iat": now(), "exp": now() + 60, "sub": "557058:someone",
        "qsh": "context-qsh", "context": context,
    });
    Host::token("secret-one", &claims)
}

/// The form token of a page that the host opens with this query.
async fn form_token(host: &Host, query: &str) -> String {
    let page = host.open(&format!("/form?{query}")).await;
    assert_eq!(page.status(), 200);
    let field = page.text().await.unwrap();
    let value = field.strip_prefix("<input type=\"hidden\" name=\"jwt\" value=\"");
    value
        .and_then(|value| value.strip_suffix("\">"))
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_form_carries_the_page_s_token() {
    let host = Host::installed().await;
    let token = form_token(&host, "issue.key=DEMO-1&issue.id=7&lic=active").await;
    let (status, answer) = post(
        &host,
        "/api/colour",
        &format!("jwt={token}&colour=red&issue=DEMO-1"),
    )
    .await;
    assert_eq!(status, 200);
    assert_eq!(answer["user"], "557058:someone");
    assert_eq!(answer["license"], "Active");
    assert_eq!(
        (&answer["id"], &answer["key"]),
        (&json!(7), &json!("DEMO-1"))
    );
    assert_eq!(
        answer["fields"],
        json!({ "colour": "red", "issue": "DEMO-1" })
    );
    // For an issue other than the page's.
    let other = format!("jwt={token}&issue=DEMO-2");
    assert_eq!(post(&host, "/api/colour", &other).await.0, 403);

    // The host's own token works in a form, too.
    let context = context_token(json!({ "jira": { "issue": { "key": "DEMO-1", "id": 7 } } }));
    let fields = format!("jwt={context}&colour=red&issue=DEMO-1");
    let (status, answer) = post(&host, "/api/colour", &fields).await;
    assert_eq!((status, &answer["id"]), (200, &json!(7)));
    assert_eq!(answer["license"], "Development");
}

#[tokio::test]
async fn a_form_token_is_good_for_nothing_else() {
    let host = Host::installed().await;
    let token = form_token(&host, "issue.key=DEMO-1").await;
    let status = async |target: &str, fields: &str| post(&host, target, fields).await.0;
    // Not in the query or the header, not for a page, a webhook or a merged route.
    assert_eq!(
        status(&format!("/api/colour?jwt={token}"), "issue=DEMO-1").await,
        401
    );
    let header = host.post("/api/vote/7", &token, &json!("up"));
    assert_eq!(header.send().await.unwrap().status(), 401);
    assert_eq!(status("/form", &format!("jwt={token}")).await, 401);
    assert_eq!(
        status("/webhooks/greet", &format!("jwt={token}")).await,
        401
    );
    // Not twice, and not after tampering.
    assert_eq!(
        status(&format!("/api/colour?jwt={token}"), &format!("jwt={token}")).await,
        401
    );
    let changed = token.replace('.', ".e");
    assert_eq!(status("/api/colour", &format!("jwt={changed}")).await, 401);
    assert_eq!(status("/api/colour", "issue=DEMO-1").await, 401);
    // A host's token that doesn't cover a form, or another tenant's.
    let request = Host::request_token("POST", "/api/colour");
    assert_eq!(status("/api/colour", &format!("jwt={request}")).await, 401);
    // And not after the secret has changed.
    assert_eq!(host.install("one", "rotated").await.status(), 204);
    let fields = format!("jwt={token}&issue=DEMO-1");
    assert_eq!(status("/api/colour", &fields).await, 401);
}

#[tokio::test]
async fn the_licence_and_the_context_of_an_endpoint_are_the_token_s() {
    let host = Host::installed().await;
    let issue = json!({ "issue": { "key": "DEMO-1" } });
    for (context, license) in [
        (
            json!({ "license": { "active": false }, "jira": issue }),
            "Inactive",
        ),
        (
            json!({ "license": { "active": true }, "jira": issue }),
            "Active",
        ),
        (
            json!({ "license": { "active": "yes" }, "jira": issue }),
            "Inactive",
        ),
        (json!({ "jira": issue }), "Development"),
    ] {
        let token = context_token(context);
        // A licence written into the query by the browser is ignored.
        let target = format!("/api/colour?lic=active&jwt={token}");
        let (status, answer) = post(&host, &target, "issue=DEMO-1").await;
        assert_eq!(status, 200);
        assert_eq!(answer["license"], license);
        let (status, _) = post(&host, &target, "issue=DEMO-2").await;
        assert_eq!(status, 403);
    }
    let without = Host::context_token();
    let (status, _) = post(&host, &format!("/api/colour?jwt={without}"), "issue=DEMO-1").await;
    assert_eq!(status, 403);
}

#[tokio::test]
async fn two_licences_that_differ_count_as_none() {
    let host = Host::installed().await;
    for (query, license) in [
        ("lic=active", "Active"),
        ("lic=active&lic=active", "Inactive"),
        ("lic=none", "Inactive"),
        ("lic=active&lic=none", "Inactive"),
        ("lic=none&lic=active", "Inactive"),
        ("lic=active&%6Cic=evaluation", "Inactive"),
        ("x=1", "Development"),
    ] {
        let page = host.open(&format!("/votes?issue.key=D-1&{query}")).await;
        let page = page.text().await.unwrap();
        assert!(page.contains(&format!("one {license}")), "{query}: {page}");
    }
    // A form posted by the host is signed, too.
    let token = Host::request_token("POST", "/votes?issue.key=D-1&lic=active");
    let request = host
        .client
        .post(host.url("/votes"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("issue.key=D-1&lic=active&jwt={token}"));
    let page = request.send().await.unwrap().text().await.unwrap();
    assert!(page.contains("one Active"), "{page}");
}
