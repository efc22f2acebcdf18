//! Setting up a workflow rule, as `workflowRules.onConfigure` of @forge/jira-bridge 0.40.1 (npm) does.

use serde_json::json;

use super::{FRAME, Inside};

const PAGE: &str = "/jira/settings/workflow?rule=moves&part=";
const SAVE: &str = ".ap-workflow-save";

#[tokio::test]
async fn a_post_function_is_set_up_by_pages_of_the_app() {
    let Some(inside) = Inside::start().await else {
        return;
    };
    let browser = &inside.browser;
    inside.go(&format!("{PAGE}create")).await;
    inside.enter(FRAME, "the rule does nothing").await;
    browser
        .run(
            "await __bridge.callBridge('setWorkflowRuleConfigurationCallback', { data: {
               onConfigure: async () => (globalThis.good ? JSON.stringify({ to: 'x' }) : undefined),
             } })",
        )
        .await;
    // Nothing is saved while the page has no value.
    browser.leave().await;
    browser.click(SAVE).await;
    let refused = "/does not accept/.test(document.getElementById('host-notes')?.textContent)";
    browser.until(refused).await;
    browser.enter(FRAME).await;
    browser.run("globalThis.good = true").await;
    browser.leave().await;
    browser.click(SAVE).await;
    // The page that shows the rule gets what was saved.
    browser
        .until("new URLSearchParams(location.search).get('part') === 'view'")
        .await;
    inside.enter(FRAME, r#"the rule does {"to":"x"}"#).await;
    let saved = "return __bridge.callBridge('getContext').then(({ extension }) => extension.postFunctionConfig)";
    assert_eq!(browser.run(saved).await, json!(r#"{"to":"x"}"#));
    inside.close().await;
}

/// "The maximum size of the post function configuration is 100 kB."
#[tokio::test]
async fn a_configuration_that_is_too_long_is_not_saved() {
    let Some(inside) = Inside::start().await else {
        return;
    };
    let browser = &inside.browser;
    inside.go(&format!("{PAGE}create")).await;
    inside.enter(FRAME, "the rule does nothing").await;
    let long = "await __bridge.callBridge('setWorkflowRuleConfigurationCallback', { data: { onConfigure: () => 'x'.repeat(100_001) } })";
    browser.run(long).await;
    browser.leave().await;
    browser.click(SAVE).await;
    let refused = "/100 kB/.test(document.getElementById('host-notes')?.textContent)";
    browser.until(refused).await;
    let part = "new URLSearchParams(location.search).get('part')";
    assert_eq!(browser.read(part).await, json!("create"));
    inside.close().await;
}
