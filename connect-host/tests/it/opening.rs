use connect_host::requests::Verdict;
use connect_host::{DEFAULT_USER, Host, HostError};
use serde_json::{Value, json};

use crate::recording_app::{App, panel, sha256};

#[tokio::test]
async fn a_panel_is_opened_with_context_and_a_signed_url() {
    let app = App::start(panel()).await;
    let host = Host::jira()
        .base_url("https://a.atlassian.net")
        .install(&app.url)
        .await
        .unwrap();
    let page = host
        .open("votes")
        .with("issue.key", "DEMO-1")
        .await
        .unwrap();
    assert_eq!(page.status, 200);
    assert_eq!(page.body, "this is /votes");
    assert_eq!(page.verdict(), Verdict::Accepted);
    assert_eq!(page.unbound(), ["project.id"]);
    assert_eq!(page.module.kind, "webPanels");

    let request = app.last("/votes");
    assert_eq!(request.method, "GET");
    assert_eq!(page.page_url().query(), request.uri.query());
    assert!(request.headers.get("authorization").is_none());
    let mut query = request.query();
    assert_eq!(query.pop().unwrap().0, "jwt");
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        query,
        [
            pair("issue.key", "DEMO-1"),
            pair("project.id", ""),
            pair("xdm_e", "https://a.atlassian.net"),
            pair("xdm_c", "channel-com.example.votes__votes"),
            pair("cp", ""),
            pair("xdm_deprecated_addon_key_do_not_use", "com.example.votes"),
            pair("lic", "none"),
            pair("cv", "1001.0.0-SNAPSHOT"),
        ]
    );

    let claims = request.hs256(&host.shared_secret());
    assert_eq!(claims["iss"], host.client_key());
    assert_eq!(claims["sub"], DEFAULT_USER);
    assert_eq!(
        claims["context"],
        json!({"jira": {"issue": {"key": "DEMO-1"}}})
    );
    assert_eq!(
        claims["qsh"],
        sha256(
            "GET&/votes&cp=&cv=1001.0.0-SNAPSHOT&issue.key=DEMO-1&lic=none&project.id=\
             &xdm_c=channel-com.example.votes__votes\
             &xdm_deprecated_addon_key_do_not_use=com.example.votes\
             &xdm_e=https%3A%2F%2Fa.atlassian.net"
        )
    );
}

/// Licences, in the page's URL and in the page's own token.
#[tokio::test]
async fn tokens_carry_the_licences_of_apps_that_are_sold() {
    use connect_host::License;

    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    for (license, word, edition, active) in [
        (License::None, "none", None, false),
        (License::Expired, "none", None, false),
        (
            License::Evaluation,
            "active",
            Some("capabilityStandard"),
            true,
        ),
        (License::Active, "active", Some("capabilityStandard"), true),
        (
            License::Advanced,
            "active",
            Some("capabilityAdvanced"),
            true,
        ),
    ] {
        host.set_license(license);
        for (editions, sold) in [(true, true), (false, true), (true, false)] {
            app.describe(|descriptor| {
                descriptor["editionsEnabled"] = editions.into();
                descriptor["enableLicensing"] = sold.into();
            });
            host.reinstall().await.unwrap();
            let page = host.open("votes").await.unwrap();
            let request = app.last("/votes");
            let parameter = |name: &str| request.parameter(name);
            let edition = edition.filter(|_| editions && sold).map(str::to_owned);
            assert_eq!(
                parameter("lic").as_deref(),
                Some(word).filter(|_| sold),
                "{license:?}"
            );
            assert_eq!(parameter("capSet"), edition, "{license:?}");

            page.endpoint(connect_host::Method::GET, "/api")
                .await
                .unwrap();
            let claims = app.last("/api").hs256(&host.shared_secret());
            let expected = if sold {
                json!({ "active": active })
            } else {
                json!(null)
            };
            assert_eq!(claims["context"]["license"], expected, "{license:?}");
        }
    }
}

#[tokio::test]
async fn odd_values_arrive_unchanged_and_are_hashed_correctly() {
    let app = App::start(panel()).await;
    let host = Host::jira().licensed(true).install(&app.url).await.unwrap();
    let odd = "a b+c&d=é😀!'()*~[]";
    host.open("votes")
        .with("issue.key", odd)
        .with("project.id", 7)
        .await
        .unwrap();
    let request = app.last("/votes");
    assert_eq!(request.parameter("issue.key").unwrap(), odd);
    assert_eq!(request.parameter("lic").unwrap(), "active");
    let origin = host
        .base_url()
        .origin()
        .ascii_serialization()
        .replace("://", "%3A%2F%2F");
    assert_eq!(
        request.hs256(&host.shared_secret())["qsh"],
        sha256(&format!(
            "GET&/votes&cp=&cv=1001.0.0-SNAPSHOT\
             &issue.key=a%20b%2Bc%26d%3D%C3%A9%F0%9F%98%80%21%27%28%29%2A~%5B%5D\
             &lic=active&project.id=7&xdm_c=channel-com.example.votes__votes\
             &xdm_deprecated_addon_key_do_not_use=com.example.votes&xdm_e={origin}"
        ))
    );
}

