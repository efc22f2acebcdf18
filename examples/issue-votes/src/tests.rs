//! The app as Jira meets it: votes are given, taken back, counted and listed.

use connect_host::rest::Answer;
use connect_host::scope_proof::prove;
use connect_host::{Host, HostError, Method};
use connect_runtime::App;
use serde_json::{Value, json};

use crate::points::PROPERTY;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const ANN: &str = "557058:ann";
const BOB: &str = "557058:bob";

const ISSUE: &str = "/rest/api/3/issue/{issueIdOrKey}";
const VOTES: &str = "/rest/api/3/issue/{issueIdOrKey}/votes";
const SEARCH: &str = "/rest/api/3/search/jql";

// readme: site
/// A site with the app, where DEMO-1 was reported by Bob and Jira has no votes for it yet.
async fn site() -> Outcome<Host> {
    let host = Host::jira().install(&App::collected()?).await?;
    seen(&host, false)?;
    host.rest(Method::GET, SEARCH)?.answer_with(|call| {
        let page = match call.parameter("nextPageToken") {
            None => json!({"issues": [found("DEMO-1", 1)], "nextPageToken": "two"}),
            Some(_) => json!({"issues": [found("DEMO-2", 3)], "isLast": true}),
        };
        page.into()
    });
    Ok(host)
}
// readme: end

fn found(key: &str, points: u8) -> Value {
    json!({
        "key": key,
        "fields": {"summary": format!("The {key}")},
        "properties": {PROPERTY: {ANN: points}},
    })
}

/// What Jira says of the issue from now on.
fn seen(host: &Host, has_voted: bool) -> Outcome {
    host.rest(Method::GET, ISSUE)?.answer_json(json!({
        "key": "DEMO-1",
        "fields": {"votes": {"hasVoted": has_voted}, "reporter": {"accountId": BOB}},
    }));
    Ok(())
}

async fn give(host: &Host, user: &str, points: u8) -> Result<Value, HostError> {
    let answer = host
        .endpoint(Method::PUT, "/issues/DEMO-1/points")
        .as_user(user)
        .json(&json!({ "points": points }))
        .await?;
    answer.json()
}

/// The calls that change a user's Jira vote, and who made them.
fn jira_votes(host: &Host) -> Vec<(String, Option<String>)> {
    host.rest_calls()
        .into_iter()
        .filter(|call| call.path == Some(VOTES))
        .map(|call| (call.method.to_string(), call.user))
        .collect()
}

