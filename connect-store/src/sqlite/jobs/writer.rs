//! The one task that writes jobs.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, Row as _, SqliteConnection};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::task::JoinHandle;

use super::batch::{self, Beats, Purge};
use super::claim::{self, Claim, Turns};
use super::{now, of_job};
use crate::jobs::{Accepted, End, Job, JobError, JobId, NewJob, Pulse, WorkerId};
use crate::sqlite::gate::Gate;

/// How many commands may wait for the writer; more wait to be let in.
const WAITING: usize = 4_096;

/// The maximum number of commands in a transaction.
const BATCH: usize = 512;

/// The total size of bodies that may wait for the writer, in KiB.
const WAITING_KIB: u32 = 64 << 10;

/// The default limit on the file's size.
const MOST_BYTES: i64 = 8 << 30;

/// The writer's page cache, in KiB, in SQLite's notation.
const CACHE: &str = "-16384";

/// The number of pages in the log that triggers a checkpoint: 16 MiB.
const LOGGED_PAGES: &str = "4096";

/// How often the file's size is measured.
const MEASURES_EVERY: Duration = Duration::from_millis(500);

/// A command for the writer, and the channel for its answer.
pub(super) struct Asked<What, T> {
    pub(super) what: What,
    pub(super) reply: oneshot::Sender<Result<T, JobError>>,
}

/// The commands of the writer.
pub(super) enum Command {
    /// With the permit for its body's size among those that wait.
    Accept(Asked<NewJob, Accepted>, OwnedSemaphorePermit),
    Claim(Asked<Claim, Vec<Job>>),
    Finish(Asked<(WorkerId, Vec<End>), ()>),
    Beat(Asked<Beats, Pulse>),
    Retire(Asked<WorkerId, ()>),
    Requeue(Asked<(String, Vec<JobId>), u64>),
    Purge(Asked<Purge, u64>),
    Close(oneshot::Sender<()>),
}

/// The handle to the writer.
#[derive(Debug)]
pub(in crate::sqlite) struct Jobs {
    commands: mpsc::Sender<Command>,
    bodies: Arc<Semaphore>,
    pub(super) wake: Arc<Notify>,
    task: Mutex<Option<JoinHandle<()>>>,
    /// The file size beyond which no more jobs are accepted.
    most_bytes: Arc<AtomicI64>,
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Command")
    }
}

impl Jobs {
    /// Starts the writer. `wake` is notified when there may be something to claim.
    pub(in crate::sqlite) async fn start(
        options: SqliteConnectOptions,
        gate: Gate,
        wake: Arc<Notify>,
    ) -> Result<Self, sqlx::Error> {
        // Done jobs needn't be overwritten, because that costs a write.
        let options = options
            .pragma("secure_delete", "FAST")
            // Room for the pages that jobs come and go on: with less, they are read again and again.
            .pragma("cache_size", CACHE)
            // The same pages change again and again, so checkpointing less often writes less.
            .pragma("wal_autocheckpoint", LOGGED_PAGES);
        let connection = options.connect().await?;
        let (commands, asked) = mpsc::channel(WAITING);
        let most_bytes = Arc::new(AtomicI64::new(MOST_BYTES));
        let writer = Writer {
            connection,
            options,
            gate,
            wake: Arc::clone(&wake),
            turns: Turns::new(),
            most_bytes: Arc::clone(&most_bytes),
            measured: None,
        };
        Ok(Self {
            commands,
            bodies: Arc::new(Semaphore::new(WAITING_KIB as usize)),
            wake,
            task: Mutex::new(Some(tokio::spawn(writer.write(asked)))),
            most_bytes,
        })
    }

    pub(in crate::sqlite) fn set_most_bytes(&self, bytes: u64) {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        self.most_bytes.store(bytes, Ordering::Relaxed);
    }

