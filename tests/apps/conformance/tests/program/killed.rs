//! Programs that are killed in the middle of webhooks.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use connect_host::{Host, KeyHost};
use connect_testing::postgres::TestDatabase;
use tokio::task::JoinSet;

use crate::running::{Drained, WorkingFolder};

const TARGET: &str = "/webhooks/issue-created";

/// How many programs share a database; they are killed in turn.
const PROGRAMS: usize = 2;
/// Enough to use every slot for running jobs: each site may have 8 at once.
const SITES: usize = 8;
/// How many deliveries wait for their answers at once.
const SENDERS: usize = 16;

/// How many jobs a program may have begun without their end being in the database yet: as many as run at
/// once (64), and twice as many that have run ([`WorkerSettings`]).
///
/// [`WorkerSettings`]: connect_runtime::jobs::WorkerSettings
const IN_FLIGHT: usize = 3 * 64;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_263_what_was_answered_is_handled_although_the_process_is_killed() {
    Course::FEW.run(None).await.check();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_is_handled_even_if_processes_on_postgresql_are_killed() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    Course::FEW.run(Some(database.url())).await.check();
}

/// The figures are in `benches/README.md`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes; benches/README.md says how it is run"]
async fn a_hundred_thousand_webhooks_outlive_two_hundred_kills() {
    let begun = Instant::now();
    let outcome = Course::MANY.run(None).await;
    outcome.print("SQLite", begun.elapsed());
    outcome.check();
}

/// Like the previous one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes; benches/README.md says how it is run"]
async fn a_hundred_thousand_webhooks_outlive_two_hundred_kills_on_postgresql() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let begun = Instant::now();
    let outcome = Course::MANY.run(Some(database.url())).await;
    outcome.print("PostgreSQL", begun.elapsed());
    outcome.check();
}

/// How many events are sent, and how often a program is killed meanwhile.
struct Course {
    events: usize,
    kills: usize,
}

impl Course {
    const FEW: Self = Self {
        events: 600,
        kills: 4,
    };
    const MANY: Self = Self {
        events: 100_000,
        kills: 200,
    };

