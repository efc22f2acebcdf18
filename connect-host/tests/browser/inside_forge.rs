//! An app of this framework in the local product, with everything as on Forge: dialogs, the editor of a
//! macro, themes, and post functions.

mod escapes;
mod rules;

use std::future::IntoFuture as _;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Json;
use connect_host::browser::bridge::Bridge;
use connect_host::browser::router;
use connect_host::{Host, KeyHost};
use connect_model::Origin;
use connect_model::declaration::{Declaration, Route};
use connect_runtime::__private_0_1_0::{ErasedCall, HandlerCall, ResponseFuture, bind, respond};
use connect_runtime::events::jira::PostFunction;
use connect_runtime::{App, Page};
use connect_testing::browser::Browser;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::declared_app::{self, Handler, endpoint};

const ANN: &str = "557058:ann";

/// Where a rule is viewed and edited.
const RULE: &str = "/rule?postFunction.config={postFunction.config}";

/// How many issues have gone through the transition.
static MOVED: AtomicU32 = AtomicU32::new(0);

fn panel(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let call: HandlerCall<()> = bind(call)?;
        let issue: Option<String> = call.context("issue.key")?;
        respond(Page::new("Panel").body(issue.unwrap_or_default()))
    })
}

fn moved(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let _: HandlerCall<()> = bind(call)?;
        respond(Json(MOVED.load(Ordering::SeqCst)))
    })
}

fn details(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let _: HandlerCall<()> = bind(call)?;
        respond(Page::new("Details").body("the details"))
    })
}

fn poll(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let call: HandlerCall<()> = bind(call)?;
        let colour: Option<String> = call.context("colour")?;
        respond(Page::new("Poll").body(format!("a {} poll", colour.unwrap_or_default())))
    })
}

fn editor(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let _: HandlerCall<()> = bind(call)?;
        respond(Page::new("Editor").body("choose a colour"))
    })
}

fn big(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let _: HandlerCall<()> = bind(call)?;
        respond(Page::new("Big").body("<b>".repeat(350_000)))
    })
}

fn too_big(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let _: HandlerCall<()> = bind(call)?;
        respond(Page::new("Too big").body("x".repeat(6 << 20)))
    })
}

fn rule(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let call: HandlerCall<()> = bind(call)?;
        let config: Option<String> = call.context("postFunction.config")?;
        let config = config.unwrap_or_else(|| "nothing".to_owned());
        respond(Page::new("Rule").body(format!("the rule does {config}")))
    })
}

fn moves(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let mut call: HandlerCall<()> = bind(call)?;
        let Json(run) = call.last::<Json<PostFunction>, _>().await?;
        MOVED.fetch_add(u32::from(run.issue.key == "DEMO-1"), Ordering::SeqCst);
        respond(())
    })
}

fn app() -> App {
    let origin = |line| Origin::new(file!(), line, 1);
    let module = |kind: &'static str, key: &'static str, route, properties: Value, line| {
        let mut declaration = Declaration::module(kind, key, "", Some(route), origin(line));
        declaration.properties = properties.to_string().into();
        declaration
    };
    let named = |text: &str| json!({ "value": text });
    let page = |key: &'static str, path: &'static str, line| {
        Declaration::own("iframe", key, Some(Route::iframe(path)), origin(line))
    };
    let handlers: Vec<(Declaration, Handler)> = vec![
        (
            module(
                "webPanels",
                "panel",
                Route::iframe("/panel"),
                json!({
                    "key": "panel", "name": named("Panel"), "url": "/panel?issue.key={issue.key}",
                    "location": "atl.jira.view.issue.right.context",
                }),
                1,
            ),
            panel,
        ),
        (
            module(
                "generalPages",
                "details",
                Route::iframe("/details"),
                json!({
                    "key": "details", "name": named("Details"), "url": "/details",
                    "location": "none",
                }),
                2,
            ),
            details,
        ),
        (
            module(
                "dynamicContentMacros",
                "poll",
                Route::iframe("/poll"),
                json!({
                    "key": "poll", "name": named("Poll"), "url": "/poll?colour={colour}",
                    "parameters": [{ "identifier": "colour", "name": named("Colour"), "type": "string" }],
                    "editor": { "url": "/editor" },
                }),
                3,
            ),
            poll,
        ),
        (page("editor", "/editor", 4), editor),
        (
            module(
                "jiraWorkflowPostFunctions",
                "moves",
                Route::callback("/moves"),
                json!({
                    "key": "moves", "name": named("Moves"), "description": named("Counts"),
                    "triggered": { "url": "/moves" },
                    "create": { "url": RULE }, "edit": { "url": RULE }, "view": { "url": RULE },
                }),
                5,
            ),
            moves,
        ),
        (endpoint("moved", "/api/moved", 6), moved),
        (page("big", "/big", 7), big),
        (page("too-big", "/too-big", 8), too_big),
        (page("rule", "/rule", 9), rule),
    ];
    let properties = json!({
        "key": "com.example.inside", "name": "Inside", "forge": "native",
        "vendor": { "name": "Example", "url": "https://example.com" },
    });
    declared_app::app(&properties, handlers)
}

