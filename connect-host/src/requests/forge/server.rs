//! Forge's server-to-server calls: scheduled triggers, workflow post functions, JQL
//! functions, static macros, and the last call before the app is uninstalled.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::context::elsewhere;
use super::invocation::Invocation;
use super::rules::{EVENT_LIMIT, PAGE_LIMIT};
use crate::descriptor::context::sample_context_value;
use crate::descriptor::module::{Module, find};
use crate::error::{ForgeRule, HostError};
use crate::requests::request_context::RequestContext;
use crate::requests::response::AppResponse;
use crate::requests::running_site::RunningSite;

/// The kind of the call before the app is uninstalled.
pub(crate) const GONE: &str = "preUninstall";
const POST_FUNCTION: &str = "jira:workflowPostFunction";
const JQL: &str = "jira:jqlFunction";
/// The id of the macro instance that is requested.
const LOCAL_ID: &str = "5c1ab5f6-0a5c-4b47-9b3c-000000000001";

/// A call that Forge makes from server to server; `.await` makes it. See
/// [`Host::forge_call`](crate::Host::forge_call).
#[must_use = "a call is made by awaiting it"]
pub struct ForgeCall {
    context: RequestContext,
    module: Result<Module, HostError>,
    body: Option<Value>,
    waits: bool,
    limit: Option<Duration>,
}

impl IntoFuture for ForgeCall {
    type Output = Result<AppResponse, HostError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl ForgeCall {
    pub(crate) fn new(running: &Arc<RunningSite>, key: &str) -> ForgeCall {
        let action = format!("call \"{key}\"");
        let module = match running.site.forge {
            None => Err(elsewhere(&action)),
            Some(_) => {
                let installation = running.site.enabled(&action);
                installation.and_then(|it| find(&it.accepted.modules, key).cloned())
            }
        };
        ForgeCall::looked_for(running, module)
    }

    pub(crate) fn of(running: &Arc<RunningSite>, module: Module) -> ForgeCall {
        ForgeCall::looked_for(running, Ok(module))
    }

    fn looked_for(running: &Arc<RunningSite>, module: Result<Module, HostError>) -> ForgeCall {
        ForgeCall {
            module,
            context: RequestContext::new(running),
            body: None,
            waits: false,
            limit: None,
        }
    }

    /// Sends this body instead of the one that the host generates for the kind of module.
    pub fn with_body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// Sets the value of a context parameter, or of a macro's own parameter, in the generated body.
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.context.set(name, value);
        self
    }

    /// Sets the account id of the user who caused the call.
    pub fn as_user(mut self, account_id: &str) -> Self {
        self.context.set_user(account_id);
        self
    }

    /// Waits until the app has not only accepted the call but done what it asks for, as
    /// [`Fire::until_handled`](crate::requests::Fire::until_handled).
    pub fn until_handled(mut self) -> Self {
        self.waits = true;
        self
    }

    pub(super) fn within(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    async fn send(self) -> Result<AppResponse, HostError> {
        let module = self.module?;
        let key = module.key.clone().unwrap_or_default();
        let purpose = format!("{} \"{key}\"", module.kind);
        let installation = self.context.site().enabled(&purpose)?;
        let body = self.body.unwrap_or_else(|| sample(&self.context, &module));
        let limit = match module.kind.as_str() {
            JQL => PAGE_LIMIT,
            _ if module.is_static() => PAGE_LIMIT,
            _ => EVENT_LIMIT,
        };
        let limit = self.limit.unwrap_or(limit);
        Invocation::new(&self.context, &installation, &purpose, body)?
            .waiting(self.waits)
            .of_forge(&self.context, module.endpoint(), limit)
            .await
    }
}

impl fmt::Debug for ForgeCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.module.as_ref().ok().and_then(|it| it.key.as_deref());
        f.debug_struct("ForgeCall")
            .field("key", &key)
            .finish_non_exhaustive()
    }
}

