use proptest::prelude::*;
use serde_json::{Value, json};

use super::jira;
use crate::Data;
use crate::testing::{app, user};

/// The keys of the issues that a query finds.
async fn keys(data: &Data, jql: &str) -> Vec<String> {
    let body = json!({"jql": jql, "fields": ["key"], "maxResults": 200});
    let found = user(data, "1")
        .post("/rest/api/3/search/jql", body)
        .await
        .ok();
    let issues = found["issues"].as_array().unwrap().iter();
    issues
        .map(|issue| issue["key"].as_str().unwrap().to_owned())
        .collect()
}

async fn fault(data: &Data, jql: &str) -> String {
    let body = json!({"jql": jql});
    let seen = user(data, "1").post("/rest/api/3/search/jql", body).await;
    let (status, message) = seen.refused();
    assert_eq!(status, 400, "{jql}");
    message
}

#[tokio::test]
async fn issues_are_found_by_their_fields() {
    let data = jira();
    for (jql, expected) in [
        ("key = DEMO-1", &["DEMO-1"] as &[&str]),
        (
            "key in (DEMO-3, DEMO-2) order by key",
            &["DEMO-2", "DEMO-3"],
        ),
        (
            "key >= DEMO-59 and project = demo order by key desc",
            &["DEMO-60", "DEMO-59"],
        ),
        ("parent = DEMO-2", &["DEMO-60"]),
        ("issuetype in subTaskIssueTypes()", &["DEMO-60"]),
        (
            "summary ~ \"try app\" and sprint in openSprints() and key < DEMO-5",
            &["DEMO-1"],
        ),
        ("summary ~ \"the ap*\" and key < DEMO-3", &["DEMO-1"]),
        ("comment ~ 'machine'", &["DEMO-1"]),
        ("text ~ '\"link is cut\"' and key < DEMO-10", &["DEMO-5"]),
        ("votes >= 2", &["DEMO-1"]),
        ("voter = currentUser() order by key", &["DEMO-1", "DEMO-3"]),
        ("issue in linkedIssues(DEMO-1)", &["DEMO-3"]),
        (
            "issue in linkedIssues(DEMO-1, 'is blocked by')",
            &["DEMO-3"],
        ),
        ("attachments is not empty", &["DEMO-1"]),
        ("reporter in membersOf('support-agents')", &[]),
        (
            "project = HELP and reporter = 'Hanna Holm' and key = HELP-1",
            &["HELP-1"],
        ),
        (
            "created < 2026-01-06 and project = DEMO order by created asc",
            &["DEMO-1", "DEMO-2", "DEMO-3"],
        ),
    ] {
        assert_eq!(keys(&data, jql).await, expected, "{jql}");
    }
}

/// What a field's condition finds is what issues with that field show.
#[tokio::test]
async fn what_is_found_has_what_was_searched_for() {
    let data = jira();
    let all = keys(&data, "project in (DEMO, ROAD, HELP)").await;
    assert_eq!(all.len(), 105);
    let body = json!({"jql": "project is not empty", "fields": ["*all"], "maxResults": 200});
    let found = app(&data).post("/rest/api/3/search/jql", body).await.ok();
    let issues = found["issues"].as_array().unwrap();
    let shown = |is: &dyn Fn(&Value) -> bool| -> usize {
        issues.iter().filter(|issue| is(&issue["fields"])).count()
    };
    let has = |fields: &Value, field: &str, name: &str| {
        fields[field]
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it["name"] == name || *it == name)
    };
    for (jql, count) in [
        ("status = Done", shown(&|it| it["status"]["name"] == "Done")),
        (
            "statusCategory != Done",
            shown(&|it| it["status"]["statusCategory"]["key"] != "done"),
        ),
        (
            "resolution = Unresolved",
            shown(&|it| it["resolution"].is_null()),
        ),
        ("assignee is empty", shown(&|it| it["assignee"].is_null())),
        (
            "assignee = 'Alice Ashby'",
            shown(&|it| it["assignee"]["displayName"] == "Alice Ashby"),
        ),
        (
            "assignee != 'Alice Ashby'",
            shown(&|it| {
                !it["assignee"].is_null() && it["assignee"]["displayName"] != "Alice Ashby"
            }),
        ),
        (
            "labels = backend",
            shown(&|it| has(it, "labels", "backend")),
        ),
        (
            "labels != backend",
            shown(&|it| it["labels"] != json!([]) && !has(it, "labels", "backend")),
        ),
        (
            "labels not in (backend) or labels is empty",
            shown(&|it| !has(it, "labels", "backend")),
        ),
        (
            "component = Panel",
            shown(&|it| has(it, "components", "Panel")),
        ),
        (
            "component is empty",
            shown(&|it| it["components"] == json!([])),
        ),
        (
            "fixVersion in releasedVersions()",
            shown(&|it| has(it, "fixVersions", "1.0")),
        ),
        (
            "issuetype = Bug",
            shown(&|it| it["issuetype"]["name"] == "Bug"),
        ),
        (
            "type not in (Bug, Task)",
            shown(&|it| it["issuetype"]["name"] != "Bug" && it["issuetype"]["name"] != "Task"),
        ),
        (
            "priority >= High",
            shown(&|it| ["Highest", "High"].contains(&it["priority"]["name"].as_str().unwrap())),
        ),
        ("due is not empty", shown(&|it| it["duedate"].is_string())),
        (
            "cf[10016] > 5",
            shown(&|it| it["customfield_10016"].as_i64().is_some_and(|it| it > 5)),
        ),
        (
            "'Story point estimate' = 5",
            shown(&|it| it["customfield_10016"] == 5),
        ),
        ("parent is not empty", shown(&|it| it["parent"].is_object())),
        (
            "not (parent is not empty)",
            shown(&|it| !it["parent"].is_object()),
        ),
        (
            "filter = 'Bugs of the demo'",
            shown(&|it| it["issuetype"]["name"] == "Bug" && it["project"]["key"] == "DEMO"),
        ),
    ] {
        assert_eq!(keys(&data, jql).await.len(), count, "{jql}");
        assert!(count > 0 && count < 105, "{jql} proves nothing: {count}");
    }
}

