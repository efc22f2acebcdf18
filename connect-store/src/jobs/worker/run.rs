//! The worker's loop.

use std::any::Any;
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, pending};
use tokio::sync::oneshot;
use tokio::task::{AbortHandle, JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until, timeout};

use super::{Stopped, WorkerSettings};
use crate::jobs::{
    Ask, Beat, End, Job, JobError, JobId, JobState, JobStore, Outcome, Pulse, WorkerId,
};

pub(super) type Handle = Arc<dyn Fn(Job) -> BoxFuture<'static, Outcome> + Send + Sync>;

/// How long the worker waits before it calls a failed store again.
const STORE_RESTS: Duration = Duration::from_millis(250);

/// How often old jobs are purged, in steps short enough not to block others.
const PURGES_EVERY: Duration = Duration::from_mins(1);
const PURGE_STEP: u32 = 500;
const PURGES_ON: Duration = Duration::from_millis(100);

/// How long the final calls of a worker may take when its grace period is over.
const LAST_WORDS: Duration = Duration::from_secs(3);

/// How long stopped handlers may take to notice, which they do at their next `.await`.
const HANDLERS_END: Duration = Duration::from_secs(1);

/// A reason is for people to read; a server's whole error page is not.
const LONGEST_REASON: usize = 2_000;

/// A job that this worker holds: from its claim until its end has been recorded.
struct Held {
    attempt: u32,
    suspect: bool,
    /// The length of its body, which is in memory while its handler runs.
    size: u64,
    /// Stops its handler; `None` once that has ended.
    runs: Option<AbortHandle>,
}

/// A request to the store, with its answer.
type Asked<What, T> = BoxFuture<'static, (What, Result<T, JobError>)>;

/// The end of a handler.
type Ended = (JobId, u32, Outcome);

pub(super) struct Run {
    me: WorkerId,
    store: Arc<dyn JobStore>,
    app_key: Arc<str>,
    settings: WorkerSettings,
    handle: Handle,

    held: HashMap<JobId, Held>,
    handlers: JoinSet<Ended>,
    /// Ends that have neither been recorded nor are being recorded.
    ends: Vec<End>,

    // At most one of each is in progress, so that batches form meanwhile.
    claiming: Option<Asked<u32, Vec<Job>>>,
    finishing: Option<Asked<Vec<End>, ()>>,
    beating: Option<Asked<bool, Pulse>>,
    purging: Option<BoxFuture<'static, Result<u64, JobError>>>,

    /// Whether there may be something to claim.
    look: bool,
    /// When there may be something to claim.
    look_at: Option<Instant>,
    beat: bool,
    purge: bool,
    /// Whether a claim may have succeeded whose answer never arrived.
    unsure: bool,
    /// The store failed: it is not called before this time.
    rests_until: Option<Instant>,
    /// Whether the store's failure was logged.
    complained: bool,
    stops: bool,
}

impl Run {
    pub(super) fn new(
        me: WorkerId,
        store: Arc<dyn JobStore>,
        app_key: String,
        settings: WorkerSettings,
        handle: Handle,
    ) -> Self {
        Self {
            me,
            store,
            app_key: app_key.into(),
            settings,
            handle,
            held: HashMap::new(),
            handlers: JoinSet::new(),
            ends: Vec::new(),
            claiming: None,
            finishing: None,
            beating: None,
            purging: None,
            look: true,
            look_at: None,
            beat: true,
            purge: false,
            unsure: false,
            rests_until: None,
            complained: false,
            stops: false,
        }
    }