/// What Forge sends for a kind of module. What a remote receives for scheduled triggers and before
/// uninstallation is not documented: here it is what a function receives.
fn sample(context: &RequestContext, module: &Module) -> Value {
    let value = |name: &str| value(context, name);
    match module.kind.as_str() {
        POST_FUNCTION => json!({
            "issue": { "id": value("issue.id"), "key": value("issue.key") },
            "transition": { "executionId": "1", "from": { "id": "1" }, "to": { "id": "3" } },
            "workflow": { "id": "00000000-0000-4000-8000-000000000001", "name": "Demo" },
            "atlassianId": context.account_id(),
            "changelog": [],
            "comment": null,
            "configuration": {},
            "postFunction": { "id": "00000000-0000-4000-8000-000000000002" },
        }),
        JQL => json!({ "clause": { "operator": "in", "arguments": [] } }),
        _ if module.is_static() => macros(context),
        _ => {
            let cloud_id = context.site().forge.as_ref().map(|forge| &*forge.cloud_id);
            json!({
                "context": { "cloudId": cloud_id, "moduleKey": module.key },
                "contextToken": "opaque",
            })
        }
    }
}

/// The value of a context parameter, or a sample value.
fn value<'c>(context: &'c RequestContext, name: &str) -> &'c str {
    let given = context.parameters.get(name);
    given
        .or_else(|| sample_context_value(name))
        .unwrap_or_default()
}

/// A static macro on a page, with its settings: the macro's own parameters, which contain no dot.
pub(crate) fn macros(context: &RequestContext) -> Value {
    let value = |name: &str| value(context, name);
    let own = context.parameters.iter();
    let own = own.filter(|(name, _)| !name.contains('.'));
    let config: Map<String, Value> = own
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    let content = context
        .parameters
        .get("page.id")
        .unwrap_or(value("content.id"));
    json!({ "macros": [{
        "localId": LOCAL_ID,
        "context": {
            "content": { "id": content, "type": "page", "version": 1 },
            "space": { "id": value("space.id"), "key": value("space.key") },
        },
        "config": config,
        "extensionPayload": {},
    }] })
}

/// The content of the one requested macro.
pub(crate) fn rendered(response: AppResponse, what: &str) -> Result<AppResponse, HostError> {
    let refuse = |problem: &str| HostError::AgainstForge {
        what: what.to_owned(),
        rule: ForgeRule::Envelope {
            problem: problem.to_owned(),
        },
    };
    if !response.status.is_success() {
        return Ok(response);
    }
    let answer: Value = response.json()?;
    let macros = answer["renderedMacros"].as_array();
    let macros = macros.ok_or_else(|| refuse("it has no list `renderedMacros`"))?;
    let ours = macros.iter().find(|one| one["localId"] == LOCAL_ID);
    let ours = ours.ok_or_else(|| refuse("the macro's `localId` is not in it"))?;
    let kind = ours["contentType"].as_str().unwrap_or_default();
    if !["xhtml", "adf"].contains(&kind) {
        return Err(refuse("`contentType` is neither `xhtml` nor `adf`"));
    }
    let value = &ours["value"];
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    Ok(AppResponse {
        status: StatusCode::OK,
        body: text,
        ..response
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use url::Url;

    use super::*;

    fn answered(status: u16, body: &Value) -> Result<AppResponse, HostError> {
        let response = AppResponse {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: body.to_string(),
            url: Url::parse("http://127.0.0.1:1/forge/static/list").unwrap(),
            findings: Vec::new(),
        };
        rendered(response, "open \"list\"")
    }

    #[test]
    fn a_static_macro_is_the_content_that_was_asked_for() {
        let other = json!({ "localId": "other", "contentType": "xhtml", "value": "<b/>" });
        let ours = json!({ "localId": LOCAL_ID, "contentType": "xhtml", "value": "<p/>" });
        let answer = answered(200, &json!({ "renderedMacros": [other, ours] })).unwrap();
        assert_eq!(answer.body, "<p/>");
        // An app may refuse.
        assert_eq!(answered(503, &json!({})).unwrap().status, 503);
    }

    #[test]
    fn what_is_not_content_says_why() {
        let kind = json!({ "localId": LOCAL_ID, "contentType": "html", "value": "" });
        for (body, why) in [
            (json!({}), "renderedMacros"),
            (json!({ "renderedMacros": [] }), "localId"),
            (json!({ "renderedMacros": [kind] }), "contentType"),
        ] {
            let error = answered(200, &body).unwrap_err().to_string();
            assert!(
                error.starts_with("open \"list\"") && error.contains(why),
                "{error}"
            );
        }
    }
}
