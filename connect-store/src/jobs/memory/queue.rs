//! One app's jobs in memory, with the indexes that a database would have.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use crate::jobs::{
    Accepted, Ask, Counts, End, Job, JobEntry, JobId, JobState, MOST_CRASHES, NewJob, Outcome,
    Pulse, WorkerId,
};

#[derive(Debug)]
struct Row {
    job: NewJob,
    state: JobState,
    owner: Option<WorkerId>,
    attempts: u32,
    failures: u32,
    crashes: u32,
    received: SystemTime,
    due: SystemTime,
    finished: Option<SystemTime>,
    reason: Option<String>,
    /// The time under which it is in `waiting` or `ended`.
    indexed_at: SystemTime,
}

/// An order within a tenant.
type Order = (String, String);

#[derive(Debug, Default)]
pub(super) struct Queue {
    rows: BTreeMap<JobId, Row>,
    by_state: BTreeMap<JobState, BTreeSet<JobId>>,
    /// The ready jobs of each tenant that has any.
    ready: BTreeMap<String, BTreeSet<JobId>>,
    /// The waiting jobs by due time.
    waiting: BTreeSet<(SystemTime, JobId)>,
    /// How many jobs are running, for each tenant that has any.
    running: HashMap<String, u32>,
    /// The open jobs of each order.
    orders: HashMap<Order, BTreeSet<JobId>>,
    /// By tenant, kind and delivery.
    deliveries: HashMap<(String, String, String), JobId>,
    /// Done and dead jobs by the time at which they ended.
    ended: BTreeSet<(JobState, SystemTime, JobId)>,
    bytes: u64,
    /// The tenant that had the last turn.
    turn: String,
}

impl Queue {
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn accept(&mut self, id: JobId, job: NewJob, now: SystemTime) -> Accepted {
        if let Some(delivery) = &job.delivery {
            let key = (job.client_key.clone(), job.kind.clone(), delivery.clone());
            if let Some(known) = self.deliveries.get(&key) {
                return Accepted::Known(*known);
            }
            self.deliveries.insert(key, id);
        }
        let due = job.due.unwrap_or(now);
        self.bytes += size(&job.body);
        let row = Row {
            job,
            state: JobState::Done,
            owner: None,
            attempts: 0,
            failures: 0,
            crashes: 0,
            received: now,
            due,
            finished: None,
            reason: None,
            indexed_at: now,
        };
        self.rows.insert(id, row);
        self.enter(id, now);
        Accepted::New(id)
    }

    pub(super) fn claim(&mut self, me: WorkerId, ask: Ask<'_>, now: SystemTime) -> Vec<Job> {
        self.wake_due(now);
        let mut given = Vec::new();
        let mut bytes = 0;
        if ask.suspect && ask.want > 0 {
            let may = |id: &JobId| {
                let tenant = self.rows.get(id).map(|row| &row.job.client_key);
                let runs = tenant.and_then(|tenant| self.running.get(tenant));
                runs.copied().unwrap_or(0) < ask.per_tenant
            };
            let first = self.of_state(JobState::Suspect).find(may);
            given.extend(first.and_then(|id| self.give(id, me, &mut bytes)));
        }
        // First the tenants after the one that had the last turn, then the others.
        let (before, after): (Vec<_>, Vec<_>) = self
            .ready
            .keys()
            .cloned()
            .partition(|tenant| *tenant <= self.turn);
        let tenants: Vec<String> = after.into_iter().chain(before).collect();
        let most = usize::try_from(ask.want).unwrap_or(usize::MAX);
        // One job each, round by round: perfectly fair, and slower than a database needs.
        while given.len() < most {
            let mut idle = true;
            for tenant in &tenants {
                let runs = self.running.get(tenant).copied().unwrap_or(0);
                let full = given.len() >= most || (bytes >= ask.bytes && !given.is_empty());
                if full || runs >= ask.per_tenant {
                    continue;
                }
                let first = self.ready.get(tenant).and_then(|ids| ids.first().copied());
                if let Some(job) = first.and_then(|id| self.give(id, me, &mut bytes)) {
                    self.turn.clone_from(tenant);
                    given.push(job);
                    idle = false;
                }
            }
            if idle {
                break;
            }
        }
        given.sort_by_key(|job| job.id);
        given
    }

