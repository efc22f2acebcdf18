//! Which function runs which job, by its kind: `webhook:<key>`, `hook:<event>:<key>`, `post-function:<key>`,
//! `job:<key>`, `scheduled:<key>`, `own:personal-data`. Jobs are stored under these names, so they must stay the same
//! across releases.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::response::IntoResponse;
use connect_model::declaration::{Declaration, kind};
use connect_model::forge::Settings;
use connect_model::forge::assemble::{Choice, Stage};
use tower::ServiceExt as _;

use super::schedule::{Clock, Schedule};
use crate::handler::{AnyState, ErasedCall, ErasedHandler, IncomingRequest, RejectionResponse};
use crate::lifecycle::LifecycleEvent;
#[cfg(feature = "client")]
use crate::personal_data;
use crate::registry::{Registration, Registry, States};
use crate::start_error::StartError;

/// The kind of module that hosts post events to.
const WEBHOOKS: &str = "webhooks";

/// All functions of one app that run from the queue.
#[derive(Debug, Default)]
pub(crate) struct Handlers {
    by_kind: HashMap<String, Arc<QueueHandler>>,
    /// In the order in which an event's hooks run.
    hooks: Vec<(LifecycleEvent, String)>,
    /// The kinds of webhooks by the paths of their routes.
    webhooks: HashMap<String, String>,
    /// The kinds of callbacks that Connect waits for and Forge does not, by the paths of their
    /// routes.
    forge_only: HashMap<String, String>,
    pub(crate) schedules: Vec<Schedule>,
}

/// A function that runs from the queue.
pub(crate) struct QueueHandler {
    /// Its name in logs: `webhook "greet"`.
    pub(crate) label: Arc<str>,
    pub(crate) what: What,
    /// Which tenants this app's own clock triggers it for, if it is scheduled.
    pub(crate) clock: Clock,
    handle: ErasedHandler,
    state: AnyState,
    /// Its route, if the path has parameters: only a router can read them.
    router: Option<Router>,
}

/// The kind of function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Webhook,
    Hook(LifecycleEvent),
    PostFunction,
    Job,
    Scheduled,
}

/// The kind of module that runs after an issue's transition.
const POST_FUNCTIONS: &str = "jiraWorkflowPostFunctions";

/// A registration's role in the queue; `None` if it doesn't run from the queue.
fn what(registration: &Registration, forge: bool) -> Option<What> {
    let declared = &registration.declaration;
    match &*declared.kind {
        WEBHOOKS if forge || !registration.work.inline => Some(What::Webhook),
        POST_FUNCTIONS if forge => Some(What::PostFunction),
        kind::JOB => Some(What::Job),
        kind::SCHEDULED => Some(What::Scheduled),
        other => LifecycleEvent::ALL
            .into_iter()
            .find(|event| event.as_str() == other)
            .map(What::Hook),
    }
}

/// Which tenants this app's own clock triggers a function for.
fn clock(declared: &Declaration, on_forge: Option<&Settings>) -> Clock {
    match on_forge.map(|settings| settings.choice(&declared.kind, &declared.key)) {
        // It stays as it is on Connect for all installations: no Forge trigger calls it.
        Some(Choice::Stage(Stage::Wrap)) => Clock::All,
        _ => Clock::Connect,
    }
}

/// The kind without what distinguishes functions of the same name.
fn plain_kind(what: What, declared: &Declaration) -> String {
    let key = &declared.key;
    match what {
        What::Webhook => format!("webhook:{key}"),
        What::Hook(event) => format!("hook:{event}:{key}"),
        What::PostFunction => format!("post-function:{key}"),
        What::Job => format!("{}:{key}", kind::JOB),
        What::Scheduled => format!("{}:{key}", kind::SCHEDULED),
    }
}