    /// Works until it is asked to stop, and then until nothing is running or the grace period is
    /// over.
    pub(super) async fn until(mut self, mut stop: oneshot::Receiver<Duration>) -> Stopped {
        let store = Arc::clone(&self.store);
        let mut beats = interval((self.settings.lease / 3).max(Duration::from_millis(1)));
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut purge_at = Instant::now() + PURGES_EVERY.mul_f64(0.5 + fastrand::f64());
        let mut over_at = None;
        loop {
            self.begin();
            if self.stops && self.is_idle() {
                break;
            }
            tokio::select! {
                grace = &mut stop, if !self.stops => {
                    self.stops = true;
                    // A worker that is dropped is aborted, so the sender exists.
                    over_at = Some(Instant::now() + grace.unwrap_or_default());
                }
                Some(ended) = self.handlers.join_next() => {
                    self.ended(ended);
                    while let Some(ended) = self.handlers.try_join_next() {
                        self.ended(ended);
                    }
                }
                (want, claimed) = settled(&mut self.claiming) => self.claimed(want, claimed),
                (ends, written) = settled(&mut self.finishing) => self.finished(ends, written),
                (exact, pulse) = settled(&mut self.beating) => self.felt(exact, pulse),
                purged = settled(&mut self.purging) => {
                    // A full step: there may be more.
                    let more = matches!(purged, Ok(n) if n >= u64::from(PURGE_STEP));
                    let rests = if more { PURGES_ON } else { PURGES_EVERY };
                    purge_at = Instant::now() + rests;
                }
                () = store.woken(), if !self.stops => self.look = true,
                _ = beats.tick() => self.beat = true,
                () = at(self.look_at) => {
                    self.look_at = None;
                    self.look = true;
                }
                () = at(self.rests_until) => self.rests_until = None,
                () = sleep_until(purge_at), if self.purging.is_none() && !self.stops => {
                    self.purge = true;
                    purge_at = Instant::now() + PURGES_EVERY;
                }
                () = at(over_at) => break,
            }
        }
        self.leave().await
    }

    /// Whether nothing is running or waiting to be recorded.
    fn is_idle(&self) -> bool {
        self.handlers.is_empty() && self.held.is_empty() && self.claiming.is_none()
    }

    /// Starts pending requests to the store that are not in progress.
    fn begin(&mut self) {
        if self.rests_until.is_some() {
            return;
        }
        if self.finishing.is_none() && !self.ends.is_empty() {
            self.finishing = Some(self.finish());
        }
        // While it is unsure, it claims no more until a beat has found what was lost.
        let beats = self.unsure && (self.beat || self.beating.is_some());
        if self.claiming.is_none() && self.look && !self.stops && !beats {
            let (want, bytes) = (self.free(), self.free_bytes());
            if want > 0 && bytes > 0 {
                self.look = false;
                self.claiming = Some(self.claim(want, bytes));
            }
        }
        if self.beating.is_none() && self.beat {
            self.beat = false;
            self.beating = Some(self.beat());
        }
        if self.purging.is_none() && self.purge {
            self.purge = false;
            self.purging = Some(self.purge());
        }
    }

    /// How many more jobs may be claimed. Jobs whose end can't be recorded occupy places beyond the
    /// number that may run, so that a store that only gives can't fill the memory.
    fn free(&self) -> u32 {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        // Zero would be a worker that silently does nothing.
        let at_once = self.settings.at_once.max(1);
        let running = count(self.handlers.len());
        let unwritten = count(self.held.len()).saturating_sub(running);
        at_once.saturating_sub(running.max(unwritten.saturating_sub(at_once)))
    }

    /// How many more bytes of bodies may be claimed.
    fn free_bytes(&self) -> u64 {
        let running = self.held.values().filter(|held| held.runs.is_some());
        let bytes: u64 = running.map(|held| held.size).sum();
        self.settings.bytes_at_once.max(1).saturating_sub(bytes)
    }

    fn claim(&self, want: u32, bytes: u64) -> Asked<u32, Vec<Job>> {
        let (store, app_key, me) = (Arc::clone(&self.store), Arc::clone(&self.app_key), self.me);
        let settings = self.settings;
        let suspect = !self.held.values().any(|held| held.suspect);
        let claim = async move {
            let ask = Ask {
                app_key: &app_key,
                want,
                bytes,
                per_tenant: settings.per_tenant.max(1),
                suspect,
                lease: settings.lease,
            };
            (want, store.claim(me, ask).await)
        };
        claim.boxed()
    }

    fn finish(&mut self) -> Asked<Vec<End>, ()> {
        let (store, me) = (Arc::clone(&self.store), self.me);
        let ends = std::mem::take(&mut self.ends);
        async move {
            let written = store.finish(me, ends.clone()).await;
            (ends, written)
        }
        .boxed()
    }

    fn beat(&self) -> Asked<bool, Pulse> {
        let (store, app_key, me) = (Arc::clone(&self.store), Arc::clone(&self.app_key), self.me);
        let lease = self.settings.lease;
        let holds: Vec<(JobId, u32)> = self
            .held
            .iter()
            .map(|(id, held)| (*id, held.attempt))
            .collect();
        let exact = self.unsure && self.claiming.is_none();
        let beat = async move {
            let beat = Beat {
                app_key: &app_key,
                holds: &holds,
                exact,
                lease,
            };
            (exact, store.beat(me, beat).await)
        };
        beat.boxed()
    }

