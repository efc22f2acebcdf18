//! A site on Forge: what the app's installation on it is called, and the tokens that Forge makes for
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

/// Who makes invocation tokens.
pub(crate) const ISSUER: &str = "forge/invocation-token";

/// For how long an invocation token is good, in seconds.
pub(crate) const LIFETIME: i64 = 25;

/// For how long the tokens are good with which the app calls the product, in seconds.
const ACCESS_LIFETIME: i64 = 60 * 60;

/// A delivered token is good for at least this long, in seconds.
const LEAST_LEFT: i64 = 5 * 60;

/// A site as Forge knows it.
pub(crate) struct ForgeSite {
    /// The app's id, `ari:cloud:ecosystem::app/…`.
    pub(crate) app_id: String,
    /// The site's id, by which the gateway finds it.
    pub(crate) cloud_id: String,
    /// How often the app was installed there before.
    pub(crate) former_installations: AtomicU32,
    /// The id of the environment of the app that is installed.
    pub(crate) environment_id: String,
    /// Where the product's REST API is for the app.
    pub(crate) api_base_url: Url,
    /// The id of the key that signs invocation tokens.
    pub(crate) key_id: String,
    /// The client key that the site had when the app was on it with Connect.
    pub(crate) connect_client_key: Option<String>,
}

/// What is invoked: the type and the key of a module.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Invoked<'a> {
    pub(crate) kind: &'a str,
    pub(crate) key: &'a str,
}

/// What all modules have that are not pages: the endpoint is named, not who calls it.
pub(crate) const ENDPOINT: &str = "core:endpoint";

impl ForgeSite {
    /// The id of the app's installation there: the site's, and a number from the second on.
    pub(crate) fn installation_id(&self) -> String {
        match self.former_installations.load(Ordering::Relaxed) {
            0 => self.cloud_id.clone(),
            number => format!("{}-{number}", self.cloud_id),
        }
    }

    /// As tokens name the installation.
    pub(crate) fn installation_ari(&self) -> String {
        format!(
            "ari:cloud:ecosystem::installation/{}",
            self.installation_id()
        )
    }
}

impl Site {
    /// The id of the site as an app is given it.
    pub(crate) fn ari(&self, forge: &ForgeSite) -> String {
        site_ari(self.product, &forge.cloud_id)
    }

    /// Where the product's REST API is for the app: its base URL, but on Forge the gateway's.
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

    /// The sort of the app's environment: tokens carry a licence in production only ("License").
    pub(crate) fn environment_kind(&self, manifest: &Manifest) -> &'static str {
        if manifest.licensing {
            "PRODUCTION"
        } else {
            "DEVELOPMENT"
        }
    }

    /// The trace of the next call: sixteen hexadecimal digits.
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

    /// The token of a call: RS256, good for 25 seconds, for the app alone. Who looks at a page, and
    /// where, is there for calls of pages only.
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

    /// The token that is delivered with a call: to act as this user, or as the app itself. It is the
    /// one of the last call while that is good.
    pub(crate) fn delivered_token(&self, account_id: Option<&str>) -> Result<String, HostError> {
        let (token, _) = self.issue(account_id, Reach::All)?;
        Ok(token)
    }

    /// A token to act as a user who does not look at a page, and for how long it is good, in seconds.
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

/// The scopes of the manifest that a token is good for, less the withheld ones.
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