impl Handlers {
    /// The app's functions that run from the queue; for an app on Forge, also those that Connect waits
    /// for: Forge does not.
    pub(crate) fn of(
        registry: &Registry,
        states: &States,
        on_forge: Option<&Settings>,
    ) -> Result<Self, StartError> {
        let forge = on_forge.is_some();
        let found = || {
            let registrations = registry.registrations.iter();
            registrations.filter_map(|one| Some((one, what(one, forge)?, one.handler.as_ref()?)))
        };
        let mut how_many: HashMap<String, u32> = HashMap::new();
        for (registration, what, _) in found() {
            let kind = plain_kind(what, &registration.declaration);
            *how_many.entry(kind).or_default() += 1;
        }
        let mut handlers = Self::default();
        for (registration, what, handle) in found() {
            let declared = &registration.declaration;
            let mut kind = plain_kind(what, declared);
            // Functions in different modules may share a name; job keys are unique.
            if how_many.get(&kind).is_some_and(|&many| many > 1) {
                kind = match &declared.route {
                    Some(route) => format!("{kind}@{}", route.path),
                    None => format!("{kind}@{}", declared.origin.file),
                };
            }
            let path = declared.route.as_ref().map(|route| route.path.to_string());
            match what {
                What::Hook(event) => handlers.hooks.push((event, kind.clone())),
                What::Webhook | What::PostFunction => {
                    let path = path.clone().unwrap_or_default();
                    let waits = what == What::PostFunction || registration.work.inline;
                    let kinds = if waits {
                        &mut handlers.forge_only
                    } else {
                        &mut handlers.webhooks
                    };
                    kinds.insert(path, kind.clone());
                }
                What::Scheduled => handlers.schedules.push(Schedule {
                    kind: kind.clone(),
                    key: declared.key.to_string(),
                    every: Duration::from_secs(registration.work.every.max(1)),
                }),
                What::Job => {}
            }
            let mut handler = QueueHandler {
                label: declared.label().into(),
                what,
                clock: clock(declared, on_forge),
                handle: Arc::clone(handle),
                state: states.of(registration)?,
                router: None,
            };
            if let Some(path) = path.filter(|path| path.contains('{')) {
                handler.router = Some(handler.behind(&path));
            }
            handlers.by_kind.insert(kind, Arc::new(handler));
        }
        Ok(handlers)
    }

    /// Adds the reports of personal data.
    #[cfg(feature = "client")]
    pub(crate) fn and_rounds(mut self, rounds: &personal_data::Rounds) -> Self {
        let kind = personal_data::KIND;
        let handler = QueueHandler {
            label: personal_data::LABEL.into(),
            what: What::Scheduled,
            // Forge has no trigger for it.
            clock: Clock::All,
            handle: rounds.handler(),
            state: Arc::new(()),
            router: None,
        };
        self.by_kind.insert(kind.to_owned(), Arc::new(handler));
        self.schedules.push(Schedule {
            kind: kind.to_owned(),
            key: kind.to_owned(),
            every: personal_data::EVERY,
        });
        self
    }

    /// The function for a kind of job.
    pub(crate) fn get(&self, kind: &str) -> Option<&Arc<QueueHandler>> {
        self.by_kind.get(kind)
    }

    /// The kinds of the hooks of an event, in their order.
    pub(crate) fn hooks(&self, event: LifecycleEvent) -> impl Iterator<Item = &str> {
        self.hooks
            .iter()
            .filter(move |(of, _)| *of == event)
            .map(|(_, kind)| kind.as_str())
    }

    /// The kind of the webhook at a path.
    pub(crate) fn webhook_at(&self, path: &str) -> Option<&str> {
        self.webhooks.get(path).map(String::as_str)
    }

    /// The kind of a webhook or post function that Forge calls, by its path.
    pub(crate) fn forge_at(&self, path: &str) -> Option<&str> {
        let only = self.forge_only.get(path).map(String::as_str);
        only.or_else(|| self.webhook_at(path))
    }

    /// Whether none of the app's functions run from the queue.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_kind.is_empty()
    }
}

impl QueueHandler {
    fn behind(&self, path: &str) -> Router {
        let (handle, state) = (Arc::clone(&self.handle), Arc::clone(&self.state));
        let service = tower::service_fn(move |request: Request| {
            let (handle, state) = (Arc::clone(&handle), Arc::clone(&state));
            async move {
                let (mut parts, body) = request.into_parts();
                let path = crate::handler::path_parameters(&mut parts).await;
                let mut request = IncomingRequest::new(parts, body);
                request.path = path;
                let answer = handle(ErasedCall { request, state }).await;
                let answer = answer.unwrap_or_else(IntoResponse::into_response);
                Ok::<_, std::convert::Infallible>(answer)
            }
        });
        Router::new().route_service(path, service)
    }

    /// Runs the function.
    pub(crate) async fn run(
        &self,
        request: Box<IncomingRequest>,
    ) -> Result<axum::response::Response, RejectionResponse> {
        if let Some(router) = &self.router {
            let IncomingRequest { parts, body, .. } = *request;
            let answer = router.clone().oneshot(Request::from_parts(parts, body));
            return answer.await.map_err(|never| match never {});
        }
        let state = Arc::clone(&self.state);
        (self.handle)(ErasedCall { request, state }).await
    }
}

impl fmt::Debug for QueueHandler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}
