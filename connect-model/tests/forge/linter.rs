//! The scopes of calls, compared with what Atlassian's linter wants for the same calls in JavaScript. Ours come
//! from the manifest of an app that makes the call.

use std::collections::{BTreeMap, BTreeSet};

use connect_model::assemble::assemble;
use connect_model::forge::{Settings, survey};
use connect_model::{Method, Origin, Product, ScopeSet, ScopeUse, ScopeUseKind};
use connect_testing::forge_linter::{Call, Documented, Linted, documented};
use connect_testing::forge_tools::ForgeTools;

use super::module;

/// Why the linter reports something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Because {
    /// The documents name only scopes in state "Beta". The linter then asks for none, and without one
    /// the call is refused.
    OnlyBeta,
    /// The linter looks at the first path of this shape, which has another name for its parameter and
    /// not this method.
    FirstOfItsShape,
    /// The linter looks for a path that the call's ends with, and finds `/labels`.
    End,
    /// The documents name one scope as current and one as beta, both of the granular form: ours asks for
    /// both.
    BothForms,
    /// The app's own properties have another path on Forge, whose scopes ours are.
    Moved,
}

/// What the paths of the app's own properties begin with on Connect.
const OWN_PROPERTIES: &str = "/rest/atlassian-connect/1/addons/{addonKey}/properties";

/// Each call for which the two differ.
const DIFFERENCES: [(&str, &str, Because); 29] = {
    use Because::{BothForms, End, FirstOfItsShape, Moved, OnlyBeta};
    [
        ("GET", OWN_PROPERTIES, Moved),
        (
            "DELETE",
            "/rest/atlassian-connect/1/addons/{addonKey}/properties/{propertyKey}",
            Moved,
        ),
        (
            "GET",
            "/rest/atlassian-connect/1/addons/{addonKey}/properties/{propertyKey}",
            Moved,
        ),
        (
            "PUT",
            "/rest/atlassian-connect/1/addons/{addonKey}/properties/{propertyKey}",
            Moved,
        ),
        ("DELETE", "/rest/api/3/field/{id}", FirstOfItsShape),
        (
            "DELETE",
            "/rest/api/3/issuesecurityschemes/{schemeId}",
            FirstOfItsShape,
        ),
        (
            "DELETE",
            "/rest/api/3/notificationscheme/{notificationSchemeId}",
            FirstOfItsShape,
        ),
        (
            "DELETE",
            "/rest/api/3/uiModifications/{uiModificationId}",
            OnlyBeta,
        ),
        (
            "DELETE",
            "/rest/forge/1/app/properties/{propertyKey}",
            OnlyBeta,
        ),
        ("GET", "/rest/api/3/jql/function/computation", OnlyBeta),
        ("GET", "/rest/api/3/redact/status/{jobId}", OnlyBeta),
        ("GET", "/rest/api/3/user/email", OnlyBeta),
        ("GET", "/rest/api/3/user/email/bulk", OnlyBeta),
        ("GET", "/rest/forge/1/app/properties", OnlyBeta),
        (
            "GET",
            "/rest/forge/1/app/properties/{propertyKey}",
            OnlyBeta,
        ),
        ("GET", "/wiki/api/v2/pages/{id}/labels", End),
        ("GET", "/wiki/api/v2/spaces/{id}/content/labels", End),
        ("GET", "/wiki/api/v2/spaces/{id}/labels", End),
        (
            "GET",
            "/wiki/rest/api/content/{id}/child/attachment/{attachmentId}/download",
            BothForms,
        ),
        (
            "GET",
            "/wiki/rest/api/contentbody/convert/async/{id}",
            FirstOfItsShape,
        ),
        ("GET", "/wiki/rest/api/user/email", OnlyBeta),
        ("GET", "/wiki/rest/api/user/email/bulk", OnlyBeta),
        ("POST", "/rest/api/3/app/field/value", OnlyBeta),
        ("POST", "/rest/api/3/jql/function/computation", OnlyBeta),
        (
            "POST",
            "/rest/api/3/jql/function/computation/search",
            OnlyBeta,
        ),
        ("POST", "/rest/api/3/permissions/check", OnlyBeta),
        ("POST", "/rest/api/3/redact", OnlyBeta),
        (
            "PUT",
            "/rest/api/3/app/field/{fieldIdOrKey}/value",
            OnlyBeta,
        ),
        (
            "PUT",
            "/rest/forge/1/app/properties/{propertyKey}",
            OnlyBeta,
        ),
    ]
};

/// What the manifest of an app that makes this call asks for, for the call.
fn ours(one: &Documented) -> BTreeSet<String> {
    let method = Method::named(&one.method).unwrap();
    let mut products = Product::ALL.into_iter();
    let product = products.find(|it| it.name() == one.product).unwrap();
    let call = ScopeUseKind::Call {
        product,
        method,
        path: one.path().into(),
    };
    let origin = Origin::new("src/main.rs", 2, 1);
    let need = ScopeUse {
        kind: call,
        scopes: ScopeSet::EMPTY,
        origin,
    };
    let page = r#"{"key":"page","name":{"value":"Page"},"url":"/page"}"#;
    let kind = match product {
        Product::Confluence => "spaceToolsTabs",
        _ => "jiraProjectPages",
    };
    let declarations = [module(kind, "page", page)];
    let app = assemble(r#"{"name":"App"}"#, &declarations, &[need]).unwrap();
    let (forge, _) = survey(&app, &declarations, &Settings::default());
    let called = format!("{method} {}", one.path());
    let scopes = forge.manifest.scopes.into_iter();
    scopes
        .filter(|(_, scope)| scope.reasons.contains(&called))
        .map(|(name, _)| name)
        .collect()
}

#[test]
fn the_linter_of_forge_wants_the_same_scopes() {
    let Some(tools) = ForgeTools::find() else {
        return;
    };
    let operations = documented();
    let calls: Vec<Call> = operations
        .iter()
        .map(|one| Call {
            product: one.product.clone(),
            method: one.method.clone(),
            path: one.path(),
            scopes: ours(one),
        })
        .collect();

    let mut differences = BTreeMap::new();
    for ((call, one), linted) in calls.iter().zip(&operations).zip(tools.lint(&calls)) {
        if call.scopes != linted.wants || !linted.lacks.is_empty() {
            let because = because(one, &call.scopes, &linted);
            differences.insert((&*one.method, one.path()), because);
        }
    }
    let listed: BTreeMap<_, _> = DIFFERENCES
        .into_iter()
        .map(|(method, path, because)| ((method, path.to_owned()), Some(because)))
        .collect();
    assert_eq!(differences, listed);
}

/// The reason, as far as the documents show it.
fn because(one: &Documented, ours: &BTreeSet<String>, linted: &Linted) -> Option<Because> {
    let Linted { wants, lacks } = linted;
    let documented = if one.current.is_empty() {
        &one.security
    } else {
        &one.current
    };
    if one.written.starts_with(OWN_PROPERTIES) && ours.iter().all(|name| name.contains("app-data"))
    {
        Some(Because::Moved)
    } else if documented.is_empty() && *ours == one.beta && wants.is_empty() {
        Some(Because::OnlyBeta)
    } else if ours == documented && wants.is_empty() {
        Some(Because::FirstOfItsShape)
    } else if ours == documented && !lacks.is_empty() && one.written.ends_with("/labels") {
        Some(Because::End)
    } else if wants == documented && *ours == documented | &one.beta {
        Some(Because::BothForms)
    } else {
        None
    }
}
