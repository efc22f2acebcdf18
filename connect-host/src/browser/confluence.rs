//! Confluence's pages.

mod administration;
mod content;
mod editor;
mod entity;
mod home;
mod macros;
mod people;
mod space;
mod storage;

use axum::Router;

use super::site::Front;

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .merge(administration::routes())
        .merge(content::routes())
        .merge(editor::routes())
        .merge(home::routes())
        .merge(people::routes())
        .merge(space::routes())
}
