//! The tenants at this server, and any tenant's module in a plain frame.

use axum::extract::Path;
use axum::response::Response;
use maud::{Markup, html};

use super::address::of_host;
use super::look::Look;
use super::shell::{action, name, page};
use crate::browser::bridge::frame::SANDBOX;
use crate::host::Host;
use crate::wire::url::without_trailing_slash;

/// The list of tenants, for the site's page.
pub(super) fn list(look: &Look) -> Markup {
    let hosts = look.inspector.hosts();
    html! {
        h2 { "Tenants" }
        table {
            thead { tr { th scope="col" { "Tenant" } th scope="col" { "Pages" } th scope="col" { "State" } } }
            tbody {
                @for host in &hosts {
                    tr {
                        td { a href=(of_host(host, "/_host/app")) { (name(host)) } }
                        td { a href={ (without_trailing_slash(host.base_url().as_str())) "/" } { code { (host.base_url()) } } }
                        td { (state(host)) }
                    }
                }
            }
        }
        (action(look, "tenant", "Add a tenant, and install the app there", &html! {}))
    }
}

fn state(host: &Host) -> &'static str {
    match (host.is_installed(), host.enabled().is_some()) {
        (false, _) => "not installed",
        (true, false) => "disabled",
        (true, true) => "enabled",
    }
}

/// One module of any tenant in a plain frame, with sample values for its context parameters.
pub(super) async fn module(look: Look, Path(key): Path<String>) -> Response {
    let open = look.session.choice().open(&look.host, &key).with_samples();
    let body = match open.page_url() {
        Ok(url) => html! {
            p class="subtle" { "A plain frame, without the product's bridge, on " (name(&look.host)) "." }
            iframe class="module" title=(key) src=(url) sandbox=(SANDBOX) referrerpolicy="no-referrer" {}
        },
        Err(error) => html! { p class="notice" { (error) } },
    };
    page(&look, &key, &body)
}