    fn give(&mut self, id: JobId, me: WorkerId, bytes: &mut u64) -> Option<Job> {
        let row = self.rows.get_mut(&id)?;
        row.attempts += 1;
        row.owner = Some(me);
        let suspect = row.state == JobState::Suspect;
        let job = Job {
            attempt: row.attempts,
            failures: row.failures,
            crashes: row.crashes,
            suspect,
            ..Job::first(id, row.job.clone(), row.received)
        };
        *bytes += size(&job.body);
        self.set(id, JobState::Running);
        Some(job)
    }

    pub(super) fn finish(&mut self, me: WorkerId, end: &End, now: SystemTime) {
        let Some(row) = self.rows.get_mut(&end.id) else {
            return;
        };
        let mine = row.owner == Some(me) && row.attempts == end.attempt;
        if row.state != JobState::Running || !mine {
            return;
        }
        let state = match &end.outcome {
            Outcome::Done => JobState::Done,
            Outcome::Retry { after, reason } => {
                row.failures += 1;
                row.due = now + after.unwrap_or_default();
                row.reason = Some(reason.clone());
                JobState::Waiting
            }
            Outcome::Dead { reason } => {
                row.failures += 1;
                row.reason = Some(reason.clone());
                JobState::Dead
            }
        };
        self.end(end.id, state, now);
    }

    /// Takes over the running jobs of workers that are gone.
    pub(super) fn take_over(&mut self, now: SystemTime, is_gone: impl Fn(WorkerId) -> bool) -> u64 {
        let taken = self.running_of(|owner, _| is_gone(owner));
        for id in &taken {
            let Some(row) = self.rows.get_mut(id) else {
                continue;
            };
            row.crashes += 1;
            row.reason = Some("the process that ran it ended".to_owned());
            let state = match row.crashes {
                0 | 1 => JobState::Ready,
                crashes if crashes >= MOST_CRASHES => JobState::Dead,
                _ => JobState::Suspect,
            };
            self.end(*id, state, now);
        }
        count(taken.len())
    }

    /// Makes running jobs of a worker ready again, without counting a crash.
    pub(super) fn hand_back(&mut self, me: WorkerId, which: impl Fn(JobId) -> bool) -> u64 {
        let back = self.running_of(|owner, id| owner == me && which(id));
        for id in &back {
            let suspect = self.rows.get(id).is_some_and(|row| row.crashes >= 2);
            let state = if suspect {
                JobState::Suspect
            } else {
                JobState::Ready
            };
            self.set(*id, state);
        }
        count(back.len())
    }

    pub(super) fn pulse(&self, me: WorkerId, holds: &[(JobId, u32)], now: SystemTime) -> Pulse {
        let is_lost = |held: &&(JobId, u32)| {
            self.rows.get(&held.0).is_none_or(|row| {
                row.state != JobState::Running || row.owner != Some(me) || row.attempts != held.1
            })
        };
        let next = self.waiting.first();
        Pulse {
            taken: 0,
            ready: !self.ready.is_empty() || self.of_state(JobState::Suspect).next().is_some(),
            next_due: next.map(|(due, _)| due.duration_since(now).unwrap_or(Duration::ZERO)),
            lost: holds.iter().filter(is_lost).map(|held| held.0).collect(),
        }
    }