    pub(super) async fn accept(&self, job: NewJob) -> Result<Accepted, JobError> {
        let action = of_job(&job);
        let kib = u32::try_from(job.body.len() / 1024 + 1).unwrap_or(u32::MAX);
        let room = Arc::clone(&self.bodies).acquire_many_owned(kib.min(WAITING_KIB));
        let Ok(room) = room.await else {
            return Err(JobError::Abandoned { action });
        };
        let (reply, answer) = oneshot::channel();
        let command = Command::Accept(Asked { what: job, reply }, room);
        self.ask(command, answer, || action).await
    }

    /// Sends a command to the writer, and waits for its answer.
    pub(super) async fn ask<T>(
        &self,
        command: Command,
        answer: oneshot::Receiver<Result<T, JobError>>,
        action: impl FnOnce() -> String,
    ) -> Result<T, JobError> {
        // An error of either means that the writer is gone, or ends before it has answered.
        if self.commands.send(command).await.is_ok()
            && let Ok(answer) = answer.await
        {
            return answer;
        }
        Err(JobError::Abandoned { action: action() })
    }

    /// Writes everything requested so far, and closes the file.
    pub(in crate::sqlite) async fn close(&self) {
        let task = self.task.lock().take();
        let (closed, done) = oneshot::channel();
        if self.commands.send(Command::Close(closed)).await.is_ok() {
            let _ = done.await;
        }
        if let Some(task) = task {
            let _ = task.await;
        }
    }
}

/// All commands since the last batch.
#[derive(Default)]
struct Batch {
    accepts: Vec<(Asked<NewJob, Accepted>, OwnedSemaphorePermit)>,
    finishes: Vec<Asked<(WorkerId, Vec<End>), ()>>,
    retires: Vec<Asked<WorkerId, ()>>,
    requeues: Vec<Asked<(String, Vec<JobId>), u64>>,
    purges: Vec<Asked<Purge, u64>>,
    beats: Vec<Asked<Beats, Pulse>>,
    claims: Vec<Asked<Claim, Vec<Job>>>,
    close: Option<oneshot::Sender<()>>,
}

/// The answers to a batch, each list in the order of its commands.
#[derive(Default)]
struct Answers {
    accepts: Vec<Accepted>,
    requeues: Vec<u64>,
    purges: Vec<u64>,
    beats: Vec<Pulse>,
    claims: Vec<Vec<Job>>,
}

impl Batch {
    fn of(commands: &mut Vec<Command>) -> Self {
        let mut batch = Self::default();
        for command in commands.drain(..) {
            match command {
                Command::Accept(asked, room) => batch.accepts.push((asked, room)),
                Command::Claim(asked) => batch.claims.push(asked),
                Command::Finish(asked) => batch.finishes.push(asked),
                Command::Beat(asked) => batch.beats.push(asked),
                Command::Retire(asked) => batch.retires.push(asked),
                Command::Requeue(asked) => batch.requeues.push(asked),
                Command::Purge(asked) => batch.purges.push(asked),
                Command::Close(closed) => batch.close = Some(closed),
            }
        }
        batch
    }

    /// Whether it writes regardless of the file's contents.
    fn writes(&self) -> bool {
        !(self.accepts.is_empty()
            && self.finishes.is_empty()
            && self.retires.is_empty()
            && self.requeues.is_empty()
            && self.purges.is_empty())
    }

    /// Whether a caller relies on the write being on disk. Workers' updates may be lost in a power
    /// failure: the work is then repeated.
    fn promises(&self) -> bool {
        !(self.accepts.is_empty() && self.requeues.is_empty())
    }

    fn is_empty(&self) -> bool {
        !self.writes() && self.beats.is_empty() && self.claims.is_empty()
    }

    /// Answers all callers.
    fn answer(self, answers: Answers) {
        answer_all(
            self.accepts.into_iter().map(|(asked, _)| asked),
            answers.accepts,
        );
        answer_all(self.requeues, answers.requeues);
        answer_all(self.purges, answers.purges);
        answer_all(self.beats, answers.beats);
        answer_all(self.claims, answers.claims);
        let done = self.finishes.into_iter().map(|asked| asked.reply);
        for reply in done.chain(self.retires.into_iter().map(|asked| asked.reply)) {
            let _ = reply.send(Ok(()));
        }
    }

