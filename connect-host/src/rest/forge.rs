//! The product's REST API behind Forge's gateway.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::Request;
use axum::response::Response;
use connect_model::HostProduct;
use http::{Method, StatusCode};
use serde_json::Value;

use super::answer_source::AnswerSource;
use super::api::RestApi;
use super::call::RestCall;
use super::refusal::Refusal;
use super::serve::respond;
use crate::platform::gateway::{GRAPHQL_PATH, SiteApi, UserGrant};
use crate::site::access_tokens::Reach;
use crate::site::forge::granted_on_forge;
use crate::site::journal::body::RecordedBody;

impl SiteApi for RestApi {
    fn place(&self) -> Option<(HostProduct, &str)> {
        let forge = self.site.forge.as_ref()?;
        Some((self.site.product, &forge.cloud_id))
    }

    fn answer(self: Arc<Self>, request: Request) -> Pin<Box<dyn Future<Output = Response> + Send>> {
        Box::pin(async move { respond(&self, request).await })
    }

    fn impersonate(&self, bearer: &str, input: &Value) -> Result<UserGrant, String> {
        let mut call = RestCall::new(Method::POST, GRAPHQL_PATH.to_owned());
        call.path = Some(GRAPHQL_PATH);
        call.at = self.site.clock.system_time();
        call.body = RecordedBody::of(input.to_string().as_bytes());
        let account_id = input["userId"].as_str().unwrap_or_default();
        call.user = Some(account_id.to_owned()).filter(|id| !id.is_empty());
        let begun = Instant::now();
        let outcome = self.grant(bearer, account_id);
        call.took = begun.elapsed();
        call.source = AnswerSource::Remembered;
        let outcome = outcome.map_err(|refusal| {
            let message = refusal.to_string();
            // GraphQL reports a refusal in the response body.
            call.status = StatusCode::OK;
            call.source = AnswerSource::Refused;
            call.refused = Some(refusal);
            message
        });
        self.record(call, 0);
        outcome
    }
}

impl RestApi {
    /// Grants a token to act as a user who is not viewing a page: only to the app itself, and with the scopes
    /// that allow it ("Call Atlassian APIs as a user from a remote").
    fn grant(&self, bearer: &str, account_id: &str) -> Result<UserGrant, Refusal> {
        let invalid = |problem: &str| Refusal::InvalidRequest(problem.to_owned());
        {
            let state = self.site.state();
            let installation = state.enabled();
            let forge = installation.and_then(|app| app.accepted.forge.as_ref());
            let Some(forge) = forge else {
                return Err(Refusal::Unauthenticated("no app is installed on this site"));
            };
            let token = state.access_tokens.get(bearer, self.site.clock.now());
            if token.is_none_or(|token| token.account_id.is_some()) {
                return Err(Refusal::Unauthenticated("the token is not the app's own"));
            }
            if account_id.is_empty() {
                return Err(invalid("`userId` names no account"));
            }
            if granted_on_forge(&state, &forge.manifest, Reach::Impersonation).is_empty() {
                return Err(invalid(
                    "no scope of the manifest says `allowImpersonation`, so the app can't act as \
                     users who do not look at its pages",
                ));
            }
        }
        let granted = self.site.impersonation_token(account_id);
        let (token, ttl) = granted.map_err(|error| Refusal::InvalidRequest(error.to_string()))?;
        Ok(UserGrant { token, ttl })
    }
}
