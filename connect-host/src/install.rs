//! Installing an app and taking it away again.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::Value;
use url::Url;

use crate::acceptance::{Accepted, Problem, accept};
use crate::answer::Answer;
use crate::builder::new_secret;
use crate::error::HostError;
use crate::host::{Host, Installation, Outgoing, Standing};
use crate::installable::{AppHandle, Installable, Surroundings};
use crate::payload::trimmed;
use crate::token::TokenBuilder;

impl Host {
    /// Installs an app: starts it if it has to be, reads its descriptor, and calls `installed` and
    /// `enabled`.
    ///
    /// As on the platform, `installed` decides: an answer other than 200 or 204 fails the
    /// installation. What becomes of `enabled` shows in [`Host::journal`] only.
    ///
    /// # Errors
    /// [`HostError::AppNotStarted`], [`HostError::Unreachable`], [`HostError::NoDescriptor`],
    /// [`HostError::DescriptorRefused`] with all that is wrong, [`HostError::LifecycleFailed`].
    pub async fn install(&self, app: impl Installable + Send + Sync) -> Result<(), HostError> {
        let surroundings = Surroundings {
            key_host: self.key_host_url().clone(),
            // The sites that share a key host share an authorization server too.
            authorization_server: self.key_host_url().clone(),
            host_base_url: self.base_url().clone(),
        };
        let app = app.start(&surroundings).await?;
        self.install_app(app, self.shared_secret()).await
    }

    /// Installs the app that is reachable at `url`, as `cargo connect dev` does: its base URL, or
    /// the address of its descriptor, such as `http://127.0.0.1:3000/jira/atlassian-connect.json`.
    /// The app has to be told of [`Host::key_host_url`] by whoever started it.
    ///
    /// # Errors
    /// As [`Host::install`].
    pub async fn install_url(&self, url: &str) -> Result<(), HostError> {
        self.install(url).await
    }

    /// Installs the app anew, as for an update: reads the descriptor again, and rotates the shared
    /// secret. When the app refuses, the old installation stays, old secret and all.
    ///
    /// # Errors
    /// As [`Host::install`], and [`HostError::NotInstalled`] when there never was an installation.
    pub async fn reinstall(&self) -> Result<(), HostError> {
        let app = self.app().ok_or_else(|| HostError::NotInstalled {
            action: "reinstall".to_owned(),
            host: self.base_url().to_string(),
        })?;
        self.install_app(app, new_secret()?).await
    }

    /// Uninstalls the app: `disabled`, then `uninstalled`. For the host the app is gone whatever it
    /// answers; another installation begins anew, with another secret.
    ///
    /// # Errors
    /// [`HostError::NotInstalled`]; [`HostError::LifecycleFailed`] and [`HostError::Unreachable`],
    /// after which the app is uninstalled all the same.
    pub async fn uninstall(&self) -> Result<(), HostError> {
        let installation = self.installed("uninstall")?;
        self.stand(Standing::Uninstalled);
        self.state().rest.forget_tokens();
        let disabled = match installation.standing {
            Standing::Enabled => self.lifecycle("disabled", &installation).await,
            _ => Ok(()),
        };
        self.lifecycle("uninstalled", &installation).await?;
        disabled
    }

    /// Enables the app again after [`Host::disable`].
    ///
    /// # Errors
    /// [`HostError::NotInstalled`]; [`HostError::LifecycleFailed`] and [`HostError::Unreachable`],
    /// after which the app is enabled all the same.
    pub async fn enable(&self) -> Result<(), HostError> {
        let installation = self.installed("enable")?;
        self.stand(Standing::Enabled);
        self.lifecycle("enabled", &installation).await
    }

    /// Disables the app: from now on nothing of it is shown, and it gets no webhooks.
    ///
    /// # Errors
    /// [`HostError::NotInstalled`]; [`HostError::LifecycleFailed`] and [`HostError::Unreachable`],
    /// after which the app is disabled all the same.
    pub async fn disable(&self) -> Result<(), HostError> {
        let installation = self.installed("disable")?;
        self.stand(Standing::Disabled);
        self.lifecycle("disabled", &installation).await
    }

    /// What a real host would let pass about the installed descriptor but somebody should know,
    /// such as a module kind it does not know and ignores.
    #[must_use]
    pub fn warnings(&self) -> Vec<Problem> {
        let state = self.state();
        state
            .installation
            .as_ref()
            .map_or_else(Vec::new, |i| i.accepted.warnings.clone())
    }