    fn purge(&self) -> BoxFuture<'static, Result<u64, JobError>> {
        let (store, app_key) = (Arc::clone(&self.store), Arc::clone(&self.app_key));
        let ages = [
            (JobState::Done, self.settings.keep_done),
            (JobState::Dead, self.settings.keep_dead),
        ];
        let purge = async move {
            let mut most = 0;
            for (state, age) in ages {
                most = most.max(store.purge(&app_key, state, age, PURGE_STEP).await?);
            }
            Ok(most)
        };
        purge.boxed()
    }

    fn claimed(&mut self, want: u32, claimed: Result<Vec<Job>, JobError>) {
        let jobs = match claimed {
            Ok(jobs) => jobs,
            Err(error) => {
                self.unsure = true;
                self.beat = true;
                self.look = true;
                return self.complain(&error);
            }
        };
        self.answers();
        // As many as requested: there may be more.
        self.look |= u32::try_from(jobs.len()).is_ok_and(|given| given >= want);
        for job in jobs {
            self.run(job);
        }
    }

    fn run(&mut self, job: Job) {
        let (id, attempt, suspect) = (job.id, job.attempt, job.suspect);
        let size = u64::try_from(job.body.len()).unwrap_or(u64::MAX);
        let (handle, settings) = (Arc::clone(&self.handle), self.settings);
        let runs = self.handlers.spawn(async move {
            let log = JobLog::of(&job);
            let failures = job.failures;
            // The call is inside too: it may panic before there is a future.
            let handler = AssertUnwindSafe(async move { handle(job).await }).catch_unwind();
            let outcome = match timeout(settings.time_limit, handler).await {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(panic)) => Outcome::failed(format!("it panicked: {}", message(&*panic))),
                Err(_) => Outcome::failed(format!(
                    "it took longer than {:?}, and was stopped",
                    settings.time_limit
                )),
            };
            let outcome = decided(outcome, failures, settings);
            log.write(&outcome, failures);
            (id, attempt, outcome)
        });
        let held = Held {
            attempt,
            suspect,
            size,
            runs: Some(runs),
        };
        // Its own former run, taken away from it while it was stalled: that one ends.
        if let Some(Held {
            runs: Some(former), ..
        }) = self.held.insert(id, held)
        {
            former.abort();
        }
    }

    fn ended(&mut self, ended: Result<Ended, JoinError>) {
        // An error means a stopped handler, whose job no worker holds any more.
        let Ok((id, attempt, outcome)) = ended else {
            self.look = true;
            return;
        };
        if let Some(held) = self.held.get_mut(&id)
            && held.attempt == attempt
        {
            held.runs = None;
            self.ends.push(End {
                id,
                attempt,
                outcome,
            });
        }
        self.look = true;
    }

    fn finished(&mut self, ends: Vec<End>, written: Result<(), JobError>) {
        if let Err(error) = written {
            // Repeated, so that what was done is not done again.
            self.ends.extend(ends);
            return self.complain(&error);
        }
        self.answers();
        for End {
            id,
            attempt,
            outcome,
        } in ends
        {
            if let Outcome::Retry { after, .. } = outcome {
                self.look_after(after.unwrap_or_default());
            }
            if self
                .held
                .get(&id)
                .is_some_and(|held| held.attempt == attempt)
            {
                self.held.remove(&id);
            }
        }
        // The next job of its order or of its tenant may have become available.
        self.look = true;
    }

    fn felt(&mut self, exact: bool, pulse: Result<Pulse, JobError>) {
        let pulse = match pulse {
            Ok(pulse) => pulse,
            Err(error) => return self.complain(&error),
        };
        self.answers();
        if exact {
            self.unsure = false;
        }
        if pulse.taken > 0 {
            tracing::warn!(
                app = &*self.app_key,
                jobs = pulse.taken,
                "jobs were taken over from a process that is gone, or was stalled for longer than its lease"
            );
        }
        self.look |= pulse.ready || pulse.taken > 0;
        if let Some(after) = pulse.next_due {
            self.look_after(after);
        }
        for id in pulse.lost {
            // A job whose end is being recorded may look lost, but isn't.
            let runs = self.held.get(&id).is_some_and(|held| held.runs.is_some());
            if runs && let Some(held) = self.held.remove(&id) {
                if let Some(runs) = held.runs {
                    runs.abort();
                }
                tracing::warn!(
                    app = &*self.app_key,
                    job = id.get(),
                    "a job's handler was stopped: the job was taken over elsewhere, or is forgotten"
                );
            }
        }
    }

    fn look_after(&mut self, after: Duration) {
        let at = Instant::now() + after;
        self.look_at = Some(self.look_at.map_or(at, |former| former.min(at)));
    }

    fn answers(&mut self) {
        if std::mem::take(&mut self.complained) {
            tracing::info!(app = &*self.app_key, "the job queue answers again");
        }
    }

    /// Logs a failure of the store, once until it works again.
    fn complain(&mut self, error: &JobError) {
        if !std::mem::replace(&mut self.complained, true) {
            tracing::error!(
                app = &*self.app_key,
                error = error as &dyn std::error::Error,
                "the job queue does not answer: jobs wait until it does"
            );
        }
        self.rests_until = Some(Instant::now() + STORE_RESTS);
    }

    /// Records pending ends, and hands back what did not finish in time.
    async fn leave(mut self) -> Stopped {
        self.handlers.abort_all();
        // Waited for, because jobs that are handed back may run elsewhere at once; but not for one
        // that blocks.
        let _ = timeout(HANDLERS_END, async {
            while let Some(ended) = self.handlers.join_next().await {
                self.ended(ended);
            }
        })
        .await;
        let last_words = async {
            if let Some(finishing) = self.finishing.take() {
                let (ends, written) = finishing.await;
                self.finished(ends, written);
            }
            if let Some(claiming) = self.claiming.take() {
                // Its jobs are not run, but handed back below, even if it failed.
                let _ = claiming.await;
            }
            while !self.ends.is_empty() {
                let (ends, written) = self.finish().await;
                let failed = written.is_err();
                self.finished(ends, written);
                if failed {
                    sleep(STORE_RESTS).await;
                }
            }
            if let Err(error) = self.store.retire(self.me).await {
                self.complain(&error);
            }
        };
        // An unavailable store can't be waited for: its jobs are taken over when it is back.
        let _ = timeout(LAST_WORDS, last_words).await;
        let runs = self.held.values().filter(|held| held.runs.is_some());
        let handed_back = runs.count();
        Stopped {
            handed_back,
            unwritten: self.held.len() - handed_back,
        }
    }
}

