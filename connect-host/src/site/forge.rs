//! A site on Forge: the ids of the app's installation, and the tokens that Forge issues for
//! it.
//!
//! Source: "Forge Remote invocation contract"; "Forge Remote essentials".

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use connect_model::forge::Manifest;
use serde_json::{Value, json};
use url::Url;

use super::Site;
use super::access_tokens::{AccessToken, Reach};
use super::state::State;
use crate::error::HostError;
use crate::platform::gateway::site_ari;
use crate::wire::secret::random_secret;
use crate::wire::token::TokenBuilder;

/// The issuer of invocation tokens.
pub(crate) const ISSUER: &str = "forge/invocation-token";

/// The lifetime of an invocation token, in seconds.
pub(crate) const LIFETIME: i64 = 25;

/// The lifetime of the tokens with which the app calls the product, in seconds.
const ACCESS_LIFETIME: i64 = 60 * 60;

/// The minimum remaining lifetime of a delivered token, in seconds.
const LEAST_LEFT: i64 = 5 * 60;

/// A site on Forge.
pub(crate) struct ForgeSite {
    /// The app's id, `ari:cloud:ecosystem::app/…`.
    pub(crate) app_id: String,
    /// The site's id at the gateway.
    pub(crate) cloud_id: String,
    /// How many times the app was installed there before.
    pub(crate) former_installations: AtomicU32,
    /// The id of the environment in which the app is installed.
    pub(crate) environment_id: String,
    /// The base URL of the product's REST API for the app.
    pub(crate) api_base_url: Url,
    /// The id of the key that signs invocation tokens.
    pub(crate) key_id: String,
    /// The client key that the site had when the app was installed through Connect.
    pub(crate) connect_client_key: Option<String>,
}

/// What is invoked: the type and key of a module.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Invoked<'a> {
    pub(crate) kind: &'a str,
    pub(crate) key: &'a str,
}

/// The type of all modules that are not pages: the token names the endpoint, not its caller.
pub(crate) const ENDPOINT: &str = "core:endpoint";

impl ForgeSite {
    /// The id of the app's installation there: the site's id, and from the second installation on a number.
    pub(crate) fn installation_id(&self) -> String {
        match self.former_installations.load(Ordering::Relaxed) {
            0 => self.cloud_id.clone(),
            number => format!("{}-{number}", self.cloud_id),
        }
    }

    /// The id of the installation in tokens.
    pub(crate) fn installation_ari(&self) -> String {
        format!(
            "ari:cloud:ecosystem::installation/{}",
            self.installation_id()
        )
    }
}

impl Site {
    /// The site's id as apps receive it.
    pub(crate) fn ari(&self, forge: &ForgeSite) -> String {
        site_ari(self.product, &forge.cloud_id)
    }

    /// The base URL of the product's REST API for the app: the site's, or on Forge the gateway's.
    pub(crate) fn rest_base_url(&self) -> Url {
        match &self.forge {
            None => self.base_url.clone(),
            Some(forge) => {
                let mut url = forge.api_base_url.clone();
                let path = format!("{}{}", url.path(), self.product.context_path());
                url.set_path(&path);
                url
            }
        }
    }

    /// The type of the app's environment: tokens carry a licence only in production ("License").
    pub(crate) fn environment_kind(&self, manifest: &Manifest) -> &'static str {
        if manifest.licensing {
            "PRODUCTION"
        } else {
            "DEVELOPMENT"
        }
    }

    /// The trace id of the next call: sixteen hexadecimal digits.
    pub(crate) fn next_trace(&self) -> String {
        static TRACES: AtomicU64 = AtomicU64::new(1);
        format!("{:016x}", TRACES.fetch_add(1, Ordering::Relaxed))
    }

    /// The licence in the app's tokens; `None` for an app that is not sold.
    pub(crate) fn forge_license(&self, manifest: &Manifest) -> Option<Value> {
        let license = self.state().license;
        manifest.licensing.then(|| {
            let mut license_claim = json!({
                "active": license.is_active(),
                "isEvaluation": license.is_evaluation(),
                "type": "commercial",
            });
            if let Some(edition) = license.edition().filter(|_| manifest.editions) {
                license_claim["capabilitySet"] = edition.into();
            }
            license_claim
        })
    }

    /// The token for a call: RS256, valid for 25 seconds, for this app only. The user and the place
    /// are included only for calls of pages.
    pub(crate) fn invocation_token(
        &self,
        forge: &ForgeSite,
        manifest: &Manifest,
        module: Invoked<'_>,
    ) -> TokenBuilder {
        static TOKENS: AtomicU64 = AtomicU64::new(0);
        let number = TOKENS.fetch_add(1, Ordering::Relaxed);
        let mut app = json!({
            "id": forge.app_id,
            "version": "1.0.0",
            "installationId": forge.installation_ari(),
            "apiBaseUrl": forge.api_base_url.as_str(),
            "environment": {
                "type": self.environment_kind(manifest), "id": forge.environment_id,
            },
            "module": { "type": module.kind, "key": module.key },
        });
        if let Some(license) = self.forge_license(manifest) {
            app["license"] = license;
        }
        TokenBuilder::new(&self.clock)
            .claim("jti", format!("{}-{number}", std::process::id()))
            .issuer(ISSUER)
            .claim("aud", forge.app_id.as_str())
            .not_before_in(0)
            .expires_in(LIFETIME)
            .claim("app", app)
            .rs256(&self.install_key)
            .key_id(&forge.key_id)
    }

    /// The token delivered with a call, to act as this user or as the app itself. The previous one is
    /// reused while it is valid.
    pub(crate) fn delivered_token(&self, account_id: Option<&str>) -> Result<String, HostError> {
        let (token, _) = self.issue(account_id, Reach::All)?;
        Ok(token)
    }

    /// A token to act as a user who is not viewing a page, and its lifetime in seconds.
    pub(crate) fn impersonation_token(&self, account_id: &str) -> Result<(String, i64), HostError> {
        let (token, expires_at) = self.issue(Some(account_id), Reach::Impersonation)?;
        Ok((token, expires_at.saturating_sub(self.clock.now())))
    }

    fn issue(&self, account_id: Option<&str>, reach: Reach) -> Result<(String, i64), HostError> {
        let now = self.clock.now();
        let token = AccessToken {
            account_id: account_id.map(str::to_owned),
            expires_at: now.saturating_add(ACCESS_LIFETIME),
            reach,
        };
        let tokens = &mut self.state().access_tokens;
        if let Some(known) = tokens.like(&token, now.saturating_add(LEAST_LEFT)) {
            return Ok(known);
        }
        let issued = (random_secret()?, token.expires_at);
        tokens.insert(issued.0.clone(), token, now);
        Ok(issued)
    }
}

/// The manifest scopes that a token is valid for, without the withheld ones.
pub(crate) fn granted_on_forge(
    state: &State,
    manifest: &Manifest,
    reach: Reach,
) -> BTreeSet<String> {
    let scopes = manifest.scopes.iter();
    scopes
        .filter(|(name, scope)| {
            let reached = reach != Reach::Impersonation || scope.impersonated;
            reached && !state.withheld_on_forge.contains(*name)
        })
        .map(|(name, _)| name.clone())
        .collect()
}
