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
                "shows the output of the app's program for " code { "jobs" } "; it can't run the program of an app elsewhere."
            },
            Some(Ok(text)) => pre tabindex="0" { (text) },
            Some(Err(reason)) => p class="notice" { "The app's program failed: " (reason) },
        }
    };
    page(&look, "Jobs", &body)
}
