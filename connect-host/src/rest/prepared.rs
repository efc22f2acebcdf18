//! The answers that a test has set for one operation.

use std::collections::VecDeque;
use std::sync::Arc;

use super::answer::Answer;
use super::call::RestCall;

/// The answers of one operation.
#[derive(Clone, Default)]
pub(super) struct PreparedAnswers {
    /// Used once each, before any other.
    pub(super) once: VecDeque<Answer>,
    pub(super) always: Option<AnswerFn>,
}

pub(super) type AnswerFn = Arc<dyn Fn(&RestCall) -> Answer + Send + Sync>;

impl PreparedAnswers {
    pub(super) fn next(&mut self) -> Option<NextAnswer> {
        match self.once.pop_front() {
            Some(answer) => Some(NextAnswer::Ready(answer)),
            None => self.always.clone().map(NextAnswer::Computed),
        }
    }
}

/// An answer, or the function that computes it. It is called after the lock is released, because a
/// test's code may make a request to the site.
pub(super) enum NextAnswer {
    Ready(Answer),
    Computed(AnswerFn),
}

impl NextAnswer {
    pub(super) fn answer(self, call: &RestCall) -> Answer {
        match self {
            NextAnswer::Ready(answer) => answer,
            NextAnswer::Computed(compute) => compute(call),
        }
    }
}