    pub(super) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for (state, ids) in &self.by_state {
            if let Some(slot) = counts.slot(*state) {
                *slot = count(ids.len());
            }
        }
        let ready = self.of_state(JobState::Ready);
        counts.oldest_ready = ready
            .filter_map(|id| self.rows.get(&id))
            .map(|row| row.received)
            .min();
        counts
    }

    pub(super) fn list(&self, state: JobState, after: Option<JobId>, limit: u32) -> Vec<JobEntry> {
        let entry = |id: JobId| {
            let row = self.rows.get(&id)?;
            Some(JobEntry {
                id,
                client_key: row.job.client_key.clone(),
                kind: row.job.kind.clone(),
                delivery: row.job.delivery.clone(),
                order: row.job.order.clone(),
                state,
                attempts: row.attempts,
                failures: row.failures,
                crashes: row.crashes,
                received: row.received,
                due: row.due,
                finished: row.finished,
                reason: row.reason.clone(),
                size: size(&row.job.body),
            })
        };
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        self.of_state(state)
            .filter(|id| after.is_none_or(|after| *id > after))
            .take(limit)
            .filter_map(entry)
            .collect()
    }

    pub(super) fn requeue(&mut self, ids: &[JobId], now: SystemTime) -> u64 {
        let mut requeued = 0;
        for id in ids {
            let Some(row) = self.rows.get_mut(id) else {
                continue;
            };
            if row.state == JobState::Dead {
                row.failures = 0;
                row.crashes = 0;
                row.finished = None;
                row.due = now;
                self.enter(*id, now);
                requeued += 1;
            }
        }
        requeued
    }

    pub(super) fn forget(&mut self, client_key: &str) -> u64 {
        let all: Vec<JobId> = self
            .rows
            .iter()
            .filter(|(_, row)| row.job.client_key == client_key)
            .map(|(id, _)| *id)
            .collect();
        for id in &all {
            self.delete(*id);
        }
        count(all.len())
    }

    pub(super) fn purge(&mut self, state: JobState, before: SystemTime, limit: u32) -> u64 {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let old: Vec<JobId> = self
            .ended
            .iter()
            .filter(|(of, ended, _)| *of == state && *ended < before)
            .take(limit)
            .map(|(.., id)| *id)
            .collect();
        for id in &old {
            self.delete(*id);
        }
        count(old.len())
    }

    /// Puts an open job in its place: behind the others of its order, or where its due time puts
    /// it.
    fn enter(&mut self, id: JobId, now: SystemTime) {
        let Some(row) = self.rows.get(&id) else {
            return;
        };
        let due = row.due;
        let order = order(&row.job);
        let state = match order.map(|order| self.orders.entry(order).or_default()) {
            Some(open) if !open.is_empty() => {
                open.insert(id);
                JobState::Blocked
            }
            open => {
                if let Some(open) = open {
                    open.insert(id);
                }
                open_state(due, now)
            }
        };
        self.set(id, state);
    }

    /// Ends a running job in any way; if it leaves its order, the next one takes its place.
    fn end(&mut self, id: JobId, state: JobState, now: SystemTime) {
        let Some(row) = self.rows.get_mut(&id) else {
            return;
        };
        row.owner = None;
        if !state.is_open() {
            row.finished = Some(now);
        }
        if state == JobState::Done {
            self.bytes -= size(&row.job.body);
            row.job.body = Bytes::new();
        }
        self.set(id, state);
        if !state.is_open() {
            self.leave_order(id, now);
        }
    }

    fn leave_order(&mut self, id: JobId, now: SystemTime) {
        let Some(order) = self.rows.get(&id).and_then(|row| order(&row.job)) else {
            return;
        };
        let Some(open) = self.orders.get_mut(&order) else {
            return;
        };
        open.remove(&id);
        let Some(next) = open.first().copied() else {
            self.orders.remove(&order);
            return;
        };
        let heads = open.iter().filter_map(|id| self.rows.get(id));
        let mut heads = heads.filter(|row| row.state != JobState::Blocked);
        if let (None, Some(row)) = (heads.next(), self.rows.get(&next)) {
            self.set(next, open_state(row.due, now));
        }
    }

    fn wake_due(&mut self, now: SystemTime) {
        while let Some((due, id)) = self.waiting.first().copied()
            && due <= now
        {
            let suspect = self.rows.get(&id).is_some_and(|row| row.crashes > 1);
            let state = if suspect {
                JobState::Suspect
            } else {
                JobState::Ready
            };
            self.set(id, state);
        }
    }

    fn delete(&mut self, id: JobId) {
        // Removed from every index before it is deleted.
        let Some(row) = self.rows.get(&id) else {
            return;
        };
        let state = row.state;
        if let Some(order) = order(&row.job) {
            // Open jobs are only deleted together with all of a tenant's jobs.
            if state.is_open() {
                self.orders.remove(&order);
            }
        }
        self.unindex(id, state);
        if let Some(row) = self.rows.remove(&id) {
            self.bytes -= size(&row.job.body);
            if let Some(delivery) = row.job.delivery {
                let key = (row.job.client_key, row.job.kind, delivery);
                self.deliveries.remove(&key);
            }
        }
    }

    /// Moves a job from one state to another, in all indexes.
    fn set(&mut self, id: JobId, state: JobState) {
        let Some(row) = self.rows.get_mut(&id) else {
            return;
        };
        let was = row.state;
        row.state = state;
        let tenant = row.job.client_key.clone();
        self.unindex(id, was);
        let Some(row) = self.rows.get_mut(&id) else {
            return;
        };
        row.indexed_at = row.finished.unwrap_or(row.due);
        let at = row.indexed_at;
        self.by_state.entry(state).or_default().insert(id);
        match state {
            JobState::Ready => {
                self.ready.entry(tenant).or_default().insert(id);
            }
            JobState::Waiting => {
                self.waiting.insert((at, id));
            }
            JobState::Running => *self.running.entry(tenant).or_default() += 1,
            JobState::Done | JobState::Dead => {
                self.ended.insert((state, at, id));
            }
            JobState::Suspect | JobState::Blocked => {}
        }
    }

    fn unindex(&mut self, id: JobId, state: JobState) {
        let was_there = self
            .by_state
            .get_mut(&state)
            .is_some_and(|ids| ids.remove(&id));
        let Some(row) = self.rows.get(&id) else {
            return;
        };
        let tenant = &row.job.client_key;
        match state {
            _ if !was_there => {}
            JobState::Ready => {
                if let Some(ids) = self.ready.get_mut(tenant) {
                    ids.remove(&id);
                    if ids.is_empty() {
                        self.ready.remove(tenant);
                    }
                }
            }
            JobState::Waiting => {
                self.waiting.remove(&(row.indexed_at, id));
            }
            JobState::Running => {
                if let Some(runs) = self.running.get_mut(tenant) {
                    *runs -= 1;
                    if *runs == 0 {
                        self.running.remove(tenant);
                    }
                }
            }
            JobState::Done | JobState::Dead => {
                self.ended.remove(&(state, row.indexed_at, id));
            }
            JobState::Suspect | JobState::Blocked => {}
        }
    }

    fn of_state(&self, state: JobState) -> impl Iterator<Item = JobId> {
        self.by_state.get(&state).into_iter().flatten().copied()
    }

    fn running_of(&self, which: impl Fn(WorkerId, JobId) -> bool) -> Vec<JobId> {
        self.of_state(JobState::Running)
            .filter(|id| {
                let owner = self.rows.get(id).and_then(|row| row.owner);
                owner.is_some_and(|owner| which(owner, *id))
            })
            .collect()
    }
}

fn open_state(due: SystemTime, now: SystemTime) -> JobState {
    if due > now {
        JobState::Waiting
    } else {
        JobState::Ready
    }
}

fn order(job: &NewJob) -> Option<Order> {
    let order = job.order.clone()?;
    Some((job.client_key.clone(), order))
}

fn size(body: &Bytes) -> u64 {
    count(body.len())
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
