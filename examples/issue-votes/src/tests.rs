//! The app as Jira sees it, and as Forge does: votes are given, taken back, counted and listed.

use connect_host::rest::{Answer, Refusal};
use connect_host::scope_proof::prove;
use connect_host::{Host, HostBuilder, HostError, Method};
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
async fn site(host: HostBuilder) -> Outcome<Host> {
    let host = host.install(&App::collected()?).await?;
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

// readme: both
/// Runs a test of the app on Connect, and again of the same app on Forge.
async fn on_both(test: impl AsyncFn(Host) -> Outcome) -> Outcome {
    for host in [Host::jira(), Host::forge()] {
        let host = site(host).await?;
        // It is shown when the test fails.
        println!("{host:?}");
        test(host).await?;
    }
    Ok(())
}
// readme: end

fn found(key: &str, points: u8) -> Value {
    json!({
        "key": key,
        "fields": {"summary": format!("The {key}")},
        "properties": {PROPERTY: {ANN: points}},
    })
}

/// What Jira reports about the issue from now on.
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
    on_both(async |host| {
        assert_eq!(
            give(&host, ANN, 2).await?,
            json!({"in_words": "2 points from 1 person", "mine": 2})
        );
        assert_eq!(
            give(&host, BOB, 9).await?,
            json!({"in_words": "5 points from 2 people", "mine": 3})
        );

        let panel = host
            .open("votes")
            .as_user(ANN)
            .with("issue.key", "DEMO-1")
            .await?;
        assert_eq!(panel.status, 200);
        assert!(
            panel.body.contains(">5 points from 2 people</p>"),
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
    })
    .await
}

#[tokio::test]
async fn the_vote_in_jira_is_the_users_own() -> Outcome {
    on_both(async |host| {
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
    })
    .await
}

#[tokio::test]
async fn nobody_votes_in_jira_for_their_own_issue() -> Outcome {
    on_both(async |host| {
        assert_eq!(give(&host, BOB, 3).await?["mine"], 3);
        assert_eq!(jira_votes(&host), []);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn users_who_cannot_see_the_issue_give_it_no_points() -> Outcome {
    on_both(async |host| {
        host.rest(Method::GET, ISSUE)?.once(Answer::status(404));
        let answer = host
            .endpoint(Method::PUT, "/issues/DEMO-1/points")
            .as_user(ANN)
            .json(&json!({"points": 3}))
            .await?;
        assert_eq!(answer.status, 404);
        // It was asked for once, and nothing else was. On Connect the user's token was fetched before;
        // Forge brings it along.
        assert_eq!(host.rest(Method::GET, ISSUE)?.calls().len(), 1);
        let written = host.rest_calls();
        let written = written.iter().filter(|call| call.method == "PUT");
        assert_eq!(written.count(), 0);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_new_issue_has_its_reporters_point_once() -> Outcome {
    on_both(async |host| {
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
        assert_eq!(
            give(&host, ANN, 0).await?["in_words"],
            "1 point from 1 person"
        );
        let writes = host.rest_calls();
        let writes = writes.iter().filter(|call| call.method == "PUT");
        // The event's, and Ann's.
        assert_eq!(writes.count(), 2);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_ranking_reads_all_pages_as_the_user() -> Outcome {
    on_both(async |host| {
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
    })
    .await
}

#[tokio::test]
async fn the_app_asks_for_what_its_calls_need() -> Outcome {
    let host = site(Host::jira()).await?;
    let descriptor = host.descriptor().ok_or("it is installed")?;
    let scopes = descriptor.scopes.as_deref().unwrap_or_default();
    assert_eq!(scopes, ["DELETE", "ACT_AS_USER"]);
    assert!(host.warnings().is_empty(), "{:?}", host.warnings());
    Ok(())
}

#[tokio::test]
async fn on_forge_it_asks_for_the_same_in_forges_words() -> Outcome {
    let host = site(Host::forge()).await?;
    let manifest = host.manifest().ok_or("it is installed")?;
    let of_jira = manifest
        .scopes
        .keys()
        .filter(|name| name.ends_with("-work"));
    let of_jira: Vec<_> = of_jira.collect();
    assert_eq!(of_jira, ["read:jira-work", "write:jira-work"]);
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
    let host = site(Host::jira()).await?;
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
            "{call} at {} is not exercised",
            need.origin
        );
    }
    Ok(())
}

/// The proof above is of Connect's scopes. Forge's are others, and fewer calls tell them apart: without
/// each of them something is refused, and with all of them nothing is.
#[tokio::test]
async fn each_scope_of_the_manifest_is_needed() -> Outcome {
    let host = site(Host::forge()).await?;
    let refused = |host: &Host| {
        let calls = host.rest_calls();
        calls
            .iter()
            .any(|call| matches!(call.refused, Some(Refusal::MissingScopesOfForge(_))))
    };
    everything(&host).await?;
    assert!(!refused(&host), "{:?}", host.rest_calls());
    for scope in ["read:jira-work", "write:jira-work"] {
        host.clear_rest_calls();
        host.withhold_on_forge(scope);
        everything(&host).await?;
        assert!(refused(&host), "{scope}");
        host.restore();
    }
    Ok(())
}
