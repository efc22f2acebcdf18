//! Repeating a request that the app has made to the product.

use std::sync::Arc;

use axum::body::Body;
use http::{HeaderValue, Request, header};

use super::answer::Answer;
use super::api::RestApi;
use super::call::{RestCall, RestSender};
use super::serve::{Sender, exchange};
use crate::error::HostError;
use crate::site::access_tokens::{AccessToken, Reach};
use crate::wire::http::{authorization, bearer};
use crate::wire::secret::random_secret;
use crate::wire::token::LIFETIME;
use crate::wire::url::without_trailing_slash;

/// Sends the request as the app sent the call, with a token that the app could have made itself.
pub(crate) async fn again(
    api: &Arc<RestApi>,
    call: &RestCall,
    mut request: Request<Body>,
) -> Result<Answer, HostError> {
    let sender = match call.sender {
        RestSender::App => {
            let value = token(api, call)?;
            request.headers_mut().insert(header::AUTHORIZATION, value);
            Sender::Token
        }
        RestSender::Page | RestSender::Person => Sender::Person {
            user: call.user.clone(),
            through_app: call.sender == RestSender::Page,
        },
    };
    Ok(exchange(api, sender, request).await)
}

fn token(api: &RestApi, call: &RestCall) -> Result<HeaderValue, HostError> {
    let site = &api.site;
    let now = site.clock.now();
    if call.user.is_some() || site.forge.is_some() {
        let token = random_secret()?;
        let granted = AccessToken {
            account_id: call.user.clone(),
            expires_at: now + LIFETIME,
            reach: Reach::All,
        };
        let value = bearer(&token)?;
        site.state().access_tokens.insert(token, granted, now);
        return Ok(value);
    }
    let installation = site.enabled("replay")?;
    let base = without_trailing_slash(site.base_url.path());
    let target = call.target.strip_prefix(base).unwrap_or(&call.target);
    let hash = site.hashed(call.method.as_str(), target);
    let token = site.token().issuer(&installation.accepted.key).qsh(hash);
    authorization(&token)
}
