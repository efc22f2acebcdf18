//! The list of requests, which grows live.

use axum::response::Response;
use maud::html;

use super::look::Look;
use super::recorded::Recorded;
use super::shell::page;

/// How many requests are listed at once.
const LISTED: usize = 300;

pub(super) async fn show(look: Look) -> Response {
    let all = Recorded::all(&look.host);
    let more = all.len().saturating_sub(LISTED);
    let body = html! {
        div class="bar" {
            label class="inline" { "Direction"
                select id="direction" {
                    option value="" { "Both" }
                    option value="app" { "To the app" }
                    option value="product" { "To the product" }
                }
            }
            label class="inline" { input type="checkbox" id="problems"; " Only with problems" }
            label class="inline" { "Containing" input type="search" id="containing"; }
            p class="subtle" id="live" role="status" { "New requests appear when scripts run." }
        }
        table id="requests" data-live=(look.to("/_host/live")) {
            caption class="hidden" { "Requests, the newest first" }
            thead {
                tr {
                    @for name in ["Time (UTC)", "Direction", "What for", "Request", "Status", "Took", "Answer"] {
                        th scope="col" { (name) }
                    }
                    td {}
                }
            }
            tbody { @for entry in all.iter().take(LISTED) { (entry.row(&look.host)) } }
        }
        @if more > 0 { p class="subtle" { (more) " earlier ones are not listed." } }
    };
    page(&look, "Requests", &body)
}
