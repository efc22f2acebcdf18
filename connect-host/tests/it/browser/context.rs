//! Each frame has the context of what is in view.

use connect_host::Method;
use serde_json::json;

use super::{name, on_jira};

fn panel() -> serde_json::Value {
    json!({ "webPanels": [{
        "key": "votes", "name": name("Votes"), "location": "atl.jira.view.issue.right.context",
        "url": "/votes?issue={issue.key}&admin={condition.user_is_logged_in}",
    }] })
}

#[tokio::test]
async fn an_issues_frame_has_the_issues_context() {
    let visitor = on_jira(panel()).await;
    let issue = json!({
        "id": "10007", "key": "ABC-7",
        "fields": {
            "summary": "Seven", "issuetype": { "id": "3", "name": "Bug" },
            "project": { "id": "55", "key": "ABC" },
        },
    });
    let path = "/rest/api/2/issue/{issueIdOrKey}";
    visitor
        .host
        .rest(Method::GET, path)
        .unwrap()
        .answer_json(issue);
    let page = visitor.look("/browse/ABC-7").await;
    let context = page.context("votes");
    for (parameter, value) in [
        ("issue.key", "ABC-7"),
        ("issue.id", "10007"),
        ("issuetype.id", "3"),
        ("project.key", "ABC"),
        ("project.id", "55"),
        ("condition.user_is_logged_in", "true"),
    ] {
        assert_eq!(
            context.get(parameter).map(String::as_str),
            Some(value),
            "{parameter}"
        );
    }
    // The frame is there without scripts too, signed for the same context.
    assert!(page.text.contains("<noscript><iframe"), "{}", page.text);
    assert!(
        page.text.contains("/votes?issue=ABC-7&amp;admin=true&amp;"),
        "{}",
        page.text
    );
    assert!(page.one("h1").text().any(|it| it == "Seven"));
}

#[tokio::test]
async fn a_gadget_has_its_own_context() {
    let visitor = on_jira(json!({ "jiraDashboardItems": [{
        "key": "chart", "name": name("Chart"), "description": name("A chart"), "url": "/chart",
        "thumbnailUrl": "/t.png", "configurable": true,
    }] }))
    .await;
    let context = visitor
        .look("/jira/dashboards/10500")
        .await
        .context("chart");
    assert_eq!(context["dashboard.id"], "10500");
    assert_eq!(context["dashboardItem.key"], "chart");
    assert_eq!(context["dashboardItem.viewType"], "default");
    let context = visitor
        .look("/jira/dashboards/10500?edit=chart")
        .await
        .context("chart");
    assert_eq!(context["dashboardItem.viewType"], "edit");
}

#[tokio::test]
async fn a_workflow_rule_has_a_page_for_each_part() {
    let visitor = on_jira(json!({ "jiraWorkflowPostFunctions": [{
        "key": "stamp", "name": name("Stamp"), "triggered": { "url": "/stamp" },
        "create": { "url": "/new?c={postFunction.config}" }, "view": { "url": "/view" },
    }] }))
    .await;
    let page = "/jira/settings/workflow?rule=stamp&part=create&config=red";
    let page = visitor.look(page).await;
    let frame = page.one(".ap-frame[data-key=stamp]");
    assert_eq!(frame.attr("data-part"), Some("create"));
    assert_eq!(page.context("stamp")["postFunction.config"], "red");
    let page = visitor.look("/jira/settings/workflow").await;
    let frame = page.one(".ap-frame[data-key=stamp]");
    assert_eq!(frame.attr("data-part"), Some("view"));
    assert!(!page.has("a[href*='part=edit']"));
}

#[tokio::test]
async fn an_app_page_is_at_the_products_address_for_it() {
    let visitor = on_jira(json!({ "generalPages": [{ "key": "about", "name": name("About"), "url": "/about?t={ac.tab}" }] })).await;
    let page = visitor
        .look("/plugins/servlet/ac/com.example.votes/about?ac.tab=two")
        .await;
    assert_eq!(page.status, 200);
    assert_eq!(page.context("about")["ac.tab"], "two");
    let other = visitor
        .look("/plugins/servlet/ac/com.example.other/about")
        .await;
    assert_eq!(other.status, 404);
}
