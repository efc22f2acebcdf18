//! `/forge/scheduled/<key>` and `/forge/post-function/<key>`: calls that Forge does not wait for.
//! Both are answered once their jobs are stored.

use std::time::Duration;

use axum::response::Response;
use bytes::Bytes;
use connect_auth::token::TokenContext;
use connect_events::forge::{Event, post_function};
use connect_model::forge::module::interval;
use connect_store::jobs::NewJob;
use http::request::Parts;

use super::Forge;
use super::events::{claim, head};
use crate::serve::endpoint::Invoked;
use crate::work::{Envelope, OfRequest};

/// A scheduled function.
#[derive(Debug)]
pub(super) struct Ticking {
    pub(super) key: String,
    /// The kind of its jobs.
    pub(super) kind: String,
    pub(super) every: Duration,
}

impl Ticking {
    /// An id shared by ticks of which only one should run.
    ///
    /// Forge has few intervals, and the longest one that doesn't exceed the function's own is used. If it
    /// is shorter, the function runs at the first tick of each of its own intervals. Otherwise each tick
    /// is a run, identified by its token.
    fn delivery(&self, issued_at: i64) -> String {
        let (_, ticks) = interval(self.every);
        let seconds = u64::try_from(issued_at).unwrap_or_default();
        let number = if ticks < self.every {
            seconds / self.every.as_secs().max(1)
        } else {
            seconds
        };
        format!("{}@{number}", self.key)
    }
}

impl Forge {
    /// Runs a scheduled function for the installation that the token names. The body is undocumented and
    /// ignored.
    pub(super) async fn tick(
        &self,
        parts: &Parts,
        ticking: &Ticking,
        invoked: &Invoked,
    ) -> Response {
        let (app_key, tenant) = (self.core.app_key.as_str(), invoked.active.tenant());
        let body = Envelope::of_job(b"null");
        let mut job = NewJob::new(app_key, tenant.client_key(), ticking.kind.as_str(), body);
        job.delivery = Some(ticking.delivery(invoked.invocation.token().issued_at));
        let stored = self.core.queue.store.accept(job).await;
        self.taken(parts, stored.map(|it| vec![it.id()]), "a scheduled run")
            .await
    }

    /// Runs a post function the way Connect calls it.
    pub(super) async fn post_function(
        &self,
        parts: &Parts,
        body: &Bytes,
        (kind, path): (&str, &str),
        invoked: &Invoked,
    ) -> Response {
        let tenant = invoked.active.tenant();
        let (Ok(made), Ok(told)) = (post_function(body), Event::read(body)) else {
            return super::malformed("the body is not a JSON object");
        };
        let context = TokenContext::of(claim(&invoked.invocation).to_string());
        let request = OfRequest {
            parts: &head(parts, path),
            account_id: told.account_id(),
            context: Some(&context),
        };
        let envelope = Envelope::of_request(&request, made.to_string().as_bytes());
        let app_key = self.core.app_key.as_str();
        let job = NewJob::new(app_key, tenant.client_key(), kind, envelope);
        let stored = self.core.queue.store.accept(job).await;
        self.taken(parts, stored.map(|it| vec![it.id()]), "a post function")
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every(hours: u64) -> Ticking {
        Ticking {
            key: "sweep".to_owned(),
            kind: "scheduled:sweep".to_owned(),
            every: Duration::from_secs(hours * 3600),
        }
    }

    #[test]
    fn a_tick_of_forge_is_a_run_if_the_intervals_match() {
        let hourly = every(1);
        assert_ne!(hourly.delivery(36_001), hourly.delivery(39_599));
        assert_eq!(hourly.delivery(36_001), "sweep@36001");
    }

    #[test]
    fn of_more_frequent_ticks_one_is_enough() {
        let other = every(2);
        assert_eq!(other.delivery(36_001), other.delivery(39_601));
        assert_ne!(other.delivery(39_601), other.delivery(43_201));
    }
}