#[tokio::test]
async fn points_are_kept_with_the_issue() -> Outcome {
    let host = site().await?;
    assert_eq!(
        give(&host, ANN, 2).await?,
        json!({"total": 2, "people": 1, "mine": 2})
    );
    assert_eq!(
        give(&host, BOB, 9).await?,
        json!({"total": 5, "people": 2, "mine": 3})
    );

    let panel = host
        .open("votes")
        .as_user(ANN)
        .with("issue.key", "DEMO-1")
        .await?;
    assert_eq!(panel.status, 200);
    assert!(
        panel.body.contains(r#"<strong id="total">5</strong>"#),
        "{}",
        panel.body
    );
    assert!(
        panel
            .body
            .contains(r#"data-points="2" aria-pressed="true""#),
        "{}",
        panel.body
    );
    Ok(())
}

#[tokio::test]
async fn the_vote_in_jira_is_the_users_own() -> Outcome {
    let host = site().await?;
    give(&host, ANN, 1).await?;
    seen(&host, true)?;
    give(&host, ANN, 2).await?;
    give(&host, ANN, 0).await?;
    let ann = Some(ANN.to_owned());
    assert_eq!(
        jira_votes(&host),
        [("POST".to_owned(), ann.clone()), ("DELETE".to_owned(), ann)]
    );
    Ok(())
}

#[tokio::test]
async fn nobody_votes_in_jira_for_their_own_issue() -> Outcome {
    let host = site().await?;
    assert_eq!(give(&host, BOB, 3).await?["mine"], 3);
    assert_eq!(jira_votes(&host), []);
    Ok(())
}

#[tokio::test]
async fn who_cannot_see_the_issue_gives_it_no_points() -> Outcome {
    let host = site().await?;
    host.rest(Method::GET, ISSUE)?.once(Answer::status(404));
    let answer = host
        .endpoint(Method::PUT, "/issues/DEMO-1/points")
        .as_user(ANN)
        .json(&json!({"points": 3}))
        .await?;
    assert_eq!(answer.status, 500);
    assert_eq!(host.rest_calls().len(), 1 + 1, "{:?}", host.rest_calls());
    Ok(())
}

#[tokio::test]
async fn a_new_issue_has_its_reporters_point_once() -> Outcome {
    let host = site().await?;
    // readme: fire
    let created = json!({
        "issue": {"id": "10001", "key": "DEMO-1", "fields": {"reporter": {"accountId": BOB}}},
    });
    for _ in 0..2 {
        let deliveries = host
            .fire("jira:issue_created")
            .with_body(created.clone())
            .until_handled()
            .await?;
        assert_eq!(deliveries[0].handled, Some(Ok(())));
    }
    // readme: end
    assert_eq!(give(&host, ANN, 0).await?["total"], 1);
    let writes = host.rest_calls();
    let writes = writes.iter().filter(|call| call.method == "PUT");
    // The event's, and Ann's.
    assert_eq!(writes.count(), 2);
    Ok(())
}

#[tokio::test]
async fn the_ranking_reads_all_pages_as_the_user() -> Outcome {
    let host = site().await?;
    let page = host.open("ranking").as_user(ANN).await?;
    assert_eq!(page.status, 200);
    let second = page.body.find("The DEMO-2 (3)");
    let first = page.body.find("The DEMO-1 (1)");
    assert!(second.is_some() && second < first, "{}", page.body);
    let calls = host.rest_calls();
    let searches = calls.iter().filter(|call| call.path == Some(SEARCH));
    assert!(
        searches
            .clone()
            .all(|call| call.user.as_deref() == Some(ANN))
    );
    assert_eq!(searches.count(), 2);
    Ok(())
}

#[tokio::test]
async fn the_app_asks_for_what_its_calls_need() -> Outcome {
    let host = site().await?;
    let descriptor = host.descriptor().ok_or("it is installed")?;
    let scopes = descriptor.scopes.as_deref().unwrap_or_default();
    assert_eq!(scopes, ["DELETE", "ACT_AS_USER"]);
    assert!(host.warnings().is_empty(), "{:?}", host.warnings());
    Ok(())
}

/// Everything that the app does in Jira, once.
async fn everything(host: &Host) -> Result<(), HostError> {
    host.fire("jira:issue_created").until_handled().await?;
    host.open("votes")
        .as_user(ANN)
        .with("issue.key", "DEMO-1")
        .await?;
    for points in [2, 0] {
        host.rest(Method::GET, ISSUE)?.answer_json(json!({
            "key": "DEMO-1",
            "fields": {"votes": {"hasVoted": points == 0}, "reporter": {"accountId": BOB}},
        }));
        host.endpoint(Method::PUT, "/issues/DEMO-1/points")
            .as_user(ANN)
            .json(&json!({ "points": points }))
            .await?;
    }
    host.open("ranking").as_user(ANN).await?;
    Ok(())
}

#[tokio::test]
async fn each_scope_is_needed_by_exactly_the_calls_that_say_so() -> Outcome {
    let host = site().await?;
    let matrix = prove(&host, everything).await?;
    println!("{matrix}");
    matrix.exact()?;

    let app = App::collected()?;
    for need in app.needs() {
        let Some((_, method, path)) = need.kind.operation() else {
            continue;
        };
        let call = format!("{method} {path}");
        assert!(
            matrix.rows.iter().any(|row| row.call == call),
            "{call} at {} is not driven",
            need.origin
        );
    }
    Ok(())
}
