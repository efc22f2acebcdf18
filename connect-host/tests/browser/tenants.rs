//! Two tenants of one app at one server.

use connect_host::Method;
use serde_json::{Value, json};

use crate::site::Site;
use crate::table::At::Page;
use crate::table::Step::{Click, Connects, Do, Go, Is, Until};
use crate::table::{PANEL, hold};

const OF_TOKEN: &str =
    "AP.context.getToken().then((token) => JSON.parse(atob(token.split('.')[1])).iss)";
const VOTES: &str = "/rest/api/3/issue/DEMO-1/properties/votes";

#[tokio::test]
async fn each_tenants_pages_have_that_tenants_frames() {
    let Some(site) = Site::genuine().await else {
        return;
    };
    let browser = &site.browser;
    browser.go(&format!("{}/_host/settings", site.origin)).await;
    browser
        .click("form[action*='/actions/tenant'] button")
        .await;
    browser
        .until("/^The app is installed on/.test(document.getElementById('outcome').textContent) || location.search.includes('-2')")
        .await;

    let first = site.jira.client_key().to_owned();
    let second = format!("{first}-2");
    let below = format!("/_tenants/{second}");
    let keep = format!(
        "AP.request({{ url: '{VOTES}', type: 'PUT', contentType: 'application/json', data: '{{\"up\": 2}}' }}).then(({{ xhr }}) => xhr.status)"
    );
    let read =
        format!("AP.request('{VOTES}').then(({{ xhr }}) => xhr.status, ({{ xhr }}) => xhr.status)");
    let issuer = |key: &str| json!(key).to_string();
    hold(
        browser,
        &site.origin,
        &[
            (
                "a frame of the second",
                &[
                    Go(&format!("{below}/browse/DEMO-1")),
                    Connects("panel"),
                    Is(PANEL, OF_TOKEN, &issuer(&second)),
                    Is(PANEL, "new URLSearchParams(location.search).get('xdm_c') !== null", "true"),
                    Is(PANEL, &keep, "201"),
                ],
            ),
            (
                "links, the app's navigation and forms stay on its site",
                &[
                    Go(&format!("{below}/jira/projects")),
                    Click(Page, "main a[href*='DEMO']"),
                    Until(Page, &format!("location.pathname === '{below}/jira/projects/DEMO'")),
                    Go(&format!("{below}/modules/panel?issue.key=DEMO-1")),
                    Connects("panel"),
                    Do(PANEL, "AP.navigator.go('issue', { issueKey: 'DEMO-2' })"),
                    Until(Page, &format!("location.pathname === '{below}/browse/DEMO-2'")),
                    Do(Page, "document.querySelector('form[action$=\"/_host/session\"]').requestSubmit(document.querySelector('[name=theme]'))"),
                    Until(Page, &format!("document.documentElement.dataset.colorMode === 'dark' && location.pathname === '{below}/browse/DEMO-2'")),
                ],
            ),
            (
                "a frame of the first, which has its own data",
                &[
                    Go("/browse/DEMO-1"),
                    Connects("panel"),
                    Is(PANEL, OF_TOKEN, &issuer(&first)),
                    Is(PANEL, &read, "404"),
                ],
            ),
            (
                "its inspector",
                &[
                    Go(&format!("{below}/_host/")),
                    Until(Page, &format!("location.pathname + location.search === '/_host/?host={second}'")),
                ],
            ),
        ],
    )
    .await;
    assert_eq!(
        site.jira.property("/rest/api/3/issue/DEMO-1", "votes"),
        None::<Value>
    );
    let calls = site.jira.rest_calls();
    assert!(
        calls.iter().all(|call| call.method != Method::PUT),
        "{calls:?}"
    );
    site.close().await;
}
