//! One run of a job: from its stored form to its outcome.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::response::IntoResponse;
use connect_model::declaration::Auth;
use connect_store::jobs::{Job, Outcome, Worker, WorkerSettings};
use futures_util::FutureExt as _;
use tokio::task::JoinSet;
use tracing::Instrument as _;

use super::handlers::{QueueHandler, What};
use super::{Envelope, reason_of, schedule, value_at};
use crate::deployment::Deployment;
use crate::error::{Again, WithCauses};
use crate::extract::Delivered;
use crate::handler::IncomingRequest;
use crate::jobs::{Enqueued, Jobs, Told};
use crate::lifecycle::{Lifecycle, LifecycleEvent};
use crate::not_written::NotWritten;
use crate::serve::Core;
use crate::tenants::{StoreError, Tenant, TenantState};

/// How much longer than its handler a run may take.
const BEYOND: Duration = Duration::from_secs(30);

/// The worker of one app in this process. It stops when this is dropped; jobs that were running
/// then are run again, here or elsewhere, once their lease has expired.
#[derive(Debug)]
pub(crate) struct Running {
    worker: Worker,
    _schedules: JoinSet<()>,
}

impl Running {
    /// Starts nothing more, lets running jobs finish within `grace`, and hands back the rest.
    pub(crate) async fn stop(self, grace: Duration) {
        let stopped = self.worker.stop(grace).await;
        if stopped.handed_back > 0 {
            tracing::warn!(
                jobs = stopped.handed_back,
                "jobs were still running at the shutdown deadline; they run again elsewhere, or at the next start"
            );
        }
    }
}

/// Starts the worker. `None` for an app that has nothing in its queue.
pub(crate) fn start(
    core: &Arc<Core>,
    deployment: Option<Arc<Deployment>>,
    settings: WorkerSettings,
) -> Option<Running> {
    if core.handlers.is_empty() {
        return None;
    }
    let store = Arc::clone(&core.queue.store);
    let app_key = core.app_key.clone();
    let schedules = schedule::start(&core.queue, &core.handlers.schedules);
    let limit = settings.time_limit;
    // Ends what the handler's own timeout does not, such as a store that does not answer.
    let settings = WorkerSettings {
        time_limit: limit + BEYOND,
        ..settings
    };
    let core = Arc::clone(core);
    let worker = Worker::start(store, app_key, settings, move |job| {
        let (core, deployment) = (Arc::clone(&core), deployment.clone());
        async move {
            let id = job.id;
            let span = tracing::error_span!(
                target: "connect_runtime::jobs",
                "job",
                id = id.get(),
                kind = job.kind,
                tenant = job.client_key,
            );
            let run = run(&core, job, limit);
            let outcome = Deployment::around(deployment, run).instrument(span).await;
            let failed = match &outcome {
                Outcome::Done => None,
                Outcome::Retry { reason, .. } | Outcome::Dead { reason } => Some(reason.as_str()),
            };
            core.settled.ended(id, failed);
            outcome
        }
    });
    Some(Running {
        worker,
        _schedules: schedules,
    })
}

/// Runs a job to its end.
async fn run(core: &Core, job: Job, limit: Duration) -> Outcome {
    let Some(handler) = core.handlers.get(&job.kind) else {
        // Another release of the app may have the function, and may be running beside this one.
        return Outcome::failed("this release of the app has no function of that kind");
    };
    let Some(envelope) = Envelope::read(&job.body) else {
        let reason = "what was stored is not a job of this framework".to_owned();
        return Outcome::Dead { reason };
    };
    if handler.what == What::Scheduled && job.client_key.is_empty() {
        let tenants = core.tenants.store();
        let delivery = job.delivery.as_deref();
        let ticking = (job.kind.as_str(), handler.clock);
        let stored = schedule::for_each_tenant(&core.queue, &**tenants, ticking, delivery).await;
        return match stored {
            Ok(()) => Outcome::Done,
            Err(error) => Outcome::failed(WithCauses(&error).to_string()),
        };
    }
    let request = match request(core, &job, handler, &envelope, limit).await {
        Ok(request) => request,
        Err(outcome) => return outcome,
    };
    let answer = AssertUnwindSafe(handler.run(request)).catch_unwind();
    let failed = match tokio::time::timeout(limit, answer).await {
        Ok(Ok(answer)) => {
            let mut response = answer.unwrap_or_else(IntoResponse::into_response);
            reason_of(&mut response)
        }
        Ok(Err(panic)) => Some(panicked(&*panic)),
        Err(_) => Some((
            format!("it took longer than {limit:?}, and was stopped"),
            Again::AsUsual,
        )),
    };
    let Some((mut reason, again)) = failed else {
        return Outcome::Done;
    };
    if handler.what == What::Webhook
        && let Some(event) = value_at("webhookEvent", envelope.body())
    {
        reason = format!("{event}: {reason}");
    }
    match again {
        Again::AsUsual => Outcome::failed(reason),
        Again::After(wait) => Outcome::Retry {
            after: Some(wait),
            reason,
        },
        Again::Never => Outcome::Dead { reason },
    }
}