/// Both products with the app, and a browser in front of them.
struct Inside {
    origin: String,
    jira: Host,
    browser: Browser,
    serving: JoinHandle<std::io::Result<()>>,
    _shell: TempDir,
}

impl Inside {
    /// `None` where there is no browser.
    async fn start() -> Option<Self> {
        let browser = Browser::start().await?;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let origin = format!("http://localhost:{port}");
        let keys = KeyHost::start().await.unwrap();
        let app = app();
        let install = async |host: connect_host::HostBuilder, base_url: String| {
            let host = host.on_forge().base_url(base_url).key_host(&keys);
            host.user(ANN).install(&app).await.unwrap()
        };
        let jira = install(Host::jira(), origin.clone()).await;
        let confluence = install(Host::confluence(), format!("{origin}/wiki")).await;
        let shell = tempfile::tempdir().unwrap();
        let package = shell.path().join("app");
        let folder = shell.path().join("shell");
        let none = std::collections::BTreeSet::new();
        connect_build::__internal::write_shell(&folder, &package, &none).unwrap();
        let bridge = Bridge::forge(jira.base_url(), &folder, None);
        let pages = router(&[jira.clone(), confluence], &bridge);
        let serving = tokio::spawn(axum::serve(listener, pages).into_future());
        Some(Self {
            origin,
            jira,
            browser,
            serving,
            _shell: shell,
        })
    }

    async fn go(&self, path: &str) {
        self.browser.leave().await;
        self.browser.go(&format!("{}{path}", self.origin)).await;
    }

    /// Enters a frame once it shows this text.
    async fn enter(&self, frame: &str, shows: &str) {
        self.browser.leave().await;
        let is_there = format!("document.querySelector({frame:?})");
        self.browser.until(&is_there).await;
        self.browser.enter(frame).await;
        let shown = format!("document.body?.textContent.includes({shows:?})");
        self.browser.until(&shown).await;
    }

    async fn close(self) {
        self.browser.close().await;
        self.serving.abort();
    }
}

const FRAME: &str = ".ap-frame iframe";
const OVER: &str = "dialog .local-dialog-frame iframe";
const NOTHING_OVER: &str = "!document.querySelector('dialog')";

#[tokio::test]
async fn a_dialog_opens_over_the_product_and_answers_the_page() {
    let Some(inside) = Inside::start().await else {
        return;
    };
    let browser = &inside.browser;
    inside.go("/browse/DEMO-1").await;
    inside.enter(FRAME, "DEMO-1").await;
    browser
        .run(
            "globalThis.heard = [];
             AP.events.on('dialog.close', (data) => heard.push(data));
             AP.dialog.create({ key: 'details', header: 'More', size: 'small', customData: { of: 'DEMO-1' } });",
        )
        .await;
    inside.enter(OVER, "the details").await;
    let given = "return new Promise((done) => AP.dialog.getCustomData(done))";
    assert_eq!(browser.run(given).await, json!({ "of": "DEMO-1" }));
    browser.leave().await;
    let shown = "(({ style, textContent }) => [style.width, textContent.includes('More')])(document.querySelector('dialog'))";
    assert_eq!(browser.read(shown).await, json!(["400px", true]));
    browser.enter(OVER).await;
    browser
        .run("setTimeout(() => AP.dialog.close({ chosen: 2 }))")
        .await;
    browser.leave().await;
    browser.until(NOTHING_OVER).await;
    browser.enter(FRAME).await;
    browser.until("heard.length === 1").await;
    assert_eq!(browser.read("heard").await, json!([{ "chosen": 2 }]));
    inside.close().await;
}

