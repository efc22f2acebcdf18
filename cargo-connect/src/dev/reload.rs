//! Live reload: each page of the local host listens for changes, and shows the error while there is
//! one.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures_util::stream;
use serde::Serialize;
use tokio::sync::watch;

use super::error::DevError;
use super::styled_text::{Run, runs};

/// The script that each page loads.
const SCRIPT: &str = include_str!("assets/reload.js");
const SCRIPT_PATH: &str = "/_host/reload.js";
const EVENTS_PATH: &str = "/_host/reload";

/// How many bytes of the output of cargo or the app are shown.
const TEXT_BYTES: usize = 256 * 1024;

/// The state that the pages follow.
#[derive(Debug, Clone, Serialize)]
struct Shown {
    /// Identifies this run of the program; pages from an earlier run are outdated.
    run: String,
    /// Incremented when pages must be reloaded.
    page: u64,
    /// Incremented when only the app's frames in them must be reloaded.
    app: u64,
    building: bool,
    trouble: Option<Trouble>,
}

/// Why the app is not up to date with its sources.
#[derive(Debug, Clone, Serialize)]
struct Trouble {
    title: String,
    text: Vec<Run>,
}

/// Sends the pages their state.
#[derive(Debug, Clone)]
pub(super) struct Reload(Arc<watch::Sender<Shown>>);

impl Reload {
    pub(super) fn new() -> Self {
        let shown = Shown {
            run: format!("{:016x}", fastrand::u64(..)),
            page: 0,
            app: 0,
            building: true,
            trouble: None,
        };
        Self(Arc::new(watch::Sender::new(shown)))
    }

    /// A build has started. An earlier error is shown until it has ended.
    pub(super) fn building(&self) {
        self.0.send_modify(|shown| shown.building = true);
    }

    /// The build has succeeded, and nothing has changed.
    pub(super) fn unchanged(&self) {
        self.0.send_modify(Shown::settle);
    }

    /// What the app shows has changed.
    pub(super) fn app(&self) {
        self.0.send_modify(|shown| {
            shown.settle();
            shown.app += 1;
        });
    }

    /// Files that the app serves have changed. An error stays visible.
    pub(super) fn files(&self) {
        self.0.send_modify(|shown| shown.app += 1);
    }

    /// The app's modules have changed.
    pub(super) fn page(&self) {
        self.0.send_modify(|shown| {
            shown.settle();
            shown.page += 1;
        });
    }

    /// The build, the start or the installation has failed.
    pub(super) fn trouble(&self, error: &DevError) {
        let (title, text) = error.title_and_details();
        let from = text.len().saturating_sub(TEXT_BYTES);
        let from = text.ceil_char_boundary(from);
        let trouble = Trouble {
            title,
            text: runs(text.get(from..).unwrap_or_default()),
        };
        self.0.send_modify(|shown| {
            shown.building = false;
            shown.trouble = Some(trouble);
        });
    }

    /// The element for a page, with the state in which the page was rendered.
    pub(super) fn element(&self, nonce: Option<&str>) -> String {
        let shown = self.0.borrow();
        let nonce = nonce.map_or_else(String::new, |nonce| format!(" nonce=\"{nonce}\""));
        format!(
            "<script src=\"{SCRIPT_PATH}\" data-run=\"{}\" data-page=\"{}\" data-app=\"{}\"{nonce} defer></script>",
            shown.run, shown.page, shown.app
        )
    }

    /// The script, and the events that it listens to.
    pub(super) fn router(&self) -> Router {
        let sender = Arc::clone(&self.0);
        let events = move || async move {
            let mut shown = sender.subscribe();
            shown.mark_changed();
            let events = stream::unfold(shown, async |mut shown| {
                shown.changed().await.ok()?;
                let event = Event::default().json_data(&*shown.borrow_and_update());
                // Numbers, texts and lists can always be serialized.
                Some((Ok::<_, Infallible>(event.unwrap_or_default()), shown))
            });
            Sse::new(events).keep_alive(KeepAlive::default())
        };
        let script = async || {
            let headers = [
                (CONTENT_TYPE, "text/javascript; charset=utf-8"),
                (CACHE_CONTROL, "no-cache"),
            ];
            (headers, SCRIPT)
        };
        Router::new()
            .route(EVENTS_PATH, get(events))
            .route(SCRIPT_PATH, get(script))
    }
}

impl Shown {
    fn settle(&mut self) {
        self.building = false;
        self.trouble = None;
    }
}