/// The failure of a function that has panicked.
fn panicked(panic: &(dyn Any + Send)) -> (String, Again) {
    if let Some(NotWritten(place)) = panic.downcast_ref() {
        let reason = format!("not written yet: {}:{}", place.file(), place.line());
        return (reason, Again::Never);
    }
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let text = text.unwrap_or("with something that is not a text");
    (format!("it panicked: {text}"), Again::AsUsual)
}

/// The request from which the handler's arguments are extracted.
async fn request(
    core: &Core,
    job: &Job,
    handler: &QueueHandler,
    envelope: &Envelope,
    limit: Duration,
) -> Result<Box<IncomingRequest>, Outcome> {
    let auth = match handler.what {
        What::Webhook | What::PostFunction => Auth::Request,
        // Nothing in it is signed for this function.
        What::Hook(_) | What::Job | What::Scheduled => Auth::Lifecycle,
    };
    let (mut request, mut caller) = envelope.request(auth);
    caller.development = core.development;
    let active = core.tenants.current(&job.client_key).await;
    let tenant = match active {
        Ok(Some(active)) => {
            // A little before the run times out, so that its handler gets the error.
            let ends = Instant::now() + limit.mul_f64(0.9);
            core.prepared(&active).insert(&mut request.parts, ends);
            active.tenant().clone()
        }
        Ok(None) => gone(core, job, handler, envelope).await?,
        Err(error) => return Err(Outcome::failed(WithCauses(&error).to_string())),
    };
    let extensions = &mut request.parts.extensions;
    extensions.insert(Jobs::of_tenant(Arc::clone(&core.queue), &tenant));
    match handler.what {
        What::Webhook => {
            extensions.insert(Delivered(envelope.body().clone()));
        }
        What::Hook(_) => match serde_json::from_slice::<Lifecycle>(envelope.body()) {
            Ok(lifecycle) => {
                extensions.insert(lifecycle);
            }
            Err(_) => {
                let reason = "what was stored is not a lifecycle payload".to_owned();
                return Err(Outcome::Dead { reason });
            }
        },
        What::PostFunction => {}
        What::Job | What::Scheduled => {
            extensions.insert(Enqueued {
                told: Told {
                    id: job.id,
                    once: job.delivery.as_deref().map(Arc::from),
                    failures: job.failures,
                    enqueued: job.received,
                },
                arguments: envelope.body().clone(),
            });
        }
    }
    caller.insert(&mut request.parts, tenant);
    Ok(request)
}

/// The tenant of a job whose site no longer has the app: only `uninstalled` hooks still run for it.
async fn gone(
    core: &Core,
    job: &Job,
    handler: &QueueHandler,
    envelope: &Envelope,
) -> Result<Tenant, Outcome> {
    if handler.what == What::Hook(LifecycleEvent::Uninstalled) {
        let known = former(core, job, envelope).await;
        let known = known.map_err(|error| Outcome::failed(WithCauses(&error).to_string()))?;
        if let Some(tenant) = known
            && tenant.state() == TenantState::Uninstalled
        {
            return Ok(tenant);
        }
    }
    tracing::info!("the tenant has uninstalled the app meanwhile; its job is dropped");
    Err(Outcome::Done)
}

/// The uninstalled tenant: the Forge installation that the hook is for, or else the Connect one.
async fn former(core: &Core, job: &Job, told: &Envelope) -> Result<Option<Tenant>, StoreError> {
    let store = core.tenants.store();
    if let Some(id) = value_at("installationId", told.body())
        && let Some(record) = store.find_forge(&core.app_key, &id).await?
    {
        return Ok(Some(record.tenant));
    }
    let record = store.find(&core.app_key, &job.client_key).await?;
    Ok(record.map(|record| record.tenant))
}