#[tokio::test]
async fn a_macro_is_configured_by_a_page_of_the_app() {
    let Some(inside) = Inside::start().await else {
        return;
    };
    let browser = &inside.browser;
    inside.go("/wiki/spaces/DEMO/pages/65537/edit").await;
    browser
        .until("document.querySelector('[data-macro=poll] button.ap-item')")
        .await;
    let body = "document.querySelector('#editor textarea[name=body]').value";
    let before = browser.read(body).await;
    // Leaving the editor inserts nothing.
    browser.click("[data-macro=poll] button.ap-item").await;
    inside.enter(OVER, "choose a colour").await;
    browser
        .run("setTimeout(() => AP.confluence.closeMacroEditor())")
        .await;
    browser.leave().await;
    browser.until(NOTHING_OVER).await;
    assert_eq!(browser.read(body).await, before);

    browser.click("[data-macro=poll] button.ap-item").await;
    inside.enter(OVER, "choose a colour").await;
    assert_eq!(
        browser.run("return AP.confluence.getMacroData()").await,
        json!({})
    );
    browser
        .run("setTimeout(() => AP.confluence.saveMacro({ colour: 'red' }))")
        .await;
    browser.leave().await;
    browser.until(NOTHING_OVER).await;
    let written = browser.read(body).await;
    let written = written.as_str().unwrap();
    assert!(written.contains("ac:name=\"colour\">red<"), "{written}");
    // The next time, the editor gets what was saved.
    browser.click("#macros-here button").await;
    inside.enter(OVER, "choose a colour").await;
    let saved = browser.run("return AP.confluence.getMacroData()").await;
    assert_eq!(saved, json!({ "colour": "red" }));
    browser
        .run("setTimeout(() => AP.confluence.closeMacroEditor())")
        .await;
    browser.leave().await;
    browser.until(NOTHING_OVER).await;
    browser.click("#editor button.primary").await;
    inside.enter(FRAME, "a red poll").await;
    inside.close().await;
}

#[tokio::test]
async fn a_page_has_the_theme_of_the_product() {
    let Some(inside) = Inside::start().await else {
        return;
    };
    let browser = &inside.browser;
    for other in ["dark", "light"] {
        inside.go("/browse/DEMO-1").await;
        let switch = format!("document.querySelector('button[name=theme][value={other}]').click()");
        browser.run(&switch).await;
        let changed = format!("document.documentElement.dataset.colorMode === '{other}'");
        browser.until(&changed).await;
        inside.enter(FRAME, "DEMO-1").await;
        browser.until(&changed).await;
        let theme = "document.documentElement.dataset.theme";
        assert!(browser.read(theme).await.is_string());
    }
    inside.close().await;
}

#[tokio::test]
async fn a_post_function_runs_and_the_page_shows_it() {
    let Some(inside) = Inside::start().await else {
        return;
    };
    inside.go("/browse/DEMO-1").await;
    inside.enter(FRAME, "DEMO-1").await;
    let moved = "fetch('/api/moved', { method: 'POST' }).then((answer) => answer.json())";
    let before = inside.browser.run(&format!("return {moved}")).await;
    assert_eq!(before, json!(0));
    let ran = inside.jira.forge_call("moves").with_body(json!({
        "issue": { "id": "10001", "key": "DEMO-1" }, "transition": { "executionId": "1" },
        "atlassianId": ANN, "configuration": {}, "postFunction": { "id": "1" },
        "changelog": { "items": [] },
    }));
    assert_eq!(ran.until_handled().await.unwrap().status, 204);
    let after = inside.browser.run(&format!("return {moved}")).await;
    assert_eq!(after, json!(1));
    inside.close().await;
}