    /// Answers all callers with an error.
    fn fail(self, error: sqlx::Error) {
        let source: Arc<dyn std::error::Error + Send + Sync> = Arc::new(error);
        let failed = |action: String| JobError::Unavailable {
            action,
            source: Arc::clone(&source),
        };
        for (asked, _) in self.accepts {
            let _ = asked.reply.send(Err(failed(of_job(&asked.what))));
        }
        fail_all(self.claims, || failed("claim jobs".to_owned()));
        fail_all(self.finishes, || {
            failed("write down how jobs ended".to_owned())
        });
        fail_all(self.beats, || {
            failed("note that a worker is alive".to_owned())
        });
        fail_all(self.retires, || {
            failed("hand back a worker's jobs".to_owned())
        });
        fail_all(self.requeues, || failed("requeue jobs".to_owned()));
        fail_all(self.purges, || failed("purge jobs".to_owned()));
    }
}

/// A caller that no longer waits gets no answer.
fn answer_all<What, T>(asked: impl IntoIterator<Item = Asked<What, T>>, answers: Vec<T>) {
    for (asked, answer) in asked.into_iter().zip(answers) {
        let _ = asked.reply.send(Ok(answer));
    }
}

fn fail_all<What, T>(asked: Vec<Asked<What, T>>, error: impl Fn() -> JobError) {
    for asked in asked {
        let _ = asked.reply.send(Err(error()));
    }
}

struct Writer {
    connection: SqliteConnection,
    options: SqliteConnectOptions,
    gate: Gate,
    wake: Arc<Notify>,
    turns: Turns,
    most_bytes: Arc<AtomicI64>,
    /// When the file's size was measured, and whether it was full.
    measured: Option<(Instant, bool)>,
}

impl Writer {
    async fn write(mut self, mut asked: mpsc::Receiver<Command>) {
        let mut commands = Vec::with_capacity(BATCH);
        while asked.recv_many(&mut commands, BATCH).await > 0 {
            let mut batch = Batch::of(&mut commands);
            let close = batch.close.take();
            if !batch.is_empty() {
                self.run(batch).await;
            }
            if let Some(closed) = close {
                asked.close();
                // Commands that came in between are answered by being dropped.
                let _ = self.connection.close().await;
                let _ = closed.send(());
                return;
            }
        }
        let _ = self.connection.close().await;
    }

    async fn run(&mut self, mut batch: Batch) {
        match self.quiet(&batch).await {
            Ok(Some(answers)) => return batch.answer(answers),
            Ok(None) => {}
            Err(error) => return self.failed(batch, error).await,
        }
        if !batch.accepts.is_empty() && self.is_full().await {
            let limit = format!(
                "{} MiB in the database",
                self.most_bytes.load(Ordering::Relaxed) >> 20
            );
            for (asked, _) in batch.accepts.drain(..) {
                let full = JobError::Full {
                    app_key: asked.what.app_key,
                    limit: limit.clone(),
                };
                let _ = asked.reply.send(Err(full));
            }
            if batch.is_empty() {
                return;
            }
        }
        match self.commit(&batch).await {
            Ok(answers) => {
                let new = |accepted: &Accepted| matches!(accepted, Accepted::New(_));
                let wakes = answers.accepts.iter().any(new)
                    || answers.requeues.iter().any(|count| *count > 0)
                    || !batch.retires.is_empty();
                batch.answer(answers);
                if wakes {
                    self.wake.notify_one();
                }
            }
            Err(error) => self.failed(batch, error).await,
        }
    }

