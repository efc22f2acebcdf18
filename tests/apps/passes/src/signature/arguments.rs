//! Arguments that are known by their type, whatever it is called.

use connect_runtime::axum::extract::{Form, FromRequestParts};
use connect_runtime::events::{confluence, jira};
use connect_runtime::prelude::*;

type Maybe = Option<String>;
type Key = String;

/// A part of the request that the app itself knows how to read.
struct Language(String);

impl<S: Sync> FromRequestParts<S> for Language {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut connect_runtime::axum::http::request::Parts,
        _: &S,
    ) -> std::result::Result<Self, Self::Rejection> {
        Ok(Self(format!("{:?}", parts.headers.get("accept-language"))))
    }
}

/// Aliases
#[web_panel(location = "atl.jira.view.issue.right.context")]
async fn aliases(
    language: Language,
    #[context("issue.key")] issue: Key,
    #[context("issue.id")] id: Maybe,
    #[context("project.id")] project: std::option::Option<u64>,
    license: std::result::Result<License, std::convert::Infallible>,
) -> String {
    format!("{issue} {id:?} {project:?}")
}

/// The form that the host posts is read before a context parameter, which is still available.
#[web_panel(name = "Form", location = "atl.jira.view.issue.right.context")]
async fn posted(
    Form(form): Form<Vec<(String, String)>>,
    #[context("issue.key")] issue: String,
) -> String {
    format!("{issue} {form:?}")
}

#[public(GET "/language/{language}")]
async fn language(found: Language) -> String {
    found.0
}

#[webhook(event = "comment_created")]
async fn of_either_product(jira: Event<jira::CommentEvent>, wiki: Event<confluence::CommentEvent>) {
}

#[webhook(event = unlisted("page_turned"))]
async fn vouched_for(event: Event<confluence::PageEvent>) {}

#[enabled]
async fn reads_the_callback(lifecycle: Lifecycle, jira: Jira, body: String) {}
