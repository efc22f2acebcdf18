//! Confluence's pages.

mod administration;
mod content;
mod editor;
mod home;
mod macros;
mod people;
mod space;
mod storage;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use maud::html;
use serde_json::Value;

use super::context::{Context, context};
use super::json::{text, text_or};
use super::shell::with_status;
use super::site::Front;
use super::view::View;
use super::visit::{Visit, with_query};

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .merge(administration::routes())
        .merge(content::routes())
        .merge(editor::routes())
        .merge(home::routes())
        .merge(people::routes())
        .merge(space::routes())
}

/// The page in place of something that is not there for the visitor.
async fn missing(visit: Visit, what: &str) -> Response {
    let view = View::new(visit, &[], Context::new()).await;
    let body = html! {
        h1 { "Not found" }
        p { (what) " does not exist, or is not for you." }
    };
    with_status(StatusCode::NOT_FOUND, &view, "Not found", &body)
}

/// A space by its key, with its context parameters.
async fn space(visit: &Visit, key: &str) -> Option<(Value, Context)> {
    let target = with_query("/wiki/api/v2/spaces", &[("keys", key)]);
    let found = visit.list(&target, &["results"]).await;
    let space = found.into_iter().next()?;
    let mut context = context(&space, &[("space.key", "/key"), ("space.id", "/id")]);
    context
        .entry("space.key".to_owned())
        .or_insert_with(|| key.to_owned());
    Some((space, context))
}

/// A page or a blog post.
struct Content {
    value: Value,
    /// `page` or `blogpost`.
    ty: &'static str,
    space: Value,
    context: Context,
}

impl Content {
    /// The path segment of the REST API, and of the pages.
    fn paths(ty: &str) -> (&'static str, &'static str) {
        match ty {
            "blogpost" => ("blogposts", "blog"),
            _ => ("pages", "pages"),
        }
    }

    async fn read(visit: &Visit, ty: &'static str, id: &str) -> Option<Content> {
        let (plural, _) = Content::paths(ty);
        let target = format!("/wiki/api/v2/{plural}/{}?body-format=storage", escape(id));
        let value = visit.read(&target).await?;
        let space_id = text(&value, "/spaceId");
        let space = match space_id.as_str() {
            "" => Value::Null,
            id => {
                let target = format!("/wiki/api/v2/spaces/{}", escape(id));
                visit.read(&target).await.unwrap_or_default()
            }
        };
        let mut context = context(
            &value,
            &[
                ("content.id", "/id"),
                ("content.version", "/version/number"),
                ("page.id", "/id"),
                ("page.version", "/version/number"),
                ("page.title", "/title"),
            ],
        );
        context.extend(super::context::context(
            &space,
            &[("space.key", "/key"), ("space.id", "/id")],
        ));
        context
            .entry("content.id".to_owned())
            .or_insert_with(|| id.to_owned());
        context.insert("content.type".to_owned(), ty.to_owned());
        context.insert("page.type".to_owned(), ty.to_owned());
        Some(Content {
            value,
            ty,
            space,
            context,
        })
    }

    fn id(&self) -> &str {
        self.context.get("content.id").map_or("", String::as_str)
    }

    fn title(&self) -> String {
        text_or(&self.value, "/title", self.id())
    }

    fn space_key(&self) -> String {
        text(&self.space, "/key")
    }

    fn body(&self) -> String {
        text(&self.value, "/body/storage/value")
    }

    /// Its address in the pages.
    fn address(&self) -> String {
        let (_, segment) = Content::paths(self.ty);
        format!(
            "/wiki/spaces/{}/{segment}/{}",
            escape(&self.space_key()),
            escape(self.id())
        )
    }
}

/// A value in a path.
fn escape(value: &str) -> String {
    crate::wire::qsh::escape(value)
}
