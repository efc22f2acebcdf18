//! The app's licence on a site.

use std::borrow::Cow;
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use connect_auth::forge::ForgeLicense;
use connect_auth::token::TokenContext;
use http::request::Parts;
#[cfg(feature = "client")]
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Caller;

/// The licence of the app on the tenant's site, as the host signs it: in the parameters `lic` and
/// `capSet` of every iframe, and in the context tokens of the app's own pages (`license.active`).
/// Sources: "License apps", "License status"; "Editions for cloud apps".
///
/// It is correct on every kind of route. Values that the browser may have written itself, such as
/// `lic` in the query of an endpoint, are ignored; and if the host's values contradict each other,
/// the licence is not active.
///
/// ```
/// connect_runtime::library!();
///
/// use connect_runtime::extract::Edition;
/// use connect_runtime::prelude::*;
///
/// /// Reports
/// #[general_page]
/// async fn reports(license: License) -> Page {
///     let page = Page::new("Reports");
///     match (license.is_active(), license.edition()) {
///         (false, _) => page.body("Reports need a licence."),
///         (true, Some(Edition::Advanced)) => page.body("All reports"),
///         (true, _) => page.body("This year's reports"),
///     }
/// }
/// # fn main() {}
/// ```
///
/// A page that is only for licensed sites declares `licensed = required` and need not check. A
/// [`SiteLicense`] has what only the REST API knows: whether it is an evaluation, and the
/// entitlement.
///
/// [`SiteLicense`]: super::SiteLicense
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct License {
    state: LicenseState,
    edition: Option<Edition>,
    entitlement: Option<Entitlement>,
}

/// The state of a licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LicenseState {
    /// The host reports an active licence. Its signed value doesn't distinguish an evaluation from
    /// a paid licence; a [`SiteLicense`](super::SiteLicense) does.
    Active,
    /// A running evaluation.
    Evaluation,
    /// There is no licence, or it has expired; or the host's value is unknown or contradictory.
    Inactive,
    /// The host doesn't state it: the app has no `enable_licensing`, or this is a callback.
    Unstated,
    /// The host doesn't state it, and the app runs in development, where nobody has bought it.
    Development,
}

/// The edition that a site has bought, for an app with `editions_enabled`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Edition {
    /// `capabilityStandard`
    Standard,
    /// `capabilityAdvanced`
    Advanced,
    /// An undocumented edition, as the host writes it.
    Other(String),
}

/// A site's purchase, as the host's REST API reports it. Source: "License API for cloud apps".
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Entitlement {
    /// The entitlement id, used in the Marketplace's reports.
    pub id: Option<String>,
    /// The entitlement number, found on the invoice: `E-…`.
    pub number: Option<String>,
    /// `COMMERCIAL`, `COMMUNITY`, `ACADEMIC`, `DEVELOPER` or another.
    pub kind: Option<String>,
    /// Whether it is an evaluation, running or expired.
    pub evaluation: bool,
}

impl License {
    /// The state of the licence.
    #[must_use]
    pub fn state(&self) -> LicenseState {
        self.state
    }

    /// Whether the host reports an active licence, including an evaluation.
    #[must_use]
    pub fn is_active(&self) -> bool {
        matches!(self.state, LicenseState::Active | LicenseState::Evaluation)
    }

    /// The edition, if the host states one.
    #[must_use]
    pub fn edition(&self) -> Option<&Edition> {
        self.edition.as_ref()
    }

    /// The site's purchase; `None` unless the REST API was asked or Forge states it.
    #[must_use]
    pub fn entitlement(&self) -> Option<&Entitlement> {
        self.entitlement.as_ref()
    }
}

const ACTIVE: &str = "active";
const NONE: &str = "none";
/// The member of our own tokens' context claim that holds the edition.
const EDITION: &str = "capSet";

impl License {
    const UNSTATED: Self = Self {
        state: LicenseState::Unstated,
        edition: None,
        entitlement: None,
    };

    /// The licence when the host states none.
    pub(super) fn unstated(development: bool) -> Self {
        Self {
            state: if development {
                LicenseState::Development
            } else {
                LicenseState::Unstated
            },
            ..Self::UNSTATED
        }
    }

    /// The licence as stated by Forge (`app.license` of the token). Source: "Forge Remote
    /// invocation contract".
    pub(super) fn of_forge(license: &ForgeLicense) -> Self {
        Self {
            state: match (license.active, license.is_evaluation) {
                (false, _) => LicenseState::Inactive,
                (true, true) => LicenseState::Evaluation,
                (true, false) => LicenseState::Active,
            },
            edition: license.capability_set.as_deref().map(Edition::named),
            entitlement: Some(Entitlement {
                id: None,
                number: None,
                kind: license.kind.clone(),
                evaluation: license.is_evaluation,
            }),
        }
    }

    pub(crate) fn of(caller: &Caller, parts: &Parts) -> Self {
        if let Some(invocation) = caller.invocation() {
            return invocation.license(caller.development);
        }
        let mut stated: Vec<Cow<'_, str>> = Vec::new();
        let mut editions: Vec<Cow<'_, str>> = Vec::new();
        for (name, value) in caller.signed_parameters(parts) {
            match &*name {
                "lic" => stated.push(value),
                EDITION => editions.push(value),
                _ => {}
            }
        }
        let claim = claim(&caller.context);
        // A repetition in the claim adds nothing; one in the query doesn't come from the host.
        if let Some(license) = claim.as_ref().map(of_claim)
            && *stated != [license]
        {
            stated.push(license.into());
        }
        if editions.is_empty() {
            let edition = claim
                .as_ref()
                .and_then(|claim| claim.get(EDITION)?.as_str());
            editions.extend(edition.map(|edition| Cow::Owned(edition.to_owned())));
        }
        let state = match &*stated {
            [] if caller.development => LicenseState::Development,
            [] => LicenseState::Unstated,
            [one] if one == ACTIVE => LicenseState::Active,
            _ => LicenseState::Inactive,
        };
        let edition = match &*editions {
            [one] => Some(Edition::named(one)),
            _ => None,
        };
        Self {
            state,
            edition,
            entitlement: None,
        }
    }

