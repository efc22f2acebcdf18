//! A page that tries to leave Forge's frame, or sends too much: it stays where it is, and the product
//! keeps working and reports what the app did.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{FRAME, Inside, NOTHING_OVER};

/// What the page does, the call under which the inspector lists it, and part of the reason given there.
type Attempt = (&'static str, &'static str, &'static str);

const ATTEMPTS: &[Attempt] = &[
    (
        "later(() => { top.location = 'about:blank#assigned'; })",
        "script",
        "Location",
    ),
    (
        "later(() => { top.location.href = 'https://example.com/href'; })",
        "script",
        "Location",
    ),
    (
        "later(() => parent.document.body.remove())",
        "script",
        "cross-origin",
    ),
    (
        "later(() => parent.document.title)",
        "script",
        "cross-origin",
    ),
    (
        "if (window.open('https://example.com/window')) throw new Error('it opened')",
        "window.open",
        "https://example.com/window",
    ),
    (
        "put('<a id=out target=_top href=https://example.com/link>Out</a>'); pastTheShell('click'); document.getElementById('out').click()",
        "click",
        "_top",
    ),
    (
        "put('<form id=away target=_top action=https://example.com/form></form>'); pastTheShell('submit'); document.getElementById('away').requestSubmit()",
        "submit",
        "_top",
    ),
    (
        "put('<iframe src=https://example.com/inner></iframe>')",
        "frame-src",
        "https://example.com",
    ),
];

/// For the attempts: `put` adds markup to the page, `later` does something that nothing waits for, and
/// `pastTheShell` keeps an event from the shell, which sends links and forms through the bridge. The page
/// learns the reason only from a promise: a test's script has no origin.
const TOOLS: &str = "globalThis.put = (html) => document.body.insertAdjacentHTML('beforeend', html);
globalThis.later = (what) => void Promise.resolve().then(what);
globalThis.pastTheShell = (name) => document.addEventListener(name, (event) => event.stopPropagation(), { once: true });";

impl Inside {
    /// Shows the issue with the panel, and enters the panel's frame.
    async fn panel(&self) {
        self.go("/browse/DEMO-1").await;
        self.enter(FRAME, "DEMO-1").await;
        self.browser.run(TOOLS).await;
    }

    /// Waits until the host lists this call with a reason that contains `why`: pages report in batches.
    async fn reports(&self, call: &str, why: &str) {
        let give_up = Instant::now() + Duration::from_secs(20);
        loop {
            let calls = self.jira.bridge_calls().into_iter();
            let refused = calls.filter_map(|it| Some((it.call, it.refused?)));
            let refused: Vec<_> = refused.collect();
            let mut same = refused.iter().filter(|(refused, _)| refused == call);
            if same.any(|(_, reason)| reason.contains(why)) {
                return;
            }
            assert!(Instant::now() < give_up, "{call} {why}: {refused:#?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The product's page is still the same, and the panel's bridge still answers.
    async fn still_works(&self) {
        self.browser.leave().await;
        let path = self.browser.read("location.pathname").await;
        assert_eq!(path, json!("/browse/DEMO-1"));
        self.browser.enter(FRAME).await;
        let answer = "return fetch('/api/moved', { method: 'POST' }).then(({ status }) => status)";
        assert_eq!(self.browser.run(answer).await, json!(200));
    }
}

#[tokio::test]
async fn a_page_stays_in_its_frame_and_the_inspector_reports_what_it_tried() {
    let Some(inside) = Inside::start().await else {
        return;
    };
    inside.panel().await;
    for (attempt, call, why) in ATTEMPTS {
        inside.browser.run(attempt).await;
        inside.reports(call, why).await;
        inside.still_works().await;
    }
    inside.go("/_host/bridge").await;
    let text = inside.browser.text().await;
    assert!(text.contains("refused: a frame of Forge"), "{text}");
    inside.close().await;
}

/// A browser allows a page more for a while after a click, but not this.
#[tokio::test]
async fn a_page_that_was_clicked_stays_in_its_frame() {
    let Some(inside) = Inside::start().await else {
        return;
    };
    inside.panel().await;
    inside
        .browser
        .run(
            "put('<button id=leave>Leave</button>');
             document.getElementById('leave').onclick = () => later(() => { top.location = 'about:blank'; });",
        )
        .await;
    inside.browser.click("#leave").await;
    inside.reports("script", "Location").await;
    inside.still_works().await;
    inside.close().await;
}

#[tokio::test]
async fn a_form_for_the_whole_window_is_answered_in_the_frame() {
    let Some(inside) = Inside::start().await else {
        return;
    };
    inside.panel().await;
    inside
        .browser
        .run("put('<form target=_top action=/details><button id=send>Send</button></form>')")
        .await;
    inside.browser.click("#send").await;
    inside.enter(FRAME, "the details").await;
    inside.browser.leave().await;
    let path = inside.browser.read("location.pathname").await;
    assert_eq!(path, json!("/browse/DEMO-1"));
    inside.close().await;
}

#[tokio::test]
async fn a_page_that_navigates_its_frame_away_is_reported() {
    let Some(inside) = Inside::start().await else {
        return;
    };
    let product = format!("{}/browse/DEMO-2", inside.origin);
    let goes = "setTimeout(() => { location = ADDRESS; })";
    let sends = "put('<form id=away></form>'); pastTheShell('submit'); Object.assign(document.getElementById('away'), { action: ADDRESS }).requestSubmit()";
    for (address, leaves) in [
        (&*product, goes),
        ("https://example.com/away", goes),
        ("https://example.com/sent", sends),
        ("global-bridge.js", goes),
    ] {
        inside.panel().await;
        let leaves = leaves.replace("ADDRESS", &format!("{address:?}"));
        inside.browser.run(&leaves).await;
        inside.browser.leave().await;
        let fault = "document.querySelector('.ap-frame .ap-fault')?.textContent ?? ''";
        inside
            .browser
            .until(&format!("/left its frame/.test({fault})"))
            .await;
        let shown = inside.browser.read(fault).await;
        let shown = shown.as_str().unwrap();
        if address.contains("://") {
            let origin = address.rsplit_once('/').unwrap().0;
            assert!(
                shown.contains(origin.trim_end_matches("/browse")),
                "{shown}"
            );
        }
        inside.reports("location", "the app’s own files").await;
    }
    inside.close().await;
}

#[tokio::test]
async fn the_user_is_asked_before_the_app_navigates_away() {
    let Some(inside) = Inside::start().await else {
        return;
    };
    let browser = &inside.browser;
    inside.panel().await;
    browser
        .run(
            "globalThis.ended = [];
             for (const type of ['same-tab', 'new-tab']) {
               __bridge.callBridge('navigate', { url: 'https://example.com/elsewhere', type }).then(() => ended.push('left'), ({ message }) => ended.push(message));
             }",
        )
        .await;
    // The second call comes too early.
    browser.until("ended.length === 1").await;
    browser.leave().await;
    let asks =
        "document.querySelector('dialog.leaving')?.textContent.includes('example.com/elsewhere')";
    browser.until(asks).await;
    browser
        .click("dialog.leaving footer button[type=button]")
        .await;
    browser.until(NOTHING_OVER).await;
    browser.enter(FRAME).await;
    browser.until("ended.length === 2").await;
    let ended = browser.read("ended").await;
    assert_eq!(
        ended,
        json!(["the user is being asked already", "the user stays here"])
    );
    for address in ["javascript:alert(1)", "data:text/html,x", "blob:x"] {
        let led = format!("__bridge.callBridge('navigate', {{ url: {address:?} }})");
        let refused = browser.attempt(&format!("return {led}")).await;
        assert!(refused.unwrap_err().contains("leads nowhere"), "{address}");
    }
    inside.still_works().await;
    inside.close().await;
}

/// Every way in which a page can send: the bridge's channel, its own window, and a nested frame.
#[tokio::test]
async fn a_flood_removes_its_frame_and_the_product_still_works() {
    let Some(inside) = Inside::start().await else {
        return;
    };
    let floods = [
        (
            "__bridge.callBridge('emit', { event: 'flood', payload: i })",
            false,
        ),
        ("parent.postMessage('forge-frame', '*')", false),
        ("top.postMessage(i, '*')", true),
    ];
    for (message, is_within) in floods {
        inside.panel().await;
        if is_within {
            inside.browser.run("put('<iframe></iframe>')").await;
            inside.browser.enter("iframe").await;
        }
        let flood = format!("for (let i = 0; i < 50_000; i += 1) {message}");
        let flood = format!("setTimeout(() => {{ {flood} }})");
        inside.browser.run(&flood).await;
        inside.browser.leave().await;
        let reported = "/sent too many messages/.test(document.querySelector('.ap-fault')?.textContent) && !document.querySelector('.ap-frame iframe')";
        inside.browser.until(reported).await;
        // The product's own page still works: the panel is back.
        inside.panel().await;
        inside.still_works().await;
    }
    inside.close().await;
}

#[tokio::test]
async fn the_number_of_dialogs_and_listeners_is_limited() {
    let Some(inside) = Inside::start().await else {
        return;
    };
    let browser = &inside.browser;
    inside.panel().await;
    let opens = "const opens = () => __bridge.callBridge('openModal', { size: 'small', context: { connect: { key: 'details' } } }).then(() => 1, () => 0);
        return (await Promise.all(Array.from({ length: 40 }, opens))).reduce((sum, one) => sum + one)";
    assert_eq!(browser.run(opens).await, json!(10));
    let listens = "const listens = () => __bridge.callBridge('on', { event: 'connect', callback() {} }).then(() => 1, () => 0);
        return (await Promise.all(Array.from({ length: 400 }, listens))).filter((one) => !one).length > 250";
    assert_eq!(browser.run(listens).await, json!(true));
    inside
        .reports("__bridge openModal", "so many dialogs")
        .await;
    inside.reports("__bridge on", "so many listeners").await;
    inside.still_works().await;
    inside.close().await;
}

#[tokio::test]
async fn a_megabyte_of_markup_is_shown_and_more_than_forge_accepts_is_refused() {
    let Some(inside) = Inside::start().await else {
        return;
    };
    let browser = &inside.browser;
    inside.panel().await;
    browser
        .run("put('<a id=big href=/big>Big</a>'); document.getElementById('big').click()")
        .await;
    browser
        .until("document.body.textContent.length > 1e6 && document.body.children.length < 10")
        .await;
    inside.still_works().await;
    // Text from a page never becomes markup in the product.
    let script = "const text = '<img src=x onerror=alert(1)>'.repeat(40_000);
        await __bridge.callBridge('showFlag', { id: 'f', title: text, description: text });
        await __bridge.callBridge('changeWindowTitle', text);
        await __bridge.callBridge('openModal', { title: text, size: 'small', context: {} })";
    browser.run(script).await;
    browser.leave().await;
    browser.until("document.querySelector('dialog h2')").await;
    let images = "document.querySelectorAll('dialog img, #ap-flags img').length";
    assert_eq!(browser.read(images).await, json!(0));

    inside.panel().await;
    let sent = "return fetch('/api/moved', { method: 'POST', body: 'x'.repeat(LENGTH) }).then(({ status }) => status, ({ status }) => -status)";
    let within = browser.run(&sent.replace("LENGTH", "400_000")).await;
    assert_eq!(within, json!(200));
    let beyond = browser.run(&sent.replace("LENGTH", "600_000")).await;
    assert_eq!(beyond, json!(-413));
    inside.reports("__bridge invoke", "512000").await;
    browser
        .run("put('<a id=more href=/too-big>More</a>'); document.getElementById('more').click()")
        .await;
    browser
        .until("/longer than 5 MB/.test(document.body.textContent)")
        .await;
    inside.still_works().await;
    inside.close().await;
}

/// Messages from a frame inside the page do not count as the page's own.
#[tokio::test]
async fn a_frame_inside_the_page_gets_no_bridge() {
    let Some(inside) = Inside::start().await else {
        return;
    };
    let browser = &inside.browser;
    inside.panel().await;
    browser.run("put('<iframe></iframe>')").await;
    browser.enter("iframe").await;
    browser
        .run(
            "globalThis.given = 0;
             addEventListener('message', ({ ports }) => { given += ports.length; });
             const forged = ['forge-frame', 'forge-bridge', 'forge-here', { id: 1, command: 'getContext' }, { answer: 1, value: 'forged' }, { told: 1 }, null];
             for (const message of forged) {
               top.postMessage(message, '*');
               parent.postMessage(message, '*', [new MessageChannel().port1]);
             }",
        )
        .await;
    // Messages are handled in order: once the page has its answer, the inner frame would have had one.
    inside.still_works().await;
    let given = "document.querySelector('iframe').contentWindow.given";
    assert_eq!(browser.read(given).await, json!(0));
    // Forged answers have no effect.
    let context = browser
        .run("return __bridge.callBridge('getContext')")
        .await;
    assert_eq!(context["moduleKey"], json!("panel"));
    inside.close().await;
}
