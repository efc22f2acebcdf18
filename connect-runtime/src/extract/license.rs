//! Whether the site has paid.

use std::borrow::Cow;
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use connect_auth::token::TokenContext;
use http::request::Parts;
use serde_json::Value;

use super::Caller;

/// The licence of the app on the tenant's site, as the host signs it: in the `lic` query parameter
/// of every iframe, and in the context tokens of the app's own pages (`license.active`). Source:
/// "License apps", "License status".
///
/// It is right on every kind of route. What the browser itself may have written, such as `lic` in the
/// query of an endpoint, is not looked at; and where the host says two different things, it is never
/// [`License::Active`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum License {
    /// Paid, or an evaluation that runs.
    Active,
    /// There is none, or it has run out.
    None,
    /// A value that the documentation does not know, or several that differ.
    Unknown(String),
    /// The host said nothing: the app has no `enableLicensing`, or this is a callback.
    Unstated,
}

impl License {
    /// Whether the host says that the licence holds.
    #[must_use]
    pub fn is_active(&self) -> bool {
        matches!(self, Self::Active)
    }
}

impl License {
    pub(super) fn of(caller: &Caller, parts: &Parts) -> Self {
        let of_query = caller.signed_parameters(parts);
        let of_query = of_query.filter_map(|(name, value)| (name == "lic").then_some(value));
        let mut stated: Vec<Cow<'_, str>> = of_query.collect();
        // What the claim repeats is no second word; what the query repeats is none of the host's.
        if let Some(license) = of_claim(&caller.context)
            && *stated != [license.as_ref()]
        {
            stated.push(license);
        }
        match &*stated {
            [] => Self::Unstated,
            [one] if one == ACTIVE => Self::Active,
            [one] if one == NONE => Self::None,
            several => Self::Unknown(several.join(",")),
        }
    }
}

const ACTIVE: &str = "active";
const NONE: &str = "none";

/// What the token's `context` claim says, in the words of the query.
fn of_claim(context: &TokenContext) -> Option<Cow<'static, str>> {
    // Without that word in it, it need not be read.
    let json = context.json().filter(|json| json.contains("license"))?;
    let claim: Value = serde_json::from_str(json).ok()?;
    let license = claim.get("license").filter(|license| !license.is_null())?;
    Some(match license.get("active") {
        Some(Value::Bool(true)) => ACTIVE.into(),
        Some(Value::Bool(false)) => NONE.into(),
        _ => license.to_string().into(),
    })
}

impl<S: Sync> FromRequestParts<S> for License {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let caller = Caller::of(&parts.extensions);
        Ok(caller.map_or(Self::Unstated, |caller| Self::of(caller, parts)))
    }
}
