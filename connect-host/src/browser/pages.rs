//! All routes of a site: those shared by its products, and each product's own.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::get;
use connect_model::HostProduct;

use super::site::{Front, Origin};
use super::{
    actions, assets, bridge, confluence, diagnosis, jira, modules, people, session, unplaced,
};
use crate::host::Host;

/// The routes shared by all products of the origin.
pub(super) fn of_origin(origin: &Origin) -> Router {
    let mut pages = Router::new()
        .merge(session::choose::routes())
        .merge(bridge::routes::of(origin.bridge()))
        .merge(diagnosis::routes());
    let home = origin.hosts().first().map(Host::product);
    if let Some(HostProduct::Confluence) = home {
        pages = pages.route("/", get(async || Redirect::to("/wiki/")));
    }
    let layer = from_fn_with_state(origin.clone(), session::cookie::layer);
    pages
        .layer(layer)
        .merge(assets::routes())
        .with_state(origin.clone())
}

/// The routes of one product, below its path.
pub(super) fn of_product(front: &Front) -> Router {
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
    let layer = from_fn_with_state(front.origin.clone(), session::cookie::layer);
    pages.layer(layer).with_state(front.clone())
}
