//! What goes wrong with the bridge, and how it is reported.

use crate::site::Site;
use crate::table::At::{Frame, Page};
use crate::table::Step::{Click, Connects, Do, Go, Is, Until};
use crate::table::{PANEL, Row, hold};

const PITFALLS: &[Row<'_>] = &[
    (
        "a page that is redirected to another origin",
        &[
            Go("/modules/moved?issue.key=DEMO-1"),
            Until(
                Page,
                "/a redirect to another origin/.test(document.querySelector('.ap-fault')?.textContent)",
            ),
        ],
    ),
    (
        "a page that fails",
        &[
            Go("/modules/fails?issue.key=DEMO-1"),
            Until(
                Page,
                "/the answer is 500/.test(document.querySelector('.ap-fault')?.textContent)",
            ),
        ],
    ),
    (
        "a page that does not load all.js",
        &[
            Go("/modules/silent?issue.key=DEMO-1"),
            Until(
                Page,
                "/does not load all.js/.test(document.querySelector('.ap-fault')?.textContent)",
            ),
        ],
    ),
    (
        "a page that forbids frames",
        &[
            Go("/modules/forbids?issue.key=DEMO-1"),
            Until(
                Page,
                "/X-Frame-Options: DENY/.test(document.querySelector('.ap-fault')?.textContent)",
            ),
        ],
    ),
    (
        "a strict policy suffices, themes included",
        &[
            Go("/modules/strict?issue.key=DEMO-1"),
            Connects("strict"),
            Do(Frame("strict"), "AP.theming.initializeTheming()"),
            Until(
                Frame("strict"),
                "getComputedStyle(document.documentElement).getPropertyValue('--ds-text').trim() === '#172B4D'",
            ),
            Is(Frame("strict"), "violations", "[]"),
        ],
    ),
    (
        "an event to one frame is not heard by the others",
        &[
            Go("/modules/panel?issue.key=DEMO-1"),
            Connects("panel"),
            Do(
                Page,
                "const place = document.createElement('div'); document.querySelector('main').append(place); __localHost.mount(place, { key: 'function', part: 'create', context: {} })",
            ),
            Connects("function"),
            Do(
                Frame("function"),
                "AP.jira.WorkflowConfiguration.onSave(() => 'mine')",
            ),
            Is(
                Page,
                "__localHost.workflowValue([...__localHost.frames.values()].find((one) => one.wanted.key === 'function')).then(({ value }) => value)",
                r#""mine""#,
            ),
        ],
    ),
    (
        "frames that leave the document are forgotten",
        &[
            Do(
                Page,
                "for (const one of document.querySelectorAll('.ap-iframe')) one.remove()",
            ),
            Until(
                Page,
                "__localHost.frames.size === 0 && Object.keys(connectHost.getExtensions()).length === 0",
            ),
        ],
    ),
    (
        "twenty more frames connect",
        &[
            Go("/modules/panel?issue.key=DEMO-1"),
            Connects("panel"),
            Do(
                Page,
                "for (let i = 0; i < 20; i += 1) { const place = document.createElement('div'); place.className = 'ap-frame'; document.querySelector('main').append(place); __localHost.mount(place, { key: 'second', context: {} }); }",
            ),
            Until(
                Page,
                "document.querySelectorAll('[data-state=connected]').length === 21",
            ),
        ],
    ),
    (
        "four megabytes cross the bridge",
        &[Is(
            Frame("panel"),
            "new Promise((done) => { AP.cookie.save('big', 'x'.repeat(4e6), 1); AP.cookie.read('big', (value) => { AP.cookie.erase('big'); done(value.length); }); })",
            "4000000",
        )],
    ),
    // After a click, a browser lets a page leave its frame at any time. Opening a window uses up the
    // click, so that what follows is the page's doing and not the user's.
    (
        "a page that tries to leave its frame stays in it",
        &[
            Go("/modules/panel?issue.key=DEMO-1"),
            Connects("panel"),
            Do(
                PANEL,
                "document.getElementById('what').onclick = () => { open('about:blank')?.close(); try { top.location = 'about:blank'; } catch (error) { window.thrown = error.name; } }",
            ),
            Click(PANEL, "#what"),
            Until(PANEL, "window.thrown === 'SecurityError'"),
            Is(Page, "location.pathname", r#""/modules/panel""#),
            Is(
                PANEL,
                "new Promise((done) => AP.user.getLocale(done))",
                r#""en-GB""#,
            ),
        ],
    ),
    (
        "a flood of messages removes its frame, and the others keep working",
        &[
            Go("/modules/panel?issue.key=DEMO-1"),
            Connects("panel"),
            Do(
                Page,
                "const place = document.createElement('div'); document.querySelector('main').append(place); __localHost.mount(place, { key: 'second', context: {} })",
            ),
            Connects("second"),
            Do(
                Frame("panel"),
                "for (let i = 0; i < 50_000; i += 1) AP.events.emit('flood', i)",
            ),
            Until(
                Page,
                "/sent too many messages/.test(document.querySelector('.ap-fault')?.textContent)",
            ),
            Is(
                Page,
                "document.querySelectorAll('iframe[id^=\"com.example.bridge__panel\"]').length",
                "0",
            ),
            Is(
                Frame("second"),
                "new Promise((done) => AP.user.getLocale(done))",
                r#""en-GB""#,
            ),
        ],
    ),
    (
        "nobody else can ask the bridge for the page's frames",
        &[Is(
            Frame("second"),
            "fetch(`${new URL(document.querySelector('script[src]').src).origin}/_host/frame`, { method: 'POST', headers: { 'X-Local-Session': 'guess' }, body: '{}' }).then(() => 'answered', () => 'refused')",
            r#""refused""#,
        )],
    ),
];

#[tokio::test]
async fn failures_are_reported_and_affect_nothing_else() {
    let Some(site) = Site::genuine().await else {
        return;
    };
    hold(&site.browser, &site.origin, PITFALLS).await;
    site.close().await;
}

/// `localhost` and `127.0.0.1` are one server but two sites, and the bridge compares origins as text.
#[tokio::test]
async fn a_user_is_redirected_to_the_origin_that_the_app_knows() {
    let Some(site) = Site::genuine().await else {
        return;
    };
    let other = site.origin.replace("localhost", "127.0.0.1");
    site.browser
        .go(&format!("{other}/modules/panel?issue.key=DEMO-7"))
        .await;
    let there = format!("{}/modules/panel?issue.key=DEMO-7", site.origin);
    assert_eq!(site.browser.read("location.href").await, there);
    site.close().await;
}

/// The product's scripts run under the page's own policy without complaint.
#[tokio::test]
async fn the_console_is_quiet() {
    let Some(site) = Site::genuine().await else {
        return;
    };
    site.open("/modules/panel?issue.key=DEMO-1").await;
    site.browser.run("document.body.dispatchEvent(new KeyboardEvent('keyup', { key: 'Escape', keyCode: 27, bubbles: true }))").await;
    let logged = site.browser.console().await;
    let complaints: Vec<_> = logged
        .iter()
        .filter(|line| line.starts_with("SEVERE") || line.starts_with("WARNING"))
        .collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
    site.close().await;
}
