//! The pages on which a person sees a local Jira or Confluence, and the app in it.
//!
//! [`router`] serves, at one origin, the pages of one or two products, each below its own path as on
//! a site: Jira at `/`, Confluence at `/wiki`. Below the same base URL the app finds the product's
//! REST API. The pages are written on the server, and work without a script; with one, each frame of
//! the app has the bridge. They read and write through the product's REST API as the person who is
//! chosen, so that rights and webhooks are as for any other caller.

// Parts, lowest first:
//
//   site         the hosts of the origin, and the sessions of its visitors
//   placement    where the modules of an app are shown
//   condition    whether a module is shown to this visitor
//   shown        the modules of one page: placed, permitted, in order
//   shell        what all pages have around them
//   jira, confluence, modules, unplaced    the pages
//   tenant       all of it once more, for another tenant below a path

mod actions;
mod assets;
pub mod bridge;
mod condition;
mod confluence;
mod diagnosis;
mod forge;
mod frame;
mod inspector;
mod jira;
mod json;
mod links;
mod modules;
mod observer;
mod people;
mod placement;
mod session;
mod shell;
mod shown;
mod site;
mod tenant;
mod unplaced;
mod visit;

pub use observer::Observer;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::{any_service, get};
use connect_model::HostProduct;

use crate::host::Host;
use bridge::Bridge;
use site::{Front, Origin};
use tenant::Tenants;

/// The pages of these hosts, and their REST APIs, for a server at their origin.
///
/// A person who comes by another name of the machine is sent to the one that is in the hosts' base URLs.
pub fn router(hosts: &[Host], bridge: &Bridge) -> Router {
    let origin = Origin::new(hosts, bridge);
    let tenants = Tenants::new(&origin);
    let mut router = Router::new()
        .merge(of_origin(&origin))
        .merge(inspector::routes(&origin, &tenants))
        .merge(tenant::routes(&tenants));
    let alone = hosts.len() == 1;
    for host in hosts {
        let front = Front {
            origin: origin.clone(),
            host: host.clone(),
        };
        let below = host.product().context_path();
        router = router.merge(of_product(&front));
        // Of a product alone a person, and an app, may leave out the path.
        let rest = bridge::rest_routes(host, &origin);
        router = if alone || below.is_empty() {
            router.fallback_service(rest)
        } else {
            router.route(&format!("{below}/{{*rest}}"), any_service(rest))
        };
    }
    router.layer(from_fn_with_state(origin, bridge::to_canonical_origin))
}

/// What belongs to all products of the origin.
fn of_origin(origin: &Origin) -> Router {
    let mut pages = Router::new()
        .merge(session::routes())
        .merge(origin.bridge().routes())
        .merge(diagnosis::routes());
    let home = origin.hosts().first().map(Host::product);
    if let Some(HostProduct::Confluence) = home {
        pages = pages.route("/", get(async || Redirect::to("/wiki/")));
    }
    let layer = from_fn_with_state(origin.clone(), session::layer);
    pages
        .layer(layer)
        .merge(assets::routes())
        .with_state(origin.clone())
}

/// The pages of one product, below its path.
fn of_product(front: &Front) -> Router {
    let base = front.base();
    let own = match front.host.product() {
        HostProduct::Jira => jira::routes(),
        HostProduct::Confluence => confluence::routes(),
    };
    let mut pages = own
        .merge(actions::routes(base))
        .merge(modules::routes(base))
        .merge(people::routes(base))
        .merge(unplaced::routes(base));
    if !base.is_empty() {
        let home = format!("{base}/");
        pages = pages.route(base, get(async move || Redirect::to(&home)));
    }
    let layer = from_fn_with_state(front.origin.clone(), session::layer);
    pages.layer(layer).with_state(front.clone())
}

#[cfg(test)]
mod tests;
