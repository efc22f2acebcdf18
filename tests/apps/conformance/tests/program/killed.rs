//! A program that is killed in the middle of webhooks.

use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use connect_host::{Host, KeyHost};
use tokio::task::JoinSet;

use crate::running::WorkingFolder;

const TARGET: &str = "/webhooks/issue-created";

/// How often it is killed, and how many webhooks are answered before that.
const KILLS: usize = 4;
const EACH: usize = 150;
const SENDERS: usize = 8;

#[tokio::test]
async fn case_263_what_was_answered_is_handled_although_the_process_is_killed() {
    let folder = WorkingFolder::new();
    let record = folder.path("handled");
    let keys = KeyHost::start().await.unwrap();
    let host = Arc::new(Host::jira().key_host(&keys).start().await.unwrap());
    let settings = |bind: String| {
        [
            ("CONNECT_KEY_HOST", keys.url().as_str().to_owned()),
            ("CONFORMANCE_RECORD", record.to_str().unwrap().to_owned()),
            ("CONNECT_LOG", "warn,connect_runtime=info".to_owned()),
            ("CONNECT_BIND", bind),
        ]
    };
    let mut program = folder.serving(&settings("127.0.0.1:0".to_owned()));
    host.install_url(&program.url).await.unwrap();
    let (url, port) = (program.url.clone(), program.port());
    let answered = Arc::new(Mutex::new(BTreeSet::new()));
    let next = Arc::new(AtomicUsize::new(0));

    for kill in 1..=KILLS {
        let drained = program.drained();
        let mut senders = JoinSet::new();
        for _ in 0..SENDERS {
            let (answered, next, host) =
                (Arc::clone(&answered), Arc::clone(&next), Arc::clone(&host));
            let url = format!("{url}{}", &TARGET[1..]);
            senders.spawn(async move {
                let client = reqwest::Client::new();
                loop {
                    let id = format!("event-{}", next.fetch_add(1, Ordering::SeqCst));
                    let token = host.request_token("POST", TARGET).build().unwrap();
                    let sent = client
                        .post(&url)
                        .header("authorization", format!("JWT {token}"))
                        .header("x-atlassian-webhook-identifier", &id)
                        .body(r#"{"webhookEvent":"jira:issue_created"}"#);
                    match sent.send().await {
                        Ok(response) => {
                            assert_eq!(response.status(), 204);
                            answered.lock().unwrap().insert(id);
                        }
                        // It is gone.
                        Err(_) => return,
                    }
                }
            });
        }
        let deadline = Instant::now() + Duration::from_secs(60);
        while answered.lock().unwrap().len() < kill * EACH {
            assert!(
                Instant::now() < deadline,
                "{}",
                answered.lock().unwrap().len()
            );
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        // SIGKILL.
        drop(drained);
        while let Some(sender) = senders.join_next().await {
            sender.unwrap();
        }
        program = folder.serving(&settings(format!("127.0.0.1:{port}")));
    }

    let answered = answered.lock().unwrap().clone();
    assert!(answered.len() >= KILLS * EACH);
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let handled = fs::read_to_string(&record).unwrap_or_default();
        let handled: BTreeSet<&str> = handled.lines().collect();
        let lost: Vec<_> = answered
            .iter()
            .filter(|id| !handled.contains(id.as_str()))
            .collect();
        if lost.is_empty() {
            break;
        }
        assert!(
            Instant::now() < deadline,
            "{} were lost: {lost:?}",
            lost.len()
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    drop(program);
}

/// An operator asks the same program, while another process of it serves.
#[tokio::test]
async fn the_jobs_of_a_serving_program_are_listed_by_another_one() {
    let folder = WorkingFolder::new();
    let keys = KeyHost::start().await.unwrap();
    let host = Host::jira().key_host(&keys).start().await.unwrap();
    let settings = [("CONNECT_KEY_HOST", keys.url().as_str())];
    let program = folder.serving(&settings);
    host.install_url(&program.url).await.unwrap();
    let delivery = host
        .fire("jira:issue_updated")
        .with_body(serde_json::json!({ "id": "x" }));
    let deliveries = delivery.until_handled().await.unwrap();
    let failed = deliveries[0].handled.clone().unwrap().unwrap_err();
    assert!(failed.contains("does not fit its handler"), "{failed}");

    let deadline = Instant::now() + Duration::from_secs(20);
    let listed = loop {
        let (status, listed) = folder.asked(&["jobs", "list", "waiting"], &settings);
        assert_eq!(status, Some(0), "{listed}");
        if listed.contains("webhook:issue-updated") {
            break listed;
        }
        assert!(Instant::now() < deadline, "{listed}");
    };
    assert!(listed.contains("does not fit its handler"), "{listed}");
    let (status, counts) = folder.asked(&["jobs", "counts"], &settings);
    assert_eq!(status, Some(0), "{counts}");
    assert!(counts.contains("dead     0\n"), "{counts}");
    let (status, said) = folder.asked(&["jobs", "lsit"], &settings);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("`jobs lsit` is not a command"), "{said}");
    drop(program);
}

/// A backup is made beside the program that serves, and a program can be served from it.
#[tokio::test]
async fn a_serving_program_is_backed_up_by_another_one() {
    let folder = WorkingFolder::new();
    let keys = KeyHost::start().await.unwrap();
    let host = Host::jira().key_host(&keys).start().await.unwrap();
    let settings = [("CONNECT_KEY_HOST", keys.url().as_str())];
    let program = folder.serving(&settings);
    host.install_url(&program.url).await.unwrap();
    let (status, said) = folder.asked(&["backup", "copy.sqlite"], &settings);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("copy.sqlite is a copy of "), "{said}");
    let (status, said) = folder.asked(&["backup", "copy.sqlite"], &settings);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("is there already"), "{said}");
    drop(program);

    // What the copy holds is the tenant with its secret.
    let of_copy = [
        ("CONNECT_KEY_HOST", keys.url().as_str()),
        ("CONNECT_DATABASE_URL", "sqlite://copy.sqlite"),
    ];
    let restored = folder.serving(&of_copy);
    let token = host.context_token().build().unwrap();
    let answer = reqwest::Client::new()
        .get(format!("{}/nowhere", restored.url))
        .header("authorization", format!("JWT {token}"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 404);
    let (status, counts) = folder.asked(&["jobs", "counts"], &of_copy);
    assert_eq!(status, Some(0), "{counts}");

    for (url, says) in [
        ("memory:", "there is nothing to back up"),
        ("postgres://user@127.0.0.1:1/votes", "pg_dump"),
    ] {
        let (status, said) = folder.asked(
            &["backup", "other.sqlite"],
            &[("CONNECT_DATABASE_URL", url)],
        );
        assert_eq!(status, Some(1), "{said}");
        assert!(said.contains(says), "{said}");
    }
}
