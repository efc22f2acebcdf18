//! The app is rebuilt while its pages are open.

use std::sync::atomic::Ordering;

use crate::site::Site;
use crate::table::At::Page;
use crate::table::Step::{Click, Connects, Do, Is, Until};
use crate::table::{DIALOG, PANEL, Row, hold};

const OPEN: &[Row<'_>] = &[(
    "a user is in the middle of something",
    &[
        Do(
            Page,
            "window.stays = true; const below = document.createElement('textarea'); below.style.marginTop = '3000px'; below.value = 'half'; document.querySelector('main').append(below); window.scrollTo(0, 1200); window.steps = history.length",
        ),
        Do(
            PANEL,
            "AP.dialog.create({ key: 'dialog', size: 'small', chrome: true, header: 'Open' }).on('close', () => {})",
        ),
        Connects("dialog"),
    ],
)];

/// The event that `cargo connect dev` fires in the page.
const CHANGED: &str = "window.prevented = !window.dispatchEvent(new CustomEvent('local-host:app-changed', { cancelable: true }))";

const AFTER: &[Row<'_>] = &[
    (
        "every frame has the new page, and the page around them has not changed",
        &[
            Do(Page, CHANGED),
            Is(Page, "prevented", "true"),
            Until(
                PANEL,
                "document.getElementById('build').textContent === '1'",
            ),
            Until(
                DIALOG,
                "document.getElementById('build').textContent === '1'",
            ),
            Connects("panel"),
            Connects("dialog"),
            Is(
                Page,
                "[stays, window.scrollY, document.querySelector('textarea').value, history.length - steps, document.querySelectorAll('dialog').length]",
                r#"[true, 1200, "half", 0, 1]"#,
            ),
        ],
    ),
    (
        "the bridge works in the new pages",
        &[
            Is(
                PANEL,
                "AP.context.getToken().then((token) => token.split('.').length)",
                "3",
            ),
            Do(
                DIALOG,
                "AP.dialog.getButton('submit').bind(() => { AP.cookie.save('pressed', 'yes', 1); return true; }); await AP.context.getToken()",
            ),
            Click(Page, "dialog footer button"),
            Until(Page, "!document.querySelector('dialog')"),
            Is(
                PANEL,
                "new Promise((done) => AP.cookie.read('pressed', done))",
                r#""yes""#,
            ),
        ],
    ),
];

/// Macros that are part of the product's page: only reloading that page renders them again.
const STATIC: &[Row<'_>] = &[(
    "a page with a static macro is reloaded as a whole",
    &[
        Do(
            Page,
            "document.querySelector('main').insertAdjacentHTML('beforeend', '<div class=macro data-module=sum></div>')",
        ),
        Do(Page, CHANGED),
        Is(Page, "prevented", "false"),
    ],
)];

#[tokio::test]
async fn a_rebuilt_app_is_shown_in_its_open_frames() {
    let Some(site) = Site::genuine().await else {
        return;
    };
    site.open("/modules/panel?issue.key=DEMO-1").await;
    hold(&site.browser, &site.origin, OPEN).await;
    site.app.build.store(1, Ordering::SeqCst);
    hold(&site.browser, &site.origin, AFTER).await;
    hold(&site.browser, &site.origin, STATIC).await;
    site.close().await;
}

/// Without Atlassian's package, too.
#[tokio::test]
async fn plain_frames_are_reloaded() {
    let Some(site) = Site::plain().await else {
        return;
    };
    let page = format!("{}/modules/panel?issue.key=DEMO-1", site.origin);
    site.browser.go(&page).await;
    let browser = &site.browser;
    browser
        .until("document.querySelector('[data-state=plain] iframe')")
        .await;
    site.app.build.store(1, Ordering::SeqCst);
    browser.run(CHANGED).await;
    assert_eq!(browser.read("prevented").await, true);
    browser.enter(".ap-frame iframe").await;
    browser
        .until("document.getElementById('build')?.textContent === '1'")
        .await;
    browser.leave().await;
    assert_eq!(browser.read("prevented").await, true);
    site.close().await;
}
