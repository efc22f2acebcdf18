//! The pages in which a person uses a local Jira or Confluence, and the app in it.
//!
//! [`router`] serves the pages of one or two products at one origin, each below its own path as on
//! a site: Jira at `/`, Confluence at `/wiki`. Below the same base URL the app finds the product's
//! REST API. The pages are rendered on the server and work without scripts; with scripts, each frame of
//! the app has the bridge. They read and write through the product's REST API as the chosen
//! user, so that permissions and webhooks work as for any other caller.

// Parts, lowest first:
//
//   session      a browser, and what its visitor has chosen
//   bridge, forge    the frames of the app's pages, and what they call
//   site         the hosts of the origin, and what they share
//   visit        one request for a page: who makes it, where
//   placement    where the modules of an app are shown
//   condition    whether a module is shown to this visitor
//   view         a page being rendered, with its modules: placed, permitted, sorted
//   slots        the modules of a slot: as links in a menu, or as panels
//   shell        the frame around every page
//   jira, confluence, modules, people, unplaced    the pages
//   pages        all pages of a site
//   tenant       all of this again, for another tenant below a path
//   inspector    the traffic between the hosts and the app

mod actions;
mod app;
mod app_card;
mod assets;
pub mod bridge;
mod canonical_origin;
mod condition;
mod confluence;
mod context;
mod diagnosis;
mod forge;
mod frame;
mod inspector;
mod jira;
mod json;
mod links;
mod modules;
mod observer;
mod pages;
mod people;
mod placement;
mod refusal;
mod rest;
mod session;
mod shell;
mod site;
mod slots;
mod target;
mod tenant;
mod unplaced;
mod view;
mod visit;

pub use observer::Observer;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::any_service;

use crate::host::Host;
use bridge::Bridge;
use site::{Front, Origin};
use tenant::Tenants;

/// The pages and the REST APIs of these hosts, for a server at their origin.
///
/// A browser that comes by another name of the machine is redirected to the one in the hosts' base URLs.
pub fn router(hosts: &[Host], bridge: &Bridge) -> Router {
    let origin = Origin::new(hosts, bridge);
    let tenants = Tenants::new(&origin);
    let mut router = Router::new()
        .merge(pages::of_origin(&origin))
        .merge(inspector::routes(&origin, &tenants))
        .merge(tenant::routes(&tenants));
    let alone = hosts.len() == 1;
    for host in hosts {
        let front = Front {
            origin: origin.clone(),
            host: host.clone(),
        };
        let below = host.product().context_path();
        router = router.merge(pages::of_product(&front));
        // With only one product, people and apps may leave out its path.
        let rest = rest::routes(host, &origin);
        router = if alone || below.is_empty() {
            router.fallback_service(rest)
        } else {
            router.route(&format!("{below}/{{*rest}}"), any_service(rest))
        };
    }
    router.layer(from_fn_with_state(origin, canonical_origin::redirect))
}

#[cfg(test)]
mod tests;
