//! A page and the script that it loads, as a browser gets them.

use connect_testing::browser::Browser;
use end_to_end::{RunningApp, Token as _};
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

/// The page has three scripts, each of which adds to the title: a file of the app, one with the page's
/// nonce, and between them one that got into the page without being escaped.
#[tokio::test]
async fn a_browser_runs_the_page_s_own_scripts_and_not_an_injected_one() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let app = RunningApp::start().await;
    let token = app.a.request_token("GET", "/page").text();
    let page = format!("{}/page?jwt={token}", app.base_url());
    browser.go(&page).await;
    let injected = browser.read("document.querySelector('main script').text");
    assert_eq!(injected.await, "document.title += ' (injected)'");
    let title = browser.read("document.title").await;
    assert_eq!(title, "Page (ready) (own)");
}
