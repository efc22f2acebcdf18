//! The signed facts about a call from Forge.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use connect_auth::forge::{EnvironmentType, InvocationToken};
use connect_model::HostProduct;
use connect_model::forge::context;
use serde_json::{Map, Value};

use super::license::License;

/// A verified call from Forge: its token, translated to what Connect conveys in other ways.
pub(crate) struct Invocation {
    token: InvocationToken,
    product: HostProduct,
}

/// Prints no more than the token's own `Debug`.
impl fmt::Debug for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.token.fmt(f)
    }
}

impl Invocation {
    pub(crate) fn new(token: InvocationToken, product: HostProduct) -> Self {
        Self { token, product }
    }

    pub(crate) fn token(&self) -> &InvocationToken {
        &self.token
    }

    pub(crate) fn product(&self) -> HostProduct {
        self.product
    }

    /// The token's account of where the user is.
    pub(crate) fn context(&self) -> &Value {
        self.token.context.as_ref().unwrap_or(&Value::Null)
    }

    /// The value of a context parameter.
    pub(crate) fn value(&self, parameter: &str) -> Option<String> {
        context::value(parameter, self.product, self.context())
    }

    /// Whether a name is that of one of the product's context parameters, even one that is not known
    /// here.
    pub(crate) fn is_parameter(&self, name: &str) -> bool {
        context::context_path(name, self.product).is_some()
    }

    /// The context as a claim of a Connect token.
    pub(crate) fn claim(&self) -> Map<String, Value> {
        let mut claim = context::claim(self.product, self.context());
        if let Some(license) = self.license(false).for_claim() {
            claim.insert("license".to_owned(), license);
        }
        claim
    }

    /// The licence, which Forge states if the app is sold. `development`: whether this app runs in
    /// development, where it has not been bought; its installation may be a development one, too.
    pub(crate) fn license(&self, development: bool) -> License {
        match &self.token.license {
            Some(license) => License::of_forge(license),
            None => License::unstated(development || self.is_development()),
        }
    }

    /// Whether the installation needs no purchase.
    fn is_development(&self) -> bool {
        let kind = self.token.environment.kind;
        matches!(
            kind,
            EnvironmentType::Development | EnvironmentType::Staging
        )
    }
}

/// The parameters of a URL that Forge calls, which replace those that the caller sends: the URL comes
/// from a page, and only signed values are trusted.
#[derive(Debug)]
pub(crate) enum SignedParameters {
    /// For a page: everything that its URL requests, filled in.
    Page(Vec<(String, String)>),
    /// For a call by the app's own pages: those that the host signs. The page chooses the others, as on
    /// Connect.
    Endpoint(Arc<Invocation>),
}

impl SignedParameters {
    /// The text of a parameter. `asked` reads the caller's value.
    pub(crate) fn text<'r, E>(
        &'r self,
        name: &str,
        asked: impl FnOnce() -> Result<Option<Cow<'r, str>>, E>,
    ) -> Result<Option<Cow<'r, str>>, E> {
        match self {
            Self::Page(filled) => {
                let found = filled.iter().find(|(known, _)| known == name);
                Ok(found.map(|(_, value)| Cow::Borrowed(value.as_str())))
            }
            Self::Endpoint(invocation) if invocation.is_parameter(name) => {
                Ok(invocation.value(name).map(Cow::Owned))
            }
            Self::Endpoint(_) => asked(),
        }
    }
}
