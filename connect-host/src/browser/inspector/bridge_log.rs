//! The app's JavaScript API calls.

use axum::response::Response;
use maud::html;

use super::look::Look;
use super::shell::page;
use super::text::moment;
use crate::site::journal::mask;

pub(super) async fn show(look: Look) -> Response {
    let calls = look.host.bridge_calls();
    let body = html! {
        @if calls.is_empty() {
            p { "No page of the app has called anything yet." }
        } @else {
            table {
                thead { tr {
                    @for name in ["Time (UTC)", "Module", "Call", "Arguments", "User"] { th scope="col" { (name) } }
                    td {}
                } }
                tbody {
                    @for call in calls.iter().rev() {
                        tr {
                            td { (moment(call.at)) }
                            td { code { (call.module) } }
                            td { code { (call.call) } }
                            td { code class="arguments" { (mask::text(&call.arguments)) } }
                            td { (call.user.as_deref().unwrap_or("anonymous")) }
                            td {
                                @if call.missing { span class="error" { "nothing answered: the bridge's package is not there" } }
                                @if let Some(why) = &call.refused { span class="error" { "refused: " (why) } }
                            }
                        }
                    }
                }
            }
        }
    };
    page(&look, "Bridge calls", &body)
}
