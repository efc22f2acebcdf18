//! The entities that pages are about, with the context parameters of each ("Context parameters").

use serde_json::Value;

use super::super::context::{Context, context};
use super::super::json::{text, text_or};
use super::super::target::{escape, with_query};
use super::super::visit::Visit;

/// A space by its key, with its context parameters.
pub(super) async fn space(visit: &Visit, key: &str) -> Option<(Value, Context)> {
    let target = with_query("/wiki/api/v2/spaces", &[("keys", key)]);
    let found = visit.list(&target, &["results"]).await;
    let space = found.into_iter().next()?;
    let mut context = context(&space, &[("space.key", "/key"), ("space.id", "/id")]);
    context
        .entry("space.key".to_owned())
        .or_insert_with(|| key.to_owned());
    Some((space, context))
}

/// A page or blog post.
pub(super) struct Content {
    pub(super) value: Value,
    /// `page` or `blogpost`.
    pub(super) ty: &'static str,
    pub(super) space: Value,
    pub(super) context: Context,
}

impl Content {
    /// The path segment in the REST API, and the one in the local pages.
    pub(super) fn paths(ty: &str) -> (&'static str, &'static str) {
        match ty {
            "blogpost" => ("blogposts", "blog"),
            _ => ("pages", "pages"),
        }
    }

    pub(super) async fn read(visit: &Visit, ty: &'static str, id: &str) -> Option<Content> {
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
        context.extend(self::context(
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

    pub(super) fn id(&self) -> &str {
        self.context.get("content.id").map_or("", String::as_str)
    }

    pub(super) fn title(&self) -> String {
        text_or(&self.value, "/title", self.id())
    }

    pub(super) fn space_key(&self) -> String {
        text(&self.space, "/key")
    }

    pub(super) fn body(&self) -> String {
        text(&self.value, "/body/storage/value")
    }

    /// Its path in the local pages.
    pub(super) fn address(&self) -> String {
        let (_, segment) = Content::paths(self.ty);
        format!(
            "/wiki/spaces/{}/{segment}/{}",
            escape(&self.space_key()),
            escape(self.id())
        )
    }
}
