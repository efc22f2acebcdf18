//! A page and the script that it loads, as a browser gets them.

use end_to_end::RunningApp;
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};

#[tokio::test]
async fn a_browser_gets_the_script_that_the_page_names() {
    let app = RunningApp::start().await;
    let page = app
        .get("/page")
        .in_query(app.a.request_token("GET", "/page"));
    let page = page.await.is(200);
    let (_, rest) = page.body.split_once("<script src=\"/static/").unwrap();
    let (name, _) = rest.split_once('"').unwrap();
    assert!(
        name.starts_with("page.") && name.ends_with(".js") && name != "page.js",
        "{name}"
    );

    let script = app.get(&format!("/static/{name}")).await.is(200);
    assert!(script.body.contains("document.title"), "{}", script.body);
    assert_eq!(
        script.headers[CACHE_CONTROL],
        "public, max-age=31536000, immutable"
    );
    assert_eq!(
        script.headers[CONTENT_TYPE],
        "text/javascript; charset=utf-8"
    );
    let tag = script.headers[ETAG].to_str().unwrap();
    let again = app.get("/static/page.js").header("if-none-match", tag);
    again.await.is(304);
    app.get("/static/none.js").await.is(404);
    app.get("/static/..%2fCargo.toml").await.is(404);
}