#[tokio::test]
async fn properties_are_searched_by_their_values() {
    let data = jira();
    for (key, value) in [
        (
            "DEMO-1",
            json!({"count": 3, "tags": ["red", "blue"], "open": true}),
        ),
        (
            "DEMO-2",
            json!({"count": 12, "tags": ["red"], "open": false, "note": "A long note"}),
        ),
    ] {
        data.set_property(&format!("/rest/api/3/issue/{key}"), "votes", value)
            .unwrap();
    }
    for (jql, expected) in [
        ("issue.property[votes].count > 5", &["DEMO-2"] as &[&str]),
        (
            "issue.property[votes].count <= 12 order by key",
            &["DEMO-1", "DEMO-2"],
        ),
        ("issue.property[votes].tags = blue", &["DEMO-1"]),
        ("issue.property['votes'].open = true", &["DEMO-1"]),
        ("issue.property[votes].note ~ 'long'", &["DEMO-2"]),
        ("issue.property[votes].note is not empty", &["DEMO-2"]),
        ("issue.property[votes].count in (3, 4)", &["DEMO-1"]),
        ("issue.property[other].count = 1", &[]),
        ("issue.property[votes].count != 3", &["DEMO-2"]),
        ("issue.property[votes].count not in (3, 4)", &["DEMO-2"]),
        ("issue.property[votes].note !~ 'short'", &["DEMO-2"]),
        ("issue.property[other].count != 1", &[]),
    ] {
        assert_eq!(keys(&data, jql).await, expected, "{jql}");
    }
}

#[tokio::test]
async fn faults_are_reported_in_the_products_words() {
    let data = jira();
    for (jql, message) in [
        (
            "colour = red",
            "Field 'colour' does not exist or you do not have permission to view it.",
        ),
        (
            "project = NONE",
            "The value 'NONE' does not exist for the field 'project'.",
        ),
        (
            "project ~ DEMO",
            "The operator '~' is not supported by the 'project' field.",
        ),
        (
            "assignee = nobody",
            "The value 'nobody' does not exist for the field 'assignee'.",
        ),
        (
            "assignee = someone()",
            "Unable to find JQL function 'someone()'.",
        ),
        (
            "key = nonsense",
            "The issue key 'nonsense' for field 'key' is invalid.",
        ),
        (
            "votes > many",
            "The value 'many' for the field 'votes' is not a number.",
        ),
        (
            "project = DEMO order by colour",
            "Field 'colour' does not exist or you do not have permission to view it.",
        ),
        (
            "status is Done",
            "The operator 'is' only supports the values 'EMPTY' and 'NULL'.",
        ),
        (
            "summary was red",
            "History searches do not support the 'summary' field.",
        ),
        (
            "colour changed",
            "Field 'colour' does not exist or you do not have permission to view it.",
        ),
        (
            "status was Done from 'To Do'",
            "The predicate 'from' is not supported by the 'was' operator.",
        ),
        (
            "status changed during 2026-01-05",
            "The predicate 'during' does not support the value '2026-01-05'.",
        ),
        (
            "status was (Done)",
            "Operator 'was' does not support the list value for field 'status'.",
        ),
        (
            "",
            "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.",
        ),
    ] {
        assert_eq!(fault(&data, jql).await, message, "{jql}");
    }
    assert!(
        fault(&data, "created > soon")
            .await
            .starts_with("Date value 'soon'")
    );
}