    /// The licence as reported by the REST API.
    #[cfg(feature = "client")]
    pub(crate) fn of_app(app: &InstalledApp) -> Self {
        let Some(license) = &app.license else {
            return Self::UNSTATED;
        };
        Self {
            state: match (license.active, license.evaluation) {
                (false, _) => LicenseState::Inactive,
                (true, true) => LicenseState::Evaluation,
                (true, false) => LicenseState::Active,
            },
            edition: license.edition.as_deref().map(Edition::named),
            entitlement: Some(Entitlement {
                id: license.entitlement_id.clone(),
                number: license.entitlement_number.clone(),
                kind: license.kind.clone(),
                evaluation: license.evaluation,
            }),
        }
    }

    /// Takes the edition from another of the host's statements if this one has none.
    #[cfg(feature = "client")]
    pub(super) fn or_edition_of(mut self, other: &Self) -> Self {
        if self.edition.is_none() {
            self.edition.clone_from(&other.edition);
        }
        self
    }

    /// As a member of the `context` claim of the app's own tokens; `None` if the host stated
    /// nothing.
    pub(super) fn for_claim(&self) -> Option<Value> {
        let active = match self.state {
            LicenseState::Unstated | LicenseState::Development => return None,
            LicenseState::Active | LicenseState::Evaluation => true,
            LicenseState::Inactive => false,
        };
        let mut claim = json!({ "active": active });
        if let Some(edition) = &self.edition {
            claim[EDITION] = edition.name().into();
        }
        Some(claim)
    }
}

impl Edition {
    fn named(name: &str) -> Self {
        match name {
            "capabilityStandard" => Self::Standard,
            "capabilityAdvanced" => Self::Advanced,
            other => Self::Other(other.to_owned()),
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Standard => "capabilityStandard",
            Self::Advanced => "capabilityAdvanced",
            Self::Other(name) => name,
        }
    }
}

/// The licence fields of the response of "Get app" ("License API for cloud apps").
#[cfg(feature = "client")]
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct InstalledApp {
    #[serde(default)]
    license: Option<LicenseOfApp>,
}

#[cfg(feature = "client")]
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LicenseOfApp {
    active: bool,
    #[serde(default)]
    evaluation: bool,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    entitlement_id: Option<String>,
    #[serde(default)]
    entitlement_number: Option<String>,
    #[serde(default, rename = "capabilitySet")]
    edition: Option<String>,
}

/// The licence in the token's `context` claim.
fn claim(context: &TokenContext) -> Option<Value> {
    // Skips parsing if that word doesn't occur in it.
    let json = context.json().filter(|json| json.contains("license"))?;
    let mut claim: Value = serde_json::from_str(json).ok()?;
    let license = claim.get_mut("license")?.take();
    (!license.is_null()).then_some(license)
}

/// The claim's value, in the query's format.
fn of_claim(license: &Value) -> &'static str {
    match license.get("active") {
        Some(Value::Bool(true)) => ACTIVE,
        _ => NONE,
    }
}

impl<S: Sync> FromRequestParts<S> for License {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let caller = Caller::of(&parts.extensions);
        Ok(caller.map_or(Self::UNSTATED, |caller| Self::of(caller, parts)))
    }
}

#[cfg(test)]
#[cfg(feature = "client")]
mod tests {
    use super::*;

    fn read(answer: Value) -> License {
        License::of_app(&serde_json::from_value(answer).unwrap())
    }

    #[test]
    fn licences_are_read_from_the_rest_api() {
        let state = |license: Value| read(json!({ "key": "app", "license": license })).state();
        assert_eq!(state(Value::Null), LicenseState::Unstated);
        assert_eq!(
            read(json!({ "key": "app" })).state(),
            LicenseState::Unstated
        );
        let of = |active, evaluation| json!({ "active": active, "evaluation": evaluation });
        assert_eq!(state(of(true, false)), LicenseState::Active);
        assert_eq!(state(of(true, true)), LicenseState::Evaluation);
        assert_eq!(state(of(false, true)), LicenseState::Inactive);
        assert_eq!(state(json!({ "active": false })), LicenseState::Inactive);
    }

    #[test]
    fn entitlements_are_read() {
        let license = read(json!({ "license": {
            "active": true, "type": "COMMERCIAL", "evaluation": false,
            "entitlementId": "id", "entitlementNumber": "E-1",
        }}));
        let bought = license.entitlement().unwrap();
        assert_eq!(bought.id.as_deref(), Some("id"));
        assert_eq!(bought.number.as_deref(), Some("E-1"));
        assert_eq!(bought.kind.as_deref(), Some("COMMERCIAL"));
        assert!(!bought.evaluation);
    }

    #[test]
    fn editions_by_name() {
        for edition in [
            Edition::Standard,
            Edition::Advanced,
            Edition::Other("capabilityNew".to_owned()),
        ] {
            assert_eq!(Edition::named(edition.name()), edition);
        }
    }
}
