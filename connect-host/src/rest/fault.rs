//! Answers that fail on purpose, to show how the app copes.

use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;

use super::answer::Answer;
use super::answer_source::AnswerSource;
use super::call::{RestCall, RestSender};
use super::refusal::failure;
use crate::site::Site;
use crate::site::faults::RestFault;

/// How much Jira lets an app request in an hour, as its headers count it.
const LIMIT: &str = "65000";

/// Waits for the delay of each answer, and returns the faulty answer, if one is set.
///
/// The product's own pages are not affected: they show how the app copes.
pub(super) async fn answer(site: &Site, call: &RestCall) -> Option<Answer> {
    if call.sender == RestSender::Person {
        return None;
    }
    let faults = site.faults();
    if !faults.latency.is_zero() {
        tokio::time::sleep(faults.latency).await;
    }
    let path = call.path.unwrap_or_default();
    let answer = match faults.rest? {
        RestFault::Status(status) => failure(site.product, path, status, &format!("{status}")),
        RestFault::RateLimited { retry_after } => {
            let status = StatusCode::TOO_MANY_REQUESTS;
            let answer = failure(site.product, path, status, "Rate limit exceeded");
            limited(answer, site.clock.now(), retry_after)
        }
    };
    Some(answer.marked(AnswerSource::Fault))
}

/// Adds the headers of an exhausted rate limit ("Rate limiting").
fn limited(answer: Answer, now: i64, retry_after: Duration) -> Answer {
    let seconds = i64::try_from(retry_after.as_secs()).unwrap_or(i64::MAX);
    let reset = Timestamp::from_second(now.saturating_add(seconds)).unwrap_or(Timestamp::MAX);
    answer
        .retry_after(retry_after)
        .header("x-ratelimit-limit", LIMIT)
        .header("x-ratelimit-remaining", "0")
        .header(
            "x-ratelimit-reset",
            &reset.strftime("%Y-%m-%dT%H:%MZ").to_string(),
        )
        .header("ratelimit-reason", "jira-quota-tenant-based")
}
