//! The pages on which a person sees a local Jira or Confluence, and the app in it.
//!
//! [`router`] serves, at one origin, the pages of one or two products, each below its own path as on
//! a site: Jira at `/`, Confluence at `/wiki`. Below the same base URL the app finds the product's
//! REST API. The pages are written on the server, and work without a script; with one, each frame of
//! the app has the bridge. They read and write through the product's REST API as the person who is
//! chosen, so that rights and webhooks are as for any other caller.

// Parts, lowest first:
//
//   session      a browser, and what its visitor has chosen
//   bridge, forge    the frames of the app's pages, and what they call
//   site         the hosts of the origin, and what they share
//   visit        one request for a page: who makes it, where
//   placement    where the modules of an app are shown
//   condition    whether a module is shown to this visitor
//   view         a page that is being written, with its modules: placed, permitted, in order
//   slots        the modules of a slot: as links in a menu, or as panels
//   shell        what all pages have around them
//   jira, confluence, modules, people, unplaced    the pages
//   pages        all pages of a site
//   tenant       all of it once more, for another tenant below a path
//   inspector    what passes between the hosts and the app

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

/// The pages of these hosts, and their REST APIs, for a server at their origin.
///
/// A person who comes by another name of the machine is sent to the one that is in the hosts' base URLs.
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
        // Of a product alone a person, and an app, may leave out the path.
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