#[tokio::test]
async fn results_are_paged() {
    let data = jira();
    let ann = user(&data, "1");
    let mut seen = Vec::new();
    let mut token: Option<String> = None;
    loop {
        let mut body = json!({"jql": "project = DEMO order by key", "maxResults": 25});
        if let Some(token) = &token {
            body["nextPageToken"] = token.as_str().into();
        }
        let page = ann.post("/rest/api/3/search/jql", body).await.ok();
        let issues = page["issues"].as_array().unwrap().iter();
        seen.extend(issues.map(|issue| issue["id"].as_str().unwrap().to_owned()));
        assert_eq!(page["isLast"], page.get("nextPageToken").is_none());
        match page["nextPageToken"].as_str() {
            Some(next) => token = Some(next.to_owned()),
            None => break,
        }
    }
    assert_eq!(seen.len(), 60);
    let old = "/rest/api/2/search?jql=project%3DDEMO+order+by+key&startAt=50&maxResults=20&fields=summary";
    let page = ann.get(old).await.ok();
    assert_eq!(page["total"], 60);
    assert_eq!(page["issues"].as_array().unwrap().len(), 10);
    let count = json!({"jql": "project = DEMO"});
    let count = ann
        .post("/rest/api/3/search/approximate-count", count)
        .await
        .ok();
    assert_eq!(count, json!({"count": 60}));
}

#[tokio::test]
async fn queries_are_parsed_and_matched() {
    let data = jira();
    let ann = user(&data, "1");
    let body = json!({"queries": ["project = DEMO AND assignee = currentUser() order by key DESC", "project ="]});
    let parsed = ann
        .post("/rest/api/3/jql/parse?validation=strict", body)
        .await
        .ok();
    let first = &parsed["queries"][0]["structure"];
    assert_eq!(first["where"]["operator"], "and");
    assert_eq!(first["where"]["clauses"][0]["operand"]["value"], "DEMO");
    assert_eq!(first["orderBy"]["fields"][0]["direction"], "desc");
    assert!(parsed["queries"][1]["errors"][0].is_string());
    let body = json!({"queries": ["status was not Done by currentUser() on 2026-01-05", "priority changed"]});
    let parsed = ann.post("/rest/api/3/jql/parse", body).await.ok();
    let was = &parsed["queries"][0]["structure"]["where"];
    assert_eq!(
        (&was["operator"], &was["operand"]["value"]),
        (&json!("was not"), &json!("Done"))
    );
    assert_eq!(was["predicates"][0]["operand"]["function"], "currentUser");
    assert_eq!(was["predicates"][1]["operator"], "on");
    let changed = &parsed["queries"][1]["structure"]["where"];
    assert_eq!(changed["predicates"], json!([]));
    assert!(changed.get("operand").is_none(), "{changed}");
    let body = json!({"issueIds": [10001, 10061], "jqls": ["project = DEMO", "nonsense"]});
    let matched = ann.post("/rest/api/3/jql/match", body).await.ok();
    assert_eq!(matched["matches"][0]["matchedIssues"], json!([10001]));
    assert!(matched["matches"][1]["errors"][0].is_string());
}

#[tokio::test]
async fn a_webhooks_filter_is_asked_about_one_issue() {
    let data = jira();
    let now = std::time::SystemTime::now();
    let matches = async |jql: &str, issue| data.subject(issue, Some(jql), &[], now).await.is_some();
    assert!(matches("project = DEMO", 10001).await);
    assert!(!matches("project = ROAD", 10001).await);
    assert!(!matches("nonsense", 10001).await);
    let gone = "/rest/api/3/issue/DEMO-3";
    assert_eq!(user(&data, "1").delete(gone).await.status, 204);
    assert!(matches("project = DEMO", 10003).await);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever can be read is refused or answered: its SQL is never wrong.
    #[test]
    fn each_query_becomes_sql(
        clauses in prop::collection::vec((
            prop::sample::select(vec![
                "project", "key", "status", "statusCategory", "assignee", "priority", "resolution",
                "labels", "component", "fixVersion", "sprint", "created", "due", "summary", "text",
                "comment", "parent", "votes", "watcher", "issue.property[a].b", "filter", "reporter",
                "issueLinkType", "attachments", "cf[10016]", "cf[10030]", "timespent", "voter",
            ]),
            prop::sample::select(vec![
                "=", "!=", "<", ">=", "~", "!~", "in", "not in", "is", "is not", "was", "was not in",
                "changed from", "changed to", "changed by", "changed on", "changed during",
                "was 'Done' before", "was not 3 by", "was EMPTY during",
            ]),
            prop::sample::select(vec![
                "DEMO", "DEMO-1", "Done", "1", "EMPTY", "(DEMO, EMPTY)", "(1, 2)", "currentUser()",
                "openSprints()", "2026-01-05", "-7d", "'x y'", "High", "membersOf(developers)",
                "(2026-01-05, -1d)",
            ]),
        ), 1..4),
        not in any::<bool>(),
    ) {
        let clauses: Vec<String> = clauses.iter().map(|(field, operator, value)| format!("{field} {operator} {value}")).collect();
        let not = if not { "not " } else { "" };
        let jql = format!("{not}({})", clauses.join(" and "));
        let data = jira();
        let body = json!({"jql": jql, "maxResults": 1});
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let seen = runtime.block_on(async { user(&data, "1").post("/rest/api/3/search/jql", body).await });
        prop_assert!(seen.status == 200 || seen.status == 400, "{jql}: {seen:?}");
    }
}