    async fn failed(&mut self, batch: Batch, error: sqlx::Error) {
        batch.fail(error);
        // Rolls back the rest of the transaction, and drops a connection that can't do that.
        if self.connection.ping().await.is_err()
            && let Ok(connection) = self.options.connect().await
        {
            self.connection = connection;
        }
    }

    /// The answers to a batch that has nothing to write: an idle process leaves the file alone.
    async fn quiet(&mut self, batch: &Batch) -> Result<Option<Answers>, sqlx::Error> {
        if batch.writes() {
            return Ok(None);
        }
        let now = now();
        let mut answers = Answers::default();
        for Asked { what: beat, .. } in &batch.beats {
            let look = batch::look(&mut self.connection, &beat.app_key, beat.me, now).await?;
            if look.runs || look.stale {
                return Ok(None);
            }
            let pulse = batch::pulse(&mut self.connection, beat, look, 0, now).await?;
            answers.beats.push(pulse);
        }
        for Asked { what: claim, .. } in &batch.claims {
            let look = batch::look(&mut self.connection, &claim.app_key, claim.me, now).await?;
            if look.has_work(now) {
                return Ok(None);
            }
            answers.claims.push(Vec::new());
        }
        Ok(Some(answers))
    }

    /// Performs all of a batch, or nothing.
    async fn commit(&mut self, batch: &Batch) -> Result<Answers, sqlx::Error> {
        let _turn = self.gate.turn().await;
        // Combined with `BEGIN`: each statement is a round trip to SQLite's own thread.
        let begin = if batch.promises() {
            "PRAGMA synchronous = FULL; BEGIN IMMEDIATE"
        } else {
            "PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE"
        };
        let mut transaction = self.connection.begin_with(begin).await?;
        let turns = &mut self.turns;
        let answers = work(&mut transaction, batch, turns).await?;
        transaction.commit().await?;
        Ok(answers)
    }

    /// Whether the file has reached its limit. A file whose size can't be read isn't full.
    async fn is_full(&mut self) -> bool {
        if let Some((at, full)) = self.measured
            && at.elapsed() < MEASURES_EVERY
        {
            return full;
        }
        let pages = sqlx::query(
            "SELECT (page_count - freelist_count) * page_size
             FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
        );
        let bytes = pages.fetch_one(&mut self.connection).await;
        let bytes: i64 = bytes.and_then(|row| row.try_get(0)).unwrap_or_default();
        let full = bytes >= self.most_bytes.load(Ordering::Relaxed);
        self.measured = Some((Instant::now(), full));
        full
    }
}

async fn work(
    connection: &mut SqliteConnection,
    batch: &Batch,
    turns: &mut Turns,
) -> Result<Answers, sqlx::Error> {
    let now = now();
    let mut answers = Answers::default();
    let jobs: Vec<&NewJob> = batch.accepts.iter().map(|(asked, _)| &asked.what).collect();
    answers.accepts = batch::accept(connection, &jobs, now).await?;
    for Asked { what, .. } in &batch.finishes {
        batch::finish(connection, what.0, &what.1, now).await?;
    }
    for Asked { what: me, .. } in &batch.retires {
        batch::retire(connection, *me).await?;
    }
    for Asked { what, .. } in &batch.requeues {
        let requeued = batch::requeue(connection, &what.0, &what.1, now).await?;
        answers.requeues.push(requeued);
    }
    for Asked { what: purge, .. } in &batch.purges {
        let purged = batch::purge(connection, purge, now).await?;
        answers.purges.push(purged);
    }
    for Asked { what: beat, .. } in &batch.beats {
        let taken = batch::beat(connection, beat, now).await?;
        let look = batch::look(connection, &beat.app_key, beat.me, now).await?;
        let pulse = batch::pulse(connection, beat, look, taken, now).await?;
        answers.beats.push(pulse);
    }
    for Asked { what, .. } in &batch.claims {
        let jobs = claim::claim(connection, what, turns, now).await?;
        answers.claims.push(jobs);
    }
    Ok(answers)
}
