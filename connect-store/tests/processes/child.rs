//! What runs in the processes that are killed, and how their parent starts and listens to them.

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use connect_store::Store;
use connect_store::jobs::{Job, NewJob, Outcome, Worker, WorkerSettings};
use tempfile::NamedTempFile;
use tokio::sync::mpsc;

use super::{APP, open};

/// How long the parent waits for a line.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sends a line to the parent. It is in the pipe when this returns, so that it arrives even if the
/// process ends next.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "@ {text}").unwrap();
    out.flush().unwrap();
}

/// The child's `main`: does what its environment specifies until its standard input ends.
pub(crate) fn main() {
    let Ok(url) = env::var("CHILD_DATABASE") else {
        // Someone is running all tests, including ignored ones.
        return;
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let store = open(&url).await;
        let lease = env::var("CHILD_LEASE").map_or(3_000, |lease| lease.parse().unwrap());
        match env::var("CHILD_DOES").as_deref() {
            Ok("work") => {
                let at_once = env::var("CHILD_AT_ONCE").map_or(64, |many| many.parse().unwrap());
                let settings = WorkerSettings {
                    lease: Duration::from_millis(lease),
                    at_once,
                    ..WorkerSettings::default()
                };
                work(store, settings).await;
            }
            Ok("accept") => accept(store).await,
            other => panic!("{other:?}"),
        }
    });
    // A handler that blocks is not waited for.
    std::process::exit(0);
}

async fn work(store: Arc<dyn Store>, settings: WorkerSettings) {
    let worker = Worker::start(Arc::clone(&store) as _, APP, settings, handle);
    say("ready");
    let (ended, end) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        let _ = ended.send(());
    });
    let _ = end.await;
    let stopped = worker.stop(Duration::ZERO).await;
    store.close().await;
    say(&format!("stopped {}", stopped.handed_back));
}

/// Appends a note to the file that all children of a test write: its order is the order of events
/// across processes.
fn note(text: &str) {
    let file = std::fs::OpenOptions::new()
        .append(true)
        .open(env::var("CHILD_NOTES").unwrap());
    file.unwrap()
        .write_all(format!("{text}\n").as_bytes())
        .unwrap();
}

async fn handle(job: Job) -> Outcome {
    let body = String::from_utf8(job.body.to_vec()).unwrap();
    let name = job.delivery.unwrap_or_default();
    note(&format!("begin {} {name}", job.client_key));
    say(&format!("begin {} {name}", job.client_key));
    match body.split_once(' ') {
        Some(("sleep", millis)) => {
            tokio::time::sleep(Duration::from_millis(millis.parse().unwrap())).await;
        }
        Some(("abort", _)) => std::process::abort(),
        _ => {}
    }
    note(&format!("end {} {name}", job.client_key));
    say(&format!("end {} {name}", job.client_key));
    Outcome::Done
}

/// Accepts as fast as it can with 16 at once, and reports each one.
async fn accept(store: Arc<dyn Store>) {
    let producer = env::var("CHILD_NAME").unwrap();
    let most: u64 = env::var("CHILD_MOST").map_or(u64::MAX, |most| most.parse().unwrap());
    let next = Arc::new(std::sync::atomic::AtomicU64::new(0));
    let producers = (0..16).map(|_| {
        let (store, next, producer) = (Arc::clone(&store), Arc::clone(&next), producer.clone());
        tokio::spawn(async move {
            loop {
                let n = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                if n >= most {
                    return;
                }
                let name = format!("{producer}-{n}");
                store
                    .accept(named(&format!("t{}", n % 7), &name, "x"))
                    .await
                    .unwrap();
                say(&format!("accepted {name}"));
            }
        })
    });
    let producers: Vec<_> = producers.collect();
    for producer in producers {
        producer.await.unwrap();
    }
    say("all");
}

/// A job with a name, by which children refer to it.
pub(crate) fn named(tenant: &str, name: &str, body: &str) -> NewJob {
    NewJob {
        delivery: Some(name.to_owned()),
        ..NewJob::new(APP, tenant, "job:x", body.to_owned())
    }
}

