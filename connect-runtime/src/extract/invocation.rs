//! What Forge has signed of one call.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use connect_auth::forge::{EnvironmentType, InvocationToken};
use connect_model::HostProduct;
use connect_model::forge::context;
use serde_json::{Map, Value};

use super::license::License;

/// A verified call from Forge: its token, read as what Connect says in other ways.
pub(crate) struct Invocation {
    token: InvocationToken,
    product: HostProduct,
}

/// Says no more than the token does of itself.
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

    /// What the token says of the place that the user is at.
    pub(crate) fn context(&self) -> &Value {
        self.token.context.as_ref().unwrap_or(&Value::Null)
    }

    /// The value of a context parameter.
    pub(crate) fn value(&self, parameter: &str) -> Option<String> {
        context::value(parameter, self.product, self.context())
    }

    /// Whether a name is that of a context parameter of the product, whether it is known here or not.
    pub(crate) fn is_parameter(&self, name: &str) -> bool {
        context::context_path(name, self.product).is_some()
    }

    /// The context as the claim of a token of Connect's.
    pub(crate) fn claim(&self) -> Map<String, Value> {
        let mut claim = context::claim(self.product, self.context());
        if let Some(license) = self.license(false).for_claim() {
            claim.insert("license".to_owned(), license);
        }
        claim
    }

    /// The licence, which Forge states where the app is sold. `development`: this app runs there, where
    /// it has not been bought; its installation may say so, too.
    pub(crate) fn license(&self, development: bool) -> License {
        match &self.token.license {
            Some(license) => License::of_forge(license),
            None => License::unstated(development || self.is_development()),
        }
    }

    /// Whether it is an installation that needs no purchase.
    fn is_development(&self) -> bool {
        let kind = self.token.environment.kind;
        matches!(
            kind,
            EnvironmentType::Development | EnvironmentType::Staging
        )
    }
}

/// The parameters of the URL of a call of Forge's, in place of what its caller says: the URL comes from
/// a page, and only what is signed is trusted.
#[derive(Debug)]
pub(crate) enum SignedParameters {
    /// For a page: all that the URL asks for, as it is filled in.
    Page(Vec<(String, String)>),
    /// For a call of the app's own pages: those that the host signs. The others are the page's word, as
    /// they are on Connect.
    Endpoint(Arc<Invocation>),
}

impl SignedParameters {
    /// The text of a parameter. `asked` reads what the caller says.
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
