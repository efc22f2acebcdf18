//! Whether the site has paid.

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
/// It is right on every kind of route. What the browser itself may have written, such as `lic` in
/// the query of an endpoint, is not looked at; and where the host says two different things, it is
/// never active.
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
/// A page that is for licensed sites only says so, `licensed = required`, and then need not ask.
/// What only the REST API knows, an evaluation and the entitlement, a [`SiteLicense`] has.
///
/// [`SiteLicense`]: super::SiteLicense
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct License {
    state: LicenseState,
    edition: Option<Edition>,
    entitlement: Option<Entitlement>,
}

/// What a licence lets its site do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LicenseState {
    /// The host says that the licence holds. What it signs does not tell an evaluation from a paid
    /// licence; a [`SiteLicense`](super::SiteLicense) does.
    Active,
    /// An evaluation that runs.
    Evaluation,
    /// There is none, or it has run out; or what the host says is not known, or contradicts itself.
    Inactive,
    /// The host does not say: the app has no `enable_licensing`, or this is a callback.
    Unstated,
    /// The host does not say, and the app runs in development, where nobody has bought it.
    Development,
}

/// The edition that a site has bought of an app with `editions_enabled`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Edition {
    /// `capabilityStandard`
    Standard,
    /// `capabilityAdvanced`
    Advanced,
    /// One that is not documented, as the host writes it.
    Other(String),
}

/// What a site has bought, as the REST API of the host tells. Source: "License API for cloud apps".
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Entitlement {
    /// What the Marketplace calls it in its reports.
    pub id: Option<String>,
    /// What its owner finds on the invoice: `E-…`.
    pub number: Option<String>,
    /// `COMMERCIAL`, `COMMUNITY`, `ACADEMIC`, `DEVELOPER` or another.
    pub kind: Option<String>,
    /// Whether it is an evaluation, running or over.
    pub evaluation: bool,
}

impl License {
    /// What it lets its site do.
    #[must_use]
    pub fn state(&self) -> LicenseState {
        self.state
    }

    /// Whether the host says that the licence holds, be it an evaluation.
    #[must_use]
    pub fn is_active(&self) -> bool {
        matches!(self.state, LicenseState::Active | LicenseState::Evaluation)
    }

    /// The edition, if the host names one.
    #[must_use]
    pub fn edition(&self) -> Option<&Edition> {
        self.edition.as_ref()
    }

    /// What the site has bought; `None` unless the REST API was asked, or it is Forge that says so.
    #[must_use]
    pub fn entitlement(&self) -> Option<&Entitlement> {
        self.entitlement.as_ref()
    }
}

const ACTIVE: &str = "active";
const NONE: &str = "none";
/// The member of a context claim of our own tokens that has the edition.
const EDITION: &str = "capSet";

impl License {
    const UNSTATED: Self = Self {
        state: LicenseState::Unstated,
        edition: None,
        entitlement: None,
    };

    /// Where the host says nothing.
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

    /// What Forge says (`app.license` of the token). Source: "Forge Remote invocation contract".
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
        // What the claim repeats adds nothing; what the query repeats does not come from the host.
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

    /// What the REST API says.
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

    /// With the edition of another word of the host's, where this one names none.
    #[cfg(feature = "client")]
    pub(super) fn or_edition_of(mut self, other: &Self) -> Self {
        if self.edition.is_none() {
            self.edition.clone_from(&other.edition);
        }
        self
    }

    /// As a member of the `context` claim of the app's own tokens; `None` where the host said
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

/// The answer of "Get app" ("License API for cloud apps"), as far as it is about the licence.
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

/// What the token's `context` claim says of the licence.
fn claim(context: &TokenContext) -> Option<Value> {
    // Without that word in it, it need not be read.
    let json = context.json().filter(|json| json.contains("license"))?;
    let mut claim: Value = serde_json::from_str(json).ok()?;
    let license = claim.get_mut("license")?.take();
    (!license.is_null()).then_some(license)
}

/// The same in the words of the query.
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
    fn what_the_rest_api_says() {
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
    fn what_was_bought() {
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
