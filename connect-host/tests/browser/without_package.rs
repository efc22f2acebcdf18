//! The product without Atlassian's package.

use crate::site::Site;
use crate::table::At::Page;
use crate::table::Step::{Do, Is, Until};
use crate::table::{Row, hold};

const PLAIN: &[Row<'_>] = &[
    (
        "the page is shown, and sizes itself",
        &[Until(
            Page,
            "(height => height > 10 && height < 200)(parseInt(document.querySelector('.ap-frame iframe').style.height))",
        )],
    ),
    (
        "a banner says what is missing",
        &[Is(
            Page,
            "/not installed/.test(document.getElementById('ap-banner').textContent)",
            "true",
        )],
    ),
];

#[tokio::test]
async fn pages_are_shown_and_missing_calls_are_named() {
    let Some(site) = Site::plain().await else {
        return;
    };
    let browser = &site.browser;
    browser
        .go(&format!("{}/modules/panel?issue.key=DEMO-1", site.origin))
        .await;
    hold(browser, &site.origin, PLAIN).await;
    browser.enter(".ap-frame iframe").await;
    // None of these throws, and their promises settle at once.
    browser
        .run("AP.flag.create({ title: 'x' }).close(); new AP.dialog.create({}); AP.a.b = 1; await AP.request('/rest/api/3/myself'); AP.events.on('a', () => {})")
        .await;
    browser.leave().await;
    let named = "['AP.flag.create', 'AP.request', 'AP.events.on'].every((call) => document.getElementById('ap-banner').textContent.includes(call))";
    browser.until(named).await;
    let dialog: Row<'_> = (
        "a web item's dialog",
        &[
            Do(
                Page,
                "const item = document.createElement('a'); item.id = 'item'; item.className = 'ap-item'; item.href = '#'; item.textContent = 'Item'; Object.assign(item.dataset, { target: 'dialog', key: 'dialog', context: '{}' }); document.querySelector('main').prepend(item); item.click()",
            ),
            Until(Page, "document.querySelector('dialog iframe')"),
        ],
    );
    hold(browser, &site.origin, &[dialog]).await;
    // The journal has them too, once the page's batch has arrived.
    let give_up = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while !site
        .jira
        .bridge_calls()
        .iter()
        .any(|it| it.missing && it.call == "AP.request")
    {
        assert!(
            std::time::Instant::now() < give_up,
            "{:?}",
            site.jira.bridge_calls()
        );
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    site.close().await;
}

#[tokio::test]
async fn a_page_that_breaks_out_or_floods_is_stopped() {
    let Some(site) = Site::plain().await else {
        return;
    };
    let browser = &site.browser;
    let page = format!("{}/modules/panel?issue.key=DEMO-1", site.origin);
    browser.go(&page).await;
    browser
        .until("document.querySelector('[data-state=plain] iframe')")
        .await;
    browser.enter(".ap-frame iframe").await;
    browser.until("document.getElementById('what')").await;
    // After a click, a page could leave its frame at any time if that were not forbidden. Opening a window
    // uses up the click.
    browser.run("document.getElementById('what').onclick = () => { open('about:blank')?.close(); try { top.location = 'about:blank'; } catch (error) { window.thrown = error.name; } }").await;
    browser.click("#what").await;
    browser.until("window.thrown === 'SecurityError'").await;
    browser.leave().await;
    assert_eq!(browser.read("location.href").await, page);

    browser.enter(".ap-frame iframe").await;
    browser
        .run("for (let i = 0; i < 50_000; i += 1) parent.postMessage(i, '*')")
        .await;
    browser.leave().await;
    browser
        .until("/sent too many messages/.test(document.querySelector('.ap-fault')?.textContent)")
        .await;
    assert_eq!(
        browser
            .read("document.querySelectorAll('.ap-frame iframe').length")
            .await,
        0
    );
    site.close().await;
}
