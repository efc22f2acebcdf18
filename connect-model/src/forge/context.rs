//! The places of Connect's context parameters in the context that Forge signs.

use serde_json::{Map, Value};

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
    /// The path in the context, as names separated by dots: `extension.issue.key`; `None` if the
    /// context does not contain it.
    pub path: Option<&'static str>,
    /// The Forge modules that have it; empty for all of them.
    pub modules: &'static [&'static str],
    /// The confidence of the row.
    pub confidence: Confidence,
}

impl ContextPath {
    /// The value in a signed context: text, or a number or boolean as text.
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
        text(members.try_fold(context, |holder, name| holder.get(name))?)
    }

    /// Whether a Forge module has it.
    #[must_use]
    pub fn is_known_in(&self, module: &str) -> bool {
        self.path.is_some() && (self.modules.is_empty() || self.modules.contains(&module))
    }
}

/// The place of a product's context parameter; `None` for an unlisted one.
#[must_use]
pub fn context_path(parameter: &str, product: HostProduct) -> Option<&'static ContextPath> {
    let rows = named(&CONTEXT, parameter, |row| row.parameter);
    let product = Product::from(product);
    let mut rows = rows
        .iter()
        .filter(|row| row.product == Product::Common || row.product.meets(product));
    let first = rows.next()?;
    // If one product has a parameter in one module only, that must not hide the other's.
    if first.path.is_some() {
        return Some(first);
    }
    Some(rows.find(|row| row.path.is_some()).unwrap_or(first))
}

/// All rows, sorted by parameter and product.
#[must_use]
pub fn all() -> &'static [ContextPath] {
    &CONTEXT
}

/// The value of a product's context parameter in a signed context. If a macro is shown, an unlisted
/// name is one of the macro's own parameters.
///
/// ```
/// use connect_model::{HostProduct, forge::context::value};
/// use serde_json::json;
///
/// let context = json!({ "extension": { "type": "macro", "config": { "colour": "red" } } });
/// assert_eq!(value("colour", HostProduct::Confluence, &context).as_deref(), Some("red"));
/// assert_eq!(value("issue.key", HostProduct::Jira, &context), None);
/// ```
#[must_use]
pub fn value(parameter: &str, product: HostProduct, context: &Value) -> Option<String> {
    if let Some(row) = context_path(parameter, product) {
        return row.value(context);
    }
    let extension = context.get("extension")?;
    if extension.get("type")?.as_str()? != "macro" {
        return None;
    }
    let config = extension.get("config")?;
    text(config.get(parameter)?)
}

/// A signed context converted to what Connect would have signed: the values of all its parameters,
/// below the name of the product, each at the path given by its name ("Context JWTs").
///
/// ```
/// use connect_model::{HostProduct, forge::context::claim};
/// use serde_json::json;
///
/// let context = json!({ "extension": { "issue": { "key": "DEMO-1" } } });
/// let claim = claim(HostProduct::Jira, &context);
/// assert_eq!(claim["jira"]["issue"]["key"], "DEMO-1");
/// ```
#[must_use]
pub fn claim(product: HostProduct, context: &Value) -> Map<String, Value> {
    let mut of_product = Map::new();
    let of = Product::from(product);
    let rows = CONTEXT
        .iter()
        .filter(|row| row.product == Product::Common || row.product.meets(of));
    for row in rows {
        // What each module has, such as a key, only identifies the place in some of them.
        let is_of_places = !row.modules.is_empty() && !row.parameter.contains('*');
        if let Some(value) = row.value(context).filter(|_| is_of_places) {
            put(&mut of_product, row.parameter, value);
        }
    }
    let mut claim = Map::new();
    if !of_product.is_empty() {
        claim.insert(product.name().to_owned(), of_product.into());
    }
    claim
}

/// Puts a value at a path, `issue.key`, unless something else is in the way.
fn put(object: &mut Map<String, Value>, place: &str, value: String) {
    match place.split_once('.') {
        None => {
            object.entry(place).or_insert_with(|| value.into());
        }
        Some((first, rest)) => {
            let inner = object
                .entry(first)
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

/// A value as it would be in a URL.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Null => None,
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_claim_has_what_the_product_has() {
        let context = json!({ "localId": "m-1", "moduleKey": "votes", "extension": {
            "issue": { "key": "DEMO-1", "id": 10001, "typeId": "3" },
            "content": { "id": "7" }, "location": "https://acme.atlassian.net/x",
        } });
        assert_eq!(
            Value::from(claim(HostProduct::Jira, &context)),
            json!({ "jira": {
                "issue": { "key": "DEMO-1", "id": "10001" }, "issuetype": { "id": "3" },
            } })
        );
        let confluence = claim(HostProduct::Confluence, &context);
        assert_eq!(confluence["confluence"]["content"]["id"], "7");
        assert_eq!(confluence["confluence"].get("macro"), None);
        assert_eq!(confluence["confluence"].get("issue"), None);
        assert!(claim(HostProduct::Jira, &Value::Null).is_empty());
    }

    #[test]
    fn only_a_macro_has_parameters_of_its_own() {
        let context = |kind: &str| json!({ "extension": { "type": kind, "config": { "colour": "red", "list": [1] } } });
        let of = |kind: &str, name: &str| value(name, HostProduct::Confluence, &context(kind));
        assert_eq!(of("macro", "colour").as_deref(), Some("red"));
        assert_eq!(of("macro", "list").as_deref(), Some("[1]"));
        assert_eq!(of("macro", "none"), None);
        assert_eq!(of("confluence:pageBanner", "colour"), None);
    }
}