#[tokio::test]
async fn the_base_urls_path_is_not_hashed() {
    let app = App::start_below("/ctx", json!({
        "generalPages": [{"key": "about", "name": {"value": "About"}, "url": "/about/{project.key}"}],
    }))
    .await;
    let host = Host::jira().install(&app.url).await.unwrap();
    assert_eq!(
        app.last("/ctx/installed")
            .rs256(host.key_host().key().public_pem(), &app.url)
            .1["qsh"],
        sha256("POST&/installed&")
    );
    host.open("about").with("project.key", "A B").await.unwrap();
    let request = app.last("/ctx/about/A%20B");
    let canonical: Vec<String> = {
        let mut pairs: Vec<_> = request
            .query()
            .into_iter()
            .filter(|(name, _)| name != "jwt")
            .collect();
        pairs.sort();
        pairs
            .iter()
            .map(|(n, v)| format!("{n}={}", v.replace(':', "%3A").replace('/', "%2F")))
            .collect()
    };
    assert_eq!(
        request.hs256(&host.shared_secret())["qsh"],
        sha256(&format!("GET&/about/A%20B&{}", canonical.join("&")))
    );
}

#[tokio::test]
async fn the_user_is_the_one_that_the_test_sets() {
    let app = App::start(panel()).await;
    let host = Host::jira().user("ann").install(&app.url).await.unwrap();
    let subject = async |open: connect_host::requests::Open| -> Value {
        open.await.unwrap();
        app.last("/votes").hs256(&host.shared_secret())["sub"].clone()
    };
    assert_eq!(subject(host.open("votes")).await, "ann");
    assert_eq!(subject(host.open("votes").as_user("bob")).await, "bob");
    assert_eq!(subject(host.open("votes").anonymous()).await, Value::Null);
}

#[tokio::test]
async fn strict_opening_needs_all_context_and_samples_provide_it() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    let error = host
        .open("votes")
        .strict()
        .with("issue.key", "A-1")
        .await
        .unwrap_err();
    let HostError::MissingContext { missing, .. } = error else {
        panic!("{error}")
    };
    assert_eq!(missing, ["project.id"]);
    assert!(app.received("/votes").is_empty());
    let page = host
        .open("votes")
        .strict()
        .with_samples()
        .with("issue.key", "A-1")
        .await
        .unwrap();
    assert!(page.unbound().is_empty());
    assert_eq!(app.last("/votes").parameter("issue.key").unwrap(), "A-1");
    assert_eq!(app.last("/votes").parameter("project.id").unwrap(), "10000");
}

#[tokio::test]
async fn an_unknown_module_comes_with_a_suggestion() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    let error = host.open("vote").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown module \"vote\"; did you mean \"votes\"?"
    );
}

#[tokio::test]
async fn a_macro_gets_its_own_parameters_and_confluence_its_context_path() {
    let app = App::start(json!({
        "dynamicContentMacros": [{
            "key": "chart", "name": {"value": "Chart"},
            "url": "/chart?type={chartType}&page={page.id}&out={output.type}",
            "editor": {"url": "/chart-editor"},
        }],
        "configurePage": {"key": "configure", "name": {"value": "Configure"}, "url": "/configure"},
        "contentBylineItems": [{"key": "byline", "name": {"value": "By"}, "url": "/by?c={content.id}",
            "target": {"type": "inlinedialog"}}],
        "webPanels": "the other product's fault is not this one's, but this is both's",
    }))
    .await;
    let error = Host::confluence().install(&app.url).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("modules.webPanels: must be a list, not text"),
        "{error}"
    );
    app.describe(|d| drop(d["modules"].as_object_mut().unwrap().remove("webPanels")));

    let host = Host::confluence().install(&app.url).await.unwrap();
    host.open("chart")
        .with("chartType", "pie")
        .with("page.id", 5)
        .with("output.type", "pdf")
        .await
        .unwrap();
    let request = app.last("/chart");
    assert_eq!(request.parameter("type").unwrap(), "pie");
    assert_eq!(request.parameter("cp").unwrap(), "/wiki");
    assert!(!request.parameter("xdm_e").unwrap().ends_with("/wiki"));
    assert_eq!(
        request.hs256(&host.shared_secret())["context"],
        json!({"confluence": {"content": {"id": "5"}, "macro": {"outputType": "pdf"}}})
    );
    host.open("chart").part("editor").await.unwrap();
    assert_eq!(app.received("/chart-editor").len(), 1);
    for key in ["configure", "byline"] {
        assert_eq!(host.open(key).await.unwrap().status, 200, "{key}");
    }
    assert!(
        host.modules()
            .iter()
            .all(connect_host::Module::can_be_opened)
    );
}

