//! What a web item's link opens.

use serde_json::{Value, json};

use super::visitor::text;
use super::{name, on_jira};

fn item(key: &str, more: Value) -> Value {
    let mut item = json!({ "key": key, "name": name(key), "location": "operations-operations" });
    for (name, value) in more.as_object().unwrap() {
        item[name.as_str()] = value.clone();
    }
    item
}

#[tokio::test]
async fn targets_lead_where_the_descriptor_says() {
    let target = |ty: &str, options: Value| json!({ "type": ty, "options": options });
    let visitor = on_jira(json!({
        "webItems": [
            item("page", json!({ "url": "about", "context": "page" })),
            item("addon", json!({ "url": "/export?issue={issue.key}", "context": "addon", "tooltip": name("Exports it") })),
            item("product", json!({ "url": "/secure/Sub.jspa?key={issue.key}", "context": "product" })),
            item("far", json!({ "url": "https://example.com/x" })),
            item("dialog", json!({ "url": "/d", "target": target("dialog", json!({ "width": "300px", "height": "200px" })) })),
            item("inline", json!({ "url": "/i", "target": target("inlinedialog", json!({ "onHover": true })) })),
            item("module", json!({ "target": target("dialogmodule", json!({ "key": "big" })) })),
        ],
        "generalPages": [{ "key": "about", "name": name("About"), "url": "/about" }],
        "dialogs": [{ "key": "big", "url": "/big", "options": { "size": "x-large" } }],
    }))
    .await;
    let page = visitor.look("/browse/DEMO-1").await;
    let link = |key: &str| page.one(&format!("main a[data-module='{key}']"));
    let href = |key: &str| link(key).attr("href").unwrap().to_owned();

    assert!(
        href("page").starts_with("/plugins/servlet/ac/com.example.votes/about?"),
        "{}",
        href("page")
    );
    assert_eq!(href("product"), "/secure/Sub.jspa?key=DEMO-1");
    assert_eq!(href("far"), "https://example.com/x");
    assert_eq!(link("addon").attr("title"), Some("Exports it"));
    // The address is signed when it is followed, as its token lives for three minutes.
    assert!(!href("addon").contains("jwt"), "{}", href("addon"));
    let followed = visitor.redirects_to(&href("addon")).await;
    assert!(
        followed.starts_with(&format!("{}/export?issue=DEMO-1&", visitor.app.url)),
        "{followed}"
    );
    assert!(followed.contains("&jwt="), "{followed}");

    for (key, target, option) in [
        ("dialog", "dialog", "300px"),
        ("inline", "inlinedialog", "onHover"),
        ("module", "dialog", "big"),
    ] {
        let link = link(key);
        assert_eq!(link.attr("data-target"), Some(target), "{key}");
        assert!(link.attr("data-options").unwrap().contains(option), "{key}");
        assert!(
            link.attr("data-context").unwrap().contains("DEMO-1"),
            "{key}"
        );
        // Without scripts it is a page.
        assert_eq!(visitor.look(&href(key)).await.status, 200, "{key}");
    }
}

#[tokio::test]
async fn shortcuts_open_what_they_name() {
    let visitor = on_jira(json!({
        "generalPages": [{ "key": "about", "name": name("About"), "url": "/about" }],
        "keyboardShortcuts": [{ "key": "k", "name": name("Go"), "shortcut": "gv", "context": "global", "target": { "key": "about" } }],
    }))
    .await;
    let page = visitor.look("/issues").await;
    let shortcut = page.one("[data-shortcut=gv]");
    assert!(text(shortcut).contains("About"));
    assert!(page.has("[data-shortcut=gv] a[href*='/about']"));
}
