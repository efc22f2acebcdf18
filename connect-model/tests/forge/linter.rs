//! The scopes of calls, compared with what Atlassian's linter wants for the same calls in JavaScript.
//!
//! The linter has no table of its own: it reads the OpenAPI documents of the products. Here it reads
//! what `documents.tsv` has of them, which is names alone: of each operation the scopes in state
//! "Current" and "Beta" (`x-atlassian-oauth2-scopes`), or else those of its `security`. Ours come from
//! the manifest of an app that makes the call.

use std::collections::{BTreeMap, BTreeSet};

use connect_model::assemble::assemble;
use connect_model::forge::{Settings, survey};
use connect_model::{Method, Origin, Product, ScopeSet, ScopeUse, ScopeUseKind};
use connect_testing::forge_tools::{ForgeTools, run};
use serde_json::{Value, json};

use super::module;

const DOCUMENTS: &str = include_str!("documents.tsv");
const SCRIPT: &str = include_str!("linter.js");

/// Why the linter says something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Because {
    /// The documents name scopes in state "Beta" alone. The linter then asks for none, and without one
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

/// An operation, as the documents have it.
struct Operation<'a> {
    product: Product,
    method: &'a str,
    /// As the document writes it: those of Confluence's second API lack what all begin with.
    written: &'a str,
    current: Vec<&'a str>,
    beta: Vec<&'a str>,
    security: Vec<&'a str>,
}

impl Operation<'_> {
    fn path(&self) -> String {
        let is_second = self.product == Product::Confluence && !self.written.starts_with("/wiki/");
        let above = if is_second { "/wiki/api/v2" } else { "" };
        format!("{above}{}", self.written)
    }

    /// What the manifest of an app that makes this call asks for, for the call.
    fn ours(&self) -> BTreeSet<String> {
        let method = Method::named(self.method).unwrap();
        let call = ScopeUseKind::Call {
            product: self.product,
            method,
            path: self.path().into(),
        };
        let origin = Origin::new("src/main.rs", 2, 1);
        let need = ScopeUse {
            kind: call,
            scopes: ScopeSet::EMPTY,
            origin,
        };
        let page = r#"{"key":"page","name":{"value":"Page"},"url":"/page"}"#;
        let kind = match self.product {
            Product::Confluence => "spaceToolsTabs",
            _ => "jiraProjectPages",
        };
        let declarations = [module(kind, "page", page)];
        let app = assemble(r#"{"name":"App"}"#, &declarations, &[need]).unwrap();
        let (forge, _) = survey(&app, &declarations, &Settings::default());
        let called = format!("{method} {}", self.path());
        let scopes = forge.manifest.scopes.into_iter();
        scopes
            .filter(|(_, scope)| scope.reasons.contains(&called))
            .map(|(name, _)| name)
            .collect()
    }
}

fn operations() -> impl Iterator<Item = Operation<'static>> {
    DOCUMENTS.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [product, method, written, current, beta, security] = cells[..] else {
            unreachable!("{line} has six cells")
        };
        let list = |cell: &'static str| match cell {
            "-" => Vec::new(),
            names => names.split(',').collect(),
        };
        Operation {
            product: Product::ALL
                .into_iter()
                .find(|one| one.name() == product)
                .unwrap(),
            method,
            written,
            current: list(current),
            beta: list(beta),
            security: list(security),
        }
    })
}

/// What the documents say, as far as the linter reads them.
fn documents() -> Value {
    let operations = operations().map(|one| {
        let mut operation = json!({});
        if !one.current.is_empty() || !one.beta.is_empty() {
            operation["x-atlassian-oauth2-scopes"] = json!([
                { "state": "Current", "scopes": one.current },
                { "state": "Beta", "scopes": one.beta },
            ]);
        }
        if !one.security.is_empty() {
            operation["security"] = json!([{ "OAuth2": one.security }]);
        }
        json!({
            "product": one.product.name(), "path": one.written,
            "method": one.method.to_lowercase(), "operation": operation,
        })
    });
    operations.collect()
}

#[test]
fn the_linter_of_forge_wants_the_same_scopes() {
    let Some(tools) = ForgeTools::find() else {
        return;
    };
    let ours: Vec<_> = operations().map(|one| (one.ours(), one)).collect();
    let calls = ours.iter().map(|(scopes, one)| {
        json!({
            "product": one.product.name(), "method": one.method, "path": one.path(), "scopes": scopes,
        })
    });
    let scratch = tempfile::tempdir().unwrap();
    let write = |name: &str, value: Value| {
        let path = scratch.path().join(name);
        std::fs::write(&path, value.to_string()).unwrap();
        path
    };
    let documents = write("documents.json", documents());
    let calls = write("calls.json", calls.collect());
    let printed = run(tools
        .node()
        .args(["-e", SCRIPT, "--"])
        .arg(documents)
        .arg(calls));
    let theirs: Vec<Value> = printed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(theirs.len(), ours.len());

    let mut differences = BTreeMap::new();
    for ((ours, one), said) in ours.iter().zip(&theirs) {
        let list = |name: &str| -> BTreeSet<String> {
            serde_json::from_value(said[name].clone()).unwrap()
        };
        let (wants, lacks) = (list("wants"), list("lacks"));
        if *ours != wants || !lacks.is_empty() {
            let because = because(one, ours, &wants, &lacks);
            differences.insert((one.method, one.path()), because);
        }
    }
    let listed: BTreeMap<_, _> = DIFFERENCES
        .into_iter()
        .map(|(method, path, because)| ((method, path.to_owned()), Some(because)))
        .collect();
    assert_eq!(differences, listed);
}

/// The reason, as far as the documents show it.
fn because(
    one: &Operation<'_>,
    ours: &BTreeSet<String>,
    wants: &BTreeSet<String>,
    lacks: &BTreeSet<String>,
) -> Option<Because> {
    let of_documents = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let current: BTreeSet<String> = of_documents(&one.current);
    let beta: BTreeSet<String> = of_documents(&one.beta);
    let security: BTreeSet<String> = of_documents(&one.security);
    let documented = if current.is_empty() {
        security
    } else {
        current
    };
    if one.written.starts_with(OWN_PROPERTIES) && ours.iter().all(|name| name.contains("app-data"))
    {
        Some(Because::Moved)
    } else if documented.is_empty() && *ours == beta && wants.is_empty() {
        Some(Because::OnlyBeta)
    } else if *ours == documented && wants.is_empty() {
        Some(Because::FirstOfItsShape)
    } else if *ours == documented && !lacks.is_empty() && one.written.ends_with("/labels") {
        Some(Because::End)
    } else if *wants == documented && *ours == &documented | &beta {
        Some(Because::BothForms)
    } else {
        None
    }
}
