//! A site's data moves to another region: a local host goes through the steps.

#![allow(clippy::unwrap_used, reason = "helpers of tests, outside of `#[test]`")]

use connect_host::requests::DataMigration;
use connect_host::{Host, HostError, Method, StatusCode};
use data_duties::{Moves, Names};

async fn installed() -> (Host, Moves) {
    let moves = Moves::default();
    let app = data_duties::app(moves.clone(), Names::default()).unwrap();
    let host = Host::jira().install(&app).await.unwrap();
    (host, moves)
}

fn rolled_back(
    step: &'static str,
    code: Option<&str>,
    status: u16,
) -> impl Fn(&DataMigration) -> bool {
    move |ended| {
        matches!(ended, DataMigration::RolledBack { step: at, code: said, status: answered, .. }
            if *at == step && said.as_deref() == code && answered.as_u16() == status)
    }
}

#[tokio::test]
async fn data_moves_in_four_steps() {
    let (host, moves) = installed().await;
    moves.work(2);
    assert_eq!(
        host.migrate_data("EU").await.unwrap(),
        DataMigration::Committed
    );
    let schedule = format!("schedule {} EU true", host.client_key());
    assert_eq!(
        moves.calls(),
        [
            &schedule,
            "start EU",
            "status 57500",
            "status 57500",
            "status 57500",
            "commit 57500"
        ]
    );
}

#[tokio::test]
async fn a_code_ends_a_migration_at_once() {
    let (host, moves) = installed().await;
    let ended = host.migrate_data("US").await.unwrap();
    assert!(
        rolled_back("schedule", Some("E0002"), 422)(&ended),
        "{ended:?}"
    );
    let schedule = format!("schedule {} US true", host.client_key());
    assert_eq!(moves.calls(), [&schedule, "rollback"]);

    let (host, moves) = installed().await;
    moves.break_off();
    let ended = host.migrate_data("EU").await.unwrap();
    assert!(
        rolled_back("status", Some("E0004"), 200)(&ended),
        "{ended:?}"
    );
    assert_eq!(moves.calls().last().unwrap(), "rollback");
}

#[tokio::test]
async fn a_step_that_fails_is_repeated_twice() {
    let (host, moves) = installed().await;
    moves.fail("commit", 2);
    assert_eq!(
        host.migrate_data("EU").await.unwrap(),
        DataMigration::Committed
    );

    moves.fail("start", 3);
    let ended = host.migrate_data("EU").await.unwrap();
    assert!(rolled_back("start", None, 500)(&ended), "{ended:?}");
}

#[tokio::test]
async fn a_copy_that_is_never_ready_is_rolled_back() {
    let (host, moves) = installed().await;
    moves.work(u32::MAX);
    let ended = host.migrate_data("EU").await.unwrap();
    assert!(rolled_back("status", None, 200)(&ended), "{ended:?}");
    // Half an hour, with a request every five minutes and one at the end.
    let asked = moves
        .calls()
        .iter()
        .filter(|call| call.starts_with("status"))
        .count();
    assert_eq!(asked, 7);
}

#[tokio::test]
async fn a_host_asks_only_for_regions_of_the_descriptor() {
    let (host, moves) = installed().await;
    let refused = host.migrate_data("AU").await.unwrap_err();
    assert!(
        matches!(refused, HostError::NotMigratable { .. }),
        "{refused}"
    );
    assert!(moves.calls().is_empty());
}

#[tokio::test]
async fn each_step_accepts_only_the_hosts_requests() {
    let (host, moves) = installed().await;
    let steps = [
        (Method::POST, "schedule"),
        (Method::POST, "start"),
        (Method::GET, "status"),
        (Method::POST, "commit"),
        (Method::POST, "rollback"),
    ];
    for (method, step) in steps {
        let path = format!("/lifecycle/dare-migration/{step}");
        let call = || host.request(method.clone(), &path).json(&"{}");
        let forged = host.request_token(method.as_str(), &path).hs256("another");
        let answer = call().token(forged).await.unwrap();
        assert_eq!(
            answer.status,
            StatusCode::UNAUTHORIZED,
            "{step}: another's secret"
        );
        // A token of the app's pages is not enough.
        let answer = call().token(host.context_token()).await.unwrap();
        assert_eq!(
            answer.status,
            StatusCode::UNAUTHORIZED,
            "{step}: a page's token"
        );
        let answer = call().without_token().await.unwrap();
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{step}: no token");
        let other = host.request_token(method.as_str(), "/lifecycle/dare-migration");
        let answer = call().token(other).await.unwrap();
        assert_eq!(
            answer.status,
            StatusCode::UNAUTHORIZED,
            "{step}: another path's token"
        );
    }
    assert!(moves.calls().is_empty(), "{:?}", moves.calls());
    // The descriptor's own path is only the prefix of the others.
    let hook = host
        .request(Method::POST, "/lifecycle/dare-migration")
        .await
        .unwrap();
    assert_eq!(hook.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_not_a_step_is_refused() {
    let (host, moves) = installed().await;
    let path = "/lifecycle/dare-migration/start";
    let refused = host.request(Method::POST, path).json(&[1]).await.unwrap();
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let wrong = host.request(Method::GET, path).await.unwrap();
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(moves.calls().is_empty());
}
