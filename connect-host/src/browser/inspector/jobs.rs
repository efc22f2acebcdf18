//! The app's queue, as the app's own program reports it.

use axum::response::Response;
use maud::html;

use super::look::Look;
use super::shell::page;

pub(super) async fn show(look: Look) -> Response {
    let report = match look.host.job_report() {
        Some(report) => Some(report().await),
        None => None,
    };
    let body = html! {
        @match report {
            None => p {
                "The queue is the app's own. Where " code { "cargo connect dev" } " has started the app, this page "
                "shows what the app's program says to " code { "jobs" } "; an app that runs elsewhere is not asked."
            },
            Some(Ok(text)) => pre tabindex="0" { (text) },
            Some(Err(reason)) => p class="notice" { "The app's program does not say: " (reason) },
        }
    };
    page(&look, "Jobs", &body)
}
