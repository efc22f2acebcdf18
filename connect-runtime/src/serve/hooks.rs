//! The app's lifecycle hooks, which are called after a lifecycle change has been stored and
//! answered.

use bytes::Bytes;
use connect_store::jobs::{JobError, JobId, NewJob};
use http::request::Parts;
use serde_json::{Map, Value};

use super::Core;
use crate::lifecycle::LifecycleEvent;
use crate::work::{Envelope, OfRequest};

/// The hooks of a tenant run one after another, in the order of its callbacks.
const ORDER: &str = "lifecycle";

/// Stores a job for each hook of an event, once per delivery if it has an id. The host is answered once
/// they are stored: what a hook does doesn't concern the host.
pub(super) async fn enqueue(
    core: &Core,
    event: LifecycleEvent,
    parts: &Parts,
    body: &[u8],
    client_key: &str,
    delivery: Option<&str>,
) -> Result<Vec<JobId>, JobError> {
    let mut stored = None;
    let mut accepted = Vec::new();
    for kind in core.handlers.hooks(event) {
        let stored = stored.get_or_insert_with(|| envelope(parts, body)).clone();
        let mut job = NewJob::new(core.app_key.as_str(), client_key, kind, stored);
        job.order = Some(ORDER.to_owned());
        job.delivery = delivery.map(str::to_owned);
        accepted.push(core.queue.store.accept(job).await?.id());
    }
    Ok(accepted)
}

/// A callback without its secrets: neither the shared secret nor the token outlives the request.
fn envelope(parts: &Parts, body: &[u8]) -> Bytes {
    let mut fields: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
    fields.remove("sharedSecret");
    let body = Value::from(fields).to_string();
    let request = OfRequest {
        parts,
        account_id: None,
        context: None,
    };
    Envelope::of_request(&request, body.as_bytes())
}
