//! Where the context parameters of Connect are in the context that Forge signs.

use serde_json::Value;

use crate::HostProduct;
use crate::fact::Confidence;
use crate::generated::forge::CONTEXT;
use crate::generated::named;
use crate::product::Product;

/// A context parameter, and its place in the signed context.
#[derive(Debug, PartialEq, Eq)]
pub struct ContextPath {
    /// The parameter: `issue.key`.
    pub parameter: &'static str,
    /// The product.
    pub product: Product,
    /// The members on the way, separated by dots: `extension.issue.key`; `None` when the context
    /// does not have it.
    pub path: Option<&'static str>,
    /// The modules of Forge that are shown with it; none for all of them.
    pub modules: &'static [&'static str],
    /// How sure the row is.
    pub confidence: Confidence,
}

impl ContextPath {
    /// The value in a signed context: text, or a number or a flag as text.
    ///
    /// ```
    /// use connect_model::{HostProduct, forge::context::context_path};
    /// use serde_json::json;
    ///
    /// let issue = context_path("issue.key", HostProduct::Jira).unwrap();
    /// let context = json!({ "extension": { "issue": { "key": "DEMO-1" } } });
    /// assert_eq!(issue.value(&context).as_deref(), Some("DEMO-1"));
    /// ```
    #[must_use]
    pub fn value(&self, context: &Value) -> Option<String> {
        let mut members = self.path?.split('.');
        match members.try_fold(context, |holder, name| holder.get(name))? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other @ (Value::Bool(_) | Value::Number(_)) => Some(other.to_string()),
            structured => Some(structured.to_string()),
        }
    }

    /// Whether a module of Forge is shown with it.
    #[must_use]
    pub fn is_known_in(&self, module: &str) -> bool {
        self.path.is_some() && (self.modules.is_empty() || self.modules.contains(&module))
    }
}

/// The place of a context parameter of a product; `None` for a parameter that no row names.
#[must_use]
pub fn context_path(parameter: &str, product: HostProduct) -> Option<&'static ContextPath> {
    let rows = named(&CONTEXT, parameter, |row| row.parameter);
    let product = Product::from(product);
    let mut rows = rows
        .iter()
        .filter(|row| row.product == Product::Common || row.product.meets(product));
    let first = rows.next()?;
    // A parameter that one product has in one module only must not hide the other's.
    if first.path.is_some() {
        return Some(first);
    }
    Some(rows.find(|row| row.path.is_some()).unwrap_or(first))
}