/// Waits for the request in progress, and clears the slot; forever if there is none.
async fn settled<T>(slot: &mut Option<BoxFuture<'static, T>>) -> T {
    let Some(under_way) = slot else {
        return pending().await;
    };
    let value = under_way.await;
    *slot = None;
    value
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}

/// Fills in what the handler left to the settings.
fn decided(outcome: Outcome, failures: u32, settings: WorkerSettings) -> Outcome {
    match outcome {
        Outcome::Done => Outcome::Done,
        Outcome::Dead { reason } => Outcome::Dead {
            reason: cut(reason),
        },
        Outcome::Retry { after, reason } => match settings.retries.after(failures) {
            Some(usual) => Outcome::Retry {
                after: Some(after.unwrap_or(usual)),
                reason: cut(reason),
            },
            None => Outcome::Dead {
                reason: cut(reason),
            },
        },
    }
}

fn cut(mut reason: String) -> String {
    if reason.len() > LONGEST_REASON {
        let mut end = LONGEST_REASON;
        while !reason.is_char_boundary(end) {
            end -= 1;
        }
        reason.truncate(end);
        reason.push('…');
    }
    reason
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("with something that is not a text")
}

/// A job's identity in the log.
struct JobLog {
    id: JobId,
    app_key: String,
    client_key: String,
    kind: String,
}

impl JobLog {
    fn of(job: &Job) -> Self {
        Self {
            id: job.id,
            app_key: job.app_key.clone(),
            client_key: job.client_key.clone(),
            kind: job.kind.clone(),
        }
    }

    fn write(&self, outcome: &Outcome, failures: u32) {
        let failures = failures.saturating_add(1);
        match outcome {
            Outcome::Done => {}
            Outcome::Retry { after, reason } => tracing::warn!(
                app = self.app_key,
                tenant = self.client_key,
                kind = self.kind,
                job = self.id.get(),
                failures,
                reason,
                "a job failed, and is retried in {:?}",
                after.unwrap_or_default()
            ),
            Outcome::Dead { reason } => tracing::warn!(
                app = self.app_key,
                tenant = self.client_key,
                kind = self.kind,
                job = self.id.get(),
                failures,
                reason,
                "a job is dead: it is not tried again until it is requeued"
            ),
        }
    }
}