    /// Sends each event until it is answered, as a host does, and kills programs all the while; returns
    /// when nothing is left to do.
    async fn run(&self, database: Option<&str>) -> Outcome {
        let programs = Programs::new(database.map(str::to_owned)).await;
        let mut serving: Vec<_> = (0..PROGRAMS).map(|_| programs.start(0)).collect();
        for site in programs.sites.iter() {
            site.install_url(&serving[0].url).await.unwrap();
        }
        let urls: Arc<[String]> = serving.iter().map(|it| it.url.clone()).collect();

        let answered = Arc::new(AtomicUsize::new(0));
        let next = Arc::new(AtomicUsize::new(0));
        let mut senders = JoinSet::new();
        for _ in 0..SENDERS {
            let (next, answered) = (Arc::clone(&next), Arc::clone(&answered));
            let (urls, sites) = (Arc::clone(&urls), Arc::clone(&programs.sites));
            let events = self.events;
            senders.spawn(async move {
                let client = reqwest::Client::builder().no_proxy().build().unwrap();
                loop {
                    let event = next.fetch_add(1, Ordering::SeqCst);
                    if event >= events {
                        return;
                    }
                    deliver(&client, &sites[event % SITES], &urls, event).await;
                    answered.fetch_add(1, Ordering::SeqCst);
                }
            });
        }

        let mut killed = BTreeSet::new();
        for kill in 0..self.kills {
            let due = (kill + 1) * self.events / (self.kills + 1);
            let deadline = Instant::now() + Duration::from_secs(60);
            while answered.load(Ordering::SeqCst) < due {
                assert!(Instant::now() < deadline, "{answered:?} of {due}");
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let place = kill % PROGRAMS;
            let program = serving.remove(place);
            let port = program.port;
            killed.insert(program.start);
            // SIGKILL.
            drop(program);
            serving.insert(place, tokio::task::block_in_place(|| programs.start(port)));
        }
        while let Some(sender) = senders.join_next().await {
            sender.unwrap();
        }
        let left = tokio::task::block_in_place(|| programs.until_idle());
        Outcome {
            events: self.events,
            killed,
            left,
            handled: programs.handled(),
        }
    }
}

/// Sends one event to the programs in turn, until one has answered.
async fn deliver(client: &reqwest::Client, site: &Host, urls: &[String], event: usize) {
    for attempt in event.. {
        let url = &urls[attempt % urls.len()];
        let token = site.request_token("POST", TARGET).build().unwrap();
        let sent = client
            .post(format!("{url}{}", &TARGET[1..]))
            .header("authorization", format!("JWT {token}"))
            .header("x-atlassian-webhook-identifier", format!("event-{event}"))
            .body(r#"{"webhookEvent":"jira:issue_created"}"#);
        // Without an answer the program is gone, and nobody knows what it has done.
        if let Ok(response) = sent.send().await {
            assert_eq!(response.status(), 204);
            return;
        }
    }
}

/// The programs on one database, each with a record of its own of what it has handled.
struct Programs {
    folder: WorkingFolder,
    database: Option<String>,
    keys: KeyHost,
    sites: Arc<[Host]>,
    started: AtomicUsize,
}

struct Serving {
    _program: Drained,
    /// Its place in the order in which they are started.
    start: usize,
    url: String,
    port: u16,
}

impl Programs {
    async fn new(database: Option<String>) -> Self {
        let keys = KeyHost::start().await.unwrap();
        let mut sites = Vec::new();
        for site in 0..SITES {
            let site = Host::jira().client_key(format!("site-{site}"));
            sites.push(site.key_host(&keys).start().await.unwrap());
        }
        Self {
            folder: WorkingFolder::new(),
            database,
            sites: sites.into(),
            keys,
            started: AtomicUsize::new(0),
        }
    }

    fn record(&self, start: usize) -> PathBuf {
        self.folder.path(&format!("handled-{start}"))
    }

    fn settings(&self, start: usize, port: u16) -> Vec<(&'static str, String)> {
        let record = self.record(start);
        let mut settings = vec![
            ("CONNECT_KEY_HOST", self.keys.url().as_str().to_owned()),
            ("CONFORMANCE_RECORD", record.to_str().unwrap().to_owned()),
            ("CONNECT_LOG", "warn,connect_runtime=info".to_owned()),
            ("CONNECT_BIND", format!("127.0.0.1:{port}")),
        ];
        if let Some(database) = &self.database {
            settings.push(("CONNECT_DATABASE_URL", database.clone()));
        }
        settings
    }

    /// Starts another program; port 0 is any free port.
    fn start(&self, port: u16) -> Serving {
        let start = self.started.fetch_add(1, Ordering::SeqCst);
        let program = self.folder.serving(&self.settings(start, port));
        Serving {
            start,
            url: program.url.clone(),
            port: program.port(),
            _program: program.drained(),
        }
    }

    /// Waits until no job is left that could run; returns the counts of each state.
    fn until_idle(&self) -> String {
        let settings = self.settings(usize::MAX, 0);
        let deadline = Instant::now() + Duration::from_secs(120);
        loop {
            let (status, counts) = self.folder.run(&["jobs", "counts"], &settings);
            assert_eq!(status, Some(0), "{counts}");
            let mut states = counts.lines().map(str::split_whitespace);
            let is_idle = states.all(|mut state| match state.next() {
                Some("ready" | "waiting" | "running" | "suspect" | "blocked") => {
                    state.next() == Some("0")
                }
                _ => true,
            });
            if is_idle {
                return counts;
            }
            assert!(Instant::now() < deadline, "{counts}");
        }
    }

    /// What each program has handled, in order.
    fn handled(&self) -> Vec<Vec<String>> {
        let started = self.started.load(Ordering::SeqCst);
        let records = (0..started).map(|start| fs::read_to_string(self.record(start)).unwrap());
        records
            .map(|record| record.lines().map(str::to_owned).collect())
            .collect()
    }
}

/// The outcome of the events.
struct Outcome {
    events: usize,
    /// The programs that were killed.
    killed: BTreeSet<usize>,
    /// How many jobs each state has in the end.
    left: String,
    /// What each program has handled, in order.
    handled: Vec<Vec<String>>,
}

impl Outcome {
    /// The programs that have handled each event.
    fn handlers(&self) -> BTreeMap<&str, Vec<usize>> {
        let mut handlers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (start, record) in self.handled.iter().enumerate() {
            for event in record {
                handlers.entry(event).or_default().push(start);
            }
        }
        handlers
    }

    fn check(&self) {
        let handlers = self.handlers();
        let lost: Vec<_> = (0..self.events)
            .map(|event| format!("event-{event}"))
            .filter(|event| !handlers.contains_key(event.as_str()))
            .collect();
        assert!(lost.is_empty(), "{} are lost: {lost:?}", lost.len());
        assert!(self.left.contains("dead     0\n"), "{}", self.left);

        for (event, handlers) in handlers.into_iter().filter(|(_, it)| it.len() > 1) {
            let lived = handlers.iter().filter(|it| !self.killed.contains(it));
            assert!(lived.count() <= 1, "{event} is handled by {handlers:?}");
            for pair in handlers.windows(2) {
                assert_ne!(pair[0], pair[1], "{event} is handled twice by one program");
            }
            // The process that handled it first was killed before the database knew.
            let in_flight = handlers.iter().filter(|start| {
                let record = &self.handled[**start];
                let after = record.iter().rev().position(|it| it == event);
                after.is_some_and(|after| after < IN_FLIGHT)
            });
            assert!(
                in_flight.count() + 1 >= handlers.len(),
                "{event} is handled by {handlers:?}, long after it was done"
            );
        }
    }

    fn print(&self, database: &str, took: Duration) {
        let handlers = self.handlers();
        let again: Vec<_> = handlers.values().filter(|it| it.len() > 1).collect();
        let mut of_kill: BTreeMap<usize, usize> = BTreeMap::new();
        for handlers in &again {
            *of_kill.entry(handlers[0]).or_default() += 1;
        }
        let _ = writeln!(
            std::io::stderr(),
            "{database}: {} events answered, {} kills, {} handled, {} of them more than once, at most {} of one kill; {} s",
            self.events,
            self.killed.len(),
            handlers.len(),
            again.len(),
            of_kill.values().max().unwrap_or(&0),
            took.as_secs(),
        );
    }
}

/// An operator runs the same program while another process of it serves.
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
        let (status, listed) = folder.run(&["jobs", "list", "waiting"], &settings);
        assert_eq!(status, Some(0), "{listed}");
        if listed.contains("webhook:issue-updated") {
            break listed;
        }
        assert!(Instant::now() < deadline, "{listed}");
    };
    assert!(listed.contains("does not fit its handler"), "{listed}");
    let (status, counts) = folder.run(&["jobs", "counts"], &settings);
    assert_eq!(status, Some(0), "{counts}");
    assert!(counts.contains("dead     0\n"), "{counts}");
    let (status, printed) = folder.run(&["jobs", "lsit"], &settings);
    assert_eq!(status, Some(1), "{printed}");
    assert!(
        printed.contains("`jobs lsit` is not a command"),
        "{printed}"
    );
    drop(program);
}