    async fn install_app(&self, app: AppHandle, secret: String) -> Result<(), HostError> {
        let accepted = Arc::new(self.fetch_descriptor(&app).await?);
        let fresh = Installation {
            app: app.found_at(&accepted.base_url),
            accepted,
            standing: Standing::Enabled,
        };
        if let Some(path) = fresh.accepted.lifecycle("installed") {
            let mut payload = self.lifecycle_payload("installed", &fresh.accepted.key);
            payload["sharedSecret"] = secret.as_str().into();
            let answer = self
                .call_lifecycle("installed", path, &payload, &fresh, &secret)
                .await?;
            if !matches!(answer.status, StatusCode::OK | StatusCode::NO_CONTENT) {
                return Err(failed("installed", answer));
            }
        }
        {
            let mut state = self.state();
            state.secret = secret;
            state.installation = Some(fresh.clone());
        }
        // Asynchronous on the platform: its outcome changes nothing, and stands in the journal.
        let _ = self.lifecycle("enabled", &fresh).await;
        Ok(())
    }

    async fn fetch_descriptor(&self, app: &AppHandle) -> Result<Accepted, HostError> {
        let url = app.descriptor_url(self.product())?;
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let answer = self
            .send(Outgoing {
                purpose: "descriptor".to_owned(),
                method: Method::GET,
                url: url.clone(),
                headers,
                body: None,
            })
            .await?;
        if answer.status != StatusCode::OK {
            return Err(HostError::NoDescriptor {
                url: url.to_string(),
                status: answer.status,
            });
        }
        accept(&answer.body, app.base_url(), self.product())
            .map_err(|problems| HostError::DescriptorRefused { problems })
    }

    fn stand(&self, standing: Standing) {
        if let Some(installation) = &mut self.state().installation {
            installation.standing = standing;
        }
    }

    /// Calls back, if the descriptor asks for it, and takes any 2xx for an answer.
    async fn lifecycle(&self, event: &str, installation: &Installation) -> Result<(), HostError> {
        let Some(path) = installation.accepted.lifecycle(event) else {
            return Ok(());
        };
        let payload = self.lifecycle_payload(event, &installation.accepted.key);
        let secret = self.shared_secret();
        let answer = self
            .call_lifecycle(event, path, &payload, installation, &secret)
            .await?;
        if answer.status.is_success() {
            Ok(())
        } else {
            Err(failed(event, answer))
        }
    }

    async fn call_lifecycle(
        &self,
        event: &str,
        path: &str,
        payload: &Value,
        installation: &Installation,
        secret: &str,
    ) -> Result<Answer, HostError> {
        let base = &installation.accepted.base_url;
        let whose = format!("lifecycle.{event}");
        let url = below(base, path, &whose)?;
        let target = target(base, &url);
        let token = match event {
            "installed" | "uninstalled" => self.install_token(&target, base.as_str()),
            _ => self
                .token()
                .qsh(crate::qsh::CanonicalRequest::of_target("POST", &target).hash())
                .hs256(secret),
        };
        self.send(Outgoing {
            purpose: event.to_owned(),
            method: Method::POST,
            url,
            headers: json_headers(&token)?,
            body: Some(payload.to_string().into_bytes()),
        })
        .await
    }
}

fn failed(event: &str, answer: Answer) -> HostError {
    HostError::LifecycleFailed {
        event: event.to_owned(),
        status: answer.status,
        body: answer.body,
    }
}

/// Headers of a server-to-server call with a JSON body.
pub(crate) fn json_headers(token: &TokenBuilder) -> Result<HeaderMap, HostError> {
    let mut headers = HeaderMap::new();
    headers.insert(header::AUTHORIZATION, authorization(token)?);
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=UTF-8"),
    );
    Ok(headers)
}

pub(crate) fn authorization(token: &TokenBuilder) -> Result<HeaderValue, HostError> {
    let mut value = HeaderValue::from_str(&format!("JWT {}", token.build()?))
        .map_err(|error| HostError::Key(error.to_string()))?;
    value.set_sensitive(true);
    Ok(value)
}

/// A relative URL of the descriptor, below the app's base URL (whose own path stays).
pub(crate) fn below(base: &Url, relative: &str, whose: &str) -> Result<Url, HostError> {
    let text = format!(
        "{}/{}",
        trimmed(base.as_str()),
        relative.strip_prefix('/').unwrap_or(relative)
    );
    Url::parse(&text).map_err(|error| HostError::BadUrl {
        url: relative.to_owned(),
        whose: whose.to_owned(),
        reason: error.to_string(),
    })
}

/// What of a URL goes into the hash: path and query, relative to the app's base URL.
pub(crate) fn target(base: &Url, url: &Url) -> String {
    let path = url
        .path()
        .strip_prefix(trimmed(base.path()))
        .unwrap_or(url.path());
    match url.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn urls_are_below_the_base_url_and_targets_relative_to_it() {
        let base = Url::parse("https://x.example/ctx/").unwrap();
        let url = below(&base, "/panel?x=1", "it").unwrap();
        assert_eq!(url.as_str(), "https://x.example/ctx/panel?x=1");
        assert_eq!(target(&base, &url), "/panel?x=1");
        let plain = Url::parse("http://127.0.0.1:3000").unwrap();
        let url = below(&plain, "panel", "it").unwrap();
        assert_eq!(target(&plain, &url), "/panel");
    }
}
