//! The inspector in a browser: its script, under its own content security policy.

use crate::site::Site;

#[tokio::test]
async fn new_requests_appear_on_their_own_and_actions_work() {
    let Some(site) = Site::plain().await else {
        return;
    };
    let browser = &site.browser;
    let inspector = format!("{}/_host/", site.origin);
    browser.go(&inspector).await;
    browser
        .until("document.getElementById('live').textContent.startsWith('New requests')")
        .await;
    browser
        .until("document.getElementById('live').textContent.endsWith('by themselves.')")
        .await;
    let page = site.jira.open("panel").with("issue.key", "DEMO-<1>");
    page.await.unwrap();
    let id = site.jira.journal().last().unwrap().id;
    let row = format!("tr.new[data-id=\"{id}\"]");
    browser
        .until(&format!("document.querySelector('{row}')"))
        .await;
    let shown = format!("document.querySelector('{row}').textContent.includes('open \"panel\"')");
    assert_eq!(browser.read(&shown).await, true);

    // The list is narrowed to what matches, letter by letter.
    let hidden = |words: &str| {
        format!(
            "(field => {{ field.value = '{words}'; field.dispatchEvent(new Event('input')); \
             return document.querySelector('{row}').hidden }})(document.getElementById('containing'))"
        )
    };
    assert_eq!(browser.read(&hidden("no such words")).await, true);
    assert_eq!(browser.read(&hidden("PANEL")).await, false);

    browser.click(&format!("{row} a")).await;
    browser.click("form.action button").await;
    browser
        .until("document.getElementById('outcome').textContent === 'Sent again: 200 OK'")
        .await;
    assert!(site.jira.journal().last().unwrap().id > id);

    browser.go(&format!("{}/_host/settings", site.origin)).await;
    browser
        .run("const field = document.querySelector('form[action*=\"/license\"] select'); field.value = 'expired'")
        .await;
    browser
        .click("form[action*=\"/actions/license\"] button")
        .await;
    browser
        .until("document.getElementById('outcome').textContent.includes('expired')")
        .await;
    assert_eq!(site.jira.license(), connect_host::License::Expired);

    let logged = browser.console().await;
    assert!(
        !logged
            .iter()
            .any(|line| line.contains("Content Security Policy")),
        "{logged:?}"
    );
    site.close().await;
}