/// A backup is made while the program serves, and a program can serve from it.
#[tokio::test]
async fn a_serving_program_is_backed_up_by_another_one() {
    let folder = WorkingFolder::new();
    let keys = KeyHost::start().await.unwrap();
    let host = Host::jira().key_host(&keys).start().await.unwrap();
    let settings = [("CONNECT_KEY_HOST", keys.url().as_str())];
    let program = folder.serving(&settings);
    host.install_url(&program.url).await.unwrap();
    let (status, printed) = folder.run(&["backup", "copy.sqlite"], &settings);
    assert_eq!(status, Some(0), "{printed}");
    assert!(printed.contains("copy.sqlite is a copy of "), "{printed}");
    let (status, printed) = folder.run(&["backup", "copy.sqlite"], &settings);
    assert_eq!(status, Some(1), "{printed}");
    assert!(printed.contains("is there already"), "{printed}");
    drop(program);

    // The copy has the tenant with its secret.
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
    let (status, counts) = folder.run(&["jobs", "counts"], &of_copy);
    assert_eq!(status, Some(0), "{counts}");

    for (url, says) in [
        ("memory:", "there is nothing to back up"),
        ("postgres://user@127.0.0.1:1/votes", "pg_dump"),
    ] {
        let (status, printed) = folder.run(
            &["backup", "other.sqlite"],
            &[("CONNECT_DATABASE_URL", url)],
        );
        assert_eq!(status, Some(1), "{printed}");
        assert!(printed.contains(says), "{printed}");
    }
}