/// A message from a child: the text, the child, and when it was read.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) child: usize,
    pub(crate) at: Instant,
    pub(crate) text: String,
}

impl Word {
    /// The name, if it reports that a run began.
    pub(crate) fn begun(&self) -> Option<&str> {
        self.text
            .strip_prefix("begin ")?
            .split_once(' ')
            .map(|it| it.1)
    }

    /// The name, if it reports that a run ended.
    pub(crate) fn ended(&self) -> Option<&str> {
        self.text
            .strip_prefix("end ")?
            .split_once(' ')
            .map(|it| it.1)
    }
}

/// All children of a test, killed when it ends.
pub(crate) struct Children {
    url: String,
    notes: NamedTempFile,
    processes: Vec<(Child, Option<ChildStdin>)>,
    say: mpsc::UnboundedSender<Word>,
    heard: mpsc::UnboundedReceiver<Word>,
}

impl Children {
    pub(crate) fn of(url: &str) -> Self {
        let (say, heard) = mpsc::unbounded_channel();
        Self {
            url: url.to_owned(),
            notes: NamedTempFile::new().unwrap(),
            processes: Vec::new(),
            say,
            heard,
        }
    }

    /// Starts a child that works; it is ready when this returns.
    pub(crate) async fn worker(&mut self, lease: Duration) -> usize {
        self.worker_of(lease, 64).await
    }

    /// Starts one that runs this many jobs at once.
    pub(crate) async fn worker_of(&mut self, lease: Duration, at_once: u32) -> usize {
        let (lease, at_once) = (lease.as_millis().to_string(), at_once.to_string());
        let child = self.start(&[
            ("CHILD_DOES", "work"),
            ("CHILD_LEASE", &lease),
            ("CHILD_AT_ONCE", &at_once),
        ]);
        self.until(|word| (word.child == child && word.text == "ready").then_some(()))
            .await;
        child
    }

    /// Starts a child that accepts jobs.
    pub(crate) fn producer(&mut self, name: &str, most: u64) -> usize {
        let most = most.to_string();
        self.start(&[
            ("CHILD_DOES", "accept"),
            ("CHILD_NAME", name),
            ("CHILD_MOST", &most),
        ])
    }

    fn start(&mut self, variables: &[(&str, &str)]) -> usize {
        let place = self.processes.len();
        let mut process = Command::new(env::current_exe().unwrap())
            .args(["--ignored", "--exact", "child", "--nocapture"])
            .env("CHILD_DATABASE", &self.url)
            .env("CHILD_NOTES", self.notes.path())
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdin = process.stdin.take();
        let out = BufReader::new(process.stdout.take().unwrap());
        let say = self.say.clone();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                // The test harness writes there too, on lines of its own or before ours.
                if let Some((_, text)) = line.split_once("@ ") {
                    let word = Word {
                        child: place,
                        at: Instant::now(),
                        text: text.to_owned(),
                    };
                    let _ = say.send(word);
                }
            }
            let _ = say.send(Word {
                child: place,
                at: Instant::now(),
                text: "gone".to_owned(),
            });
        });
        self.processes.push((process, stdin));
        place
    }

    /// The starts and ends of all runs, of all children, in the order in which they happened.
    pub(crate) fn notes(&self) -> Vec<String> {
        let notes = std::fs::read_to_string(self.notes.path()).unwrap();
        notes.lines().map(str::to_owned).collect()
    }

    /// The next message.
    pub(crate) async fn hear(&mut self) -> Word {
        let heard = tokio::time::timeout(PATIENCE, self.heard.recv()).await;
        heard
            .expect("a child says something within a minute")
            .unwrap()
    }

    /// The first word that matches.
    pub(crate) async fn until<T>(&mut self, mut look: impl FnMut(&Word) -> Option<T>) -> T {
        loop {
            if let Some(found) = look(&self.hear().await) {
                return found;
            }
        }
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self, child: usize) {
        let process = &mut self.processes[child].0;
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// Tells a child to end.
    pub(crate) fn tell_to_end(&mut self, child: usize) {
        self.processes[child].1 = None;
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        for (process, _) in &mut self.processes {
            // A process that is already gone can't be killed.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