#[tokio::test]
async fn a_web_item_leads_to_its_dialog_or_page() {
    let app = App::start(json!({
        "dialogs": [{"key": "editor", "url": "/editor?key={issue.key}"}],
        "generalPages": [{"key": "about", "name": {"value": "About"}, "url": "/about"}],
        "webItems": [
            {"key": "edit", "name": {"value": "Edit"}, "location": "operations-operations",
                "target": {"type": "dialogmodule", "options": {"key": "editor"}}},
            {"key": "read", "name": {"value": "Read"}, "location": "operations-operations",
                "context": "PAGE", "url": "about"},
            {"key": "own", "name": {"value": "Own"}, "location": "operations-operations",
                "url": "/own", "target": {"type": "dialog"}},
            {"key": "lost", "name": {"value": "Lost"}, "location": "operations-operations",
                "target": {"type": "dialogmodule", "options": {"key": "editorr"}}},
            {"key": "wrong", "name": {"value": "Wrong"}, "location": "operations-operations",
                "context": "page", "url": "editor"},
        ],
    }))
    .await;
    let host = Host::jira().install(&app.url).await.unwrap();
    let edit = host.open("edit").with("issue.key", "A-1").await.unwrap();
    assert_eq!(
        (edit.module.key.as_deref(), &*edit.body),
        (Some("editor"), "this is /editor")
    );
    let request = app.last("/editor");
    assert_eq!(request.parameter("key").unwrap(), "A-1");
    assert_eq!(
        request.parameter("xdm_c").unwrap(),
        "channel-com.example.votes__editor"
    );
    request.hs256(&host.shared_secret());
    assert_eq!(host.open("read").await.unwrap().body, "this is /about");
    assert_eq!(host.open("own").await.unwrap().body, "this is /own");

    let error = host.open("lost").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown module \"editorr\"; did you mean \"editor\"?"
    );
    let warnings: Vec<_> = host.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "modules.webItems: for \"lost\" a host opens nothing: unknown module \"editorr\"; did you \
             mean \"editor\"?",
            "modules.webItems: for \"wrong\" a host opens nothing: module \"wrong\" (webItems) can't be \
             opened: it links to \"editor\", which is one of `dialogs`",
        ]
    );
}

#[tokio::test]
async fn a_page_must_allow_every_address_of_the_site() {
    let app = App::start(panel()).await;
    let host = Host::jira()
        .base_url("https://acme.atlassian.net")
        .display_url("https://issues.acme.example")
        .help_center_url("https://support.acme.example")
        .install(&app.url)
        .await
        .unwrap();
    let addresses = [
        "https://acme.atlassian.net",
        "https://issues.acme.example",
        "https://support.acme.example",
    ];
    let refusal = async |allowed: &[&str]| {
        app.set_policy(&format!("frame-ancestors {}", allowed.join(" ")));
        host.open("votes").await.unwrap().frame_refusal()
    };
    assert_eq!(refusal(&addresses).await, None);
    for missing in addresses {
        let others: Vec<&str> = addresses.into_iter().filter(|it| *it != missing).collect();
        let refused = refusal(&others).await.unwrap();
        assert!(
            refused.ends_with(&format!("does not include {missing}")),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn a_cacheable_page_has_the_same_url_for_everyone() {
    let app = App::start(json!({
        "generalPages": [{"key": "about", "name": {"value": "About"}, "url": "/about", "cacheable": true}],
    }))
    .await;
    let host = Host::jira().install(&app.url).await.unwrap();
    let page = host.open("about").await.unwrap();
    assert_eq!(page.url.query(), None);
}

#[tokio::test]
async fn an_answer_with_any_status_is_returned() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    for (status, verdict) in [
        (401, Verdict::Refused),
        (403, Verdict::Refused),
        (302, Verdict::Accepted),
        (500, Verdict::Failed),
    ] {
        app.answer("/votes", status);
        let page = host.open("votes").await.unwrap();
        assert_eq!((page.status.as_u16(), page.verdict()), (status, verdict));
    }
}

#[tokio::test]
async fn the_journal_holds_no_token() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    host.open("votes").await.unwrap();
    let journal = host.journal();
    let purposes: Vec<_> = journal
        .iter()
        .map(|exchange| exchange.purpose.as_str())
        .collect();
    assert_eq!(
        purposes,
        ["descriptor", "installed", "enabled", "open \"votes\""]
    );
    assert!(journal[3].url.ends_with("&jwt=…"), "{}", journal[3].url);
}
