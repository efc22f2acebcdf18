//! Atlassian's linter of Forge, asked for the scopes of calls.
//!
//! The linter has no table of its own: it reads the OpenAPI documents of the products. Here it reads
//! what `documents.tsv` keeps of them, which is only names: the scopes of each operation in state
//! "Current" and "Beta" (`x-atlassian-oauth2-scopes`), or else those of its `security`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::forge_tools::{ForgeTools, run};
use crate::scratch_package::workspace_root;

/// An operation, as the documents have it.
#[derive(Debug, Clone)]
pub struct Documented {
    /// The product's name.
    pub product: String,
    /// The method.
    pub method: String,
    /// As the document writes it: those of Confluence's second API lack their common prefix.
    pub written: String,
    /// The scopes in state "Current".
    pub current: BTreeSet<String>,
    /// The scopes in state "Beta".
    pub beta: BTreeSet<String>,
    /// The scopes of `security`.
    pub security: BTreeSet<String>,
}

impl Documented {
    /// The path below the site's address.
    #[must_use]
    pub fn path(&self) -> String {
        let is_second = self.product == "confluence" && !self.written.starts_with("/wiki/");
        let above = if is_second { "/wiki/api/v2" } else { "" };
        format!("{above}{}", self.written)
    }

    fn as_read(&self) -> Value {
        let mut operation = json!({});
        if !self.current.is_empty() || !self.beta.is_empty() {
            operation["x-atlassian-oauth2-scopes"] = json!([
                { "state": "Current", "scopes": self.current },
                { "state": "Beta", "scopes": self.beta },
            ]);
        }
        if !self.security.is_empty() {
            operation["security"] = json!([{ "OAuth2": self.security }]);
        }
        json!({
            "product": self.product, "path": self.written,
            "method": self.method.to_lowercase(), "operation": operation,
        })
    }
}

fn folder() -> PathBuf {
    workspace_root().join("connect-model/tests/forge")
}

/// All operations of the documents.
#[must_use]
pub fn documented() -> Vec<Documented> {
    let text = std::fs::read_to_string(folder().join("documents.tsv")).unwrap();
    let lines = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [product, method, written, current, beta, security] = cells[..] else {
            unreachable!("{line} has six cells")
        };
        let list = |cell: &str| match cell {
            "-" => BTreeSet::new(),
            names => names.split(',').map(str::to_owned).collect(),
        };
        Documented {
            product: product.to_owned(),
            method: method.to_owned(),
            written: written.to_owned(),
            current: list(current),
            beta: list(beta),
            security: list(security),
        }
    });
    lines.collect()
}

/// A call, and the scopes of the app that makes it.
#[derive(Debug, Clone)]
pub struct Call {
    /// The product's name.
    pub product: String,
    /// The method.
    pub method: String,
    /// The path as it is documented.
    pub path: String,
    /// What the app asks for.
    pub scopes: BTreeSet<String>,
}

/// What the linter reports for a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linted {
    /// What it wants an app without scopes to ask for.
    pub wants: BTreeSet<String>,
    /// What else it wants where the app asks for the call's scopes.
    pub lacks: BTreeSet<String>,
}

impl ForgeTools {
    /// What the linter reports for each call.
    ///
    /// # Panics
    /// If it does not answer for each of them.
    #[must_use]
    pub fn lint(&self, calls: &[Call]) -> Vec<Linted> {
        let script = std::fs::read_to_string(folder().join("linter.js")).unwrap();
        let scratch = tempfile::tempdir().unwrap();
        let write = |name: &str, value: Value| {
            let path = scratch.path().join(name);
            std::fs::write(&path, value.to_string()).unwrap();
            path
        };
        let documents = documented();
        let documents = write(
            "documents.json",
            documents.iter().map(Documented::as_read).collect(),
        );
        let asked = calls.iter().map(|call| {
            json!({
                "product": call.product, "method": call.method, "path": call.path,
                "scopes": call.scopes,
            })
        });
        let asked = write("calls.json", asked.collect());
        let printed = run(self
            .node()
            .args(["-e", &script, "--"])
            .arg(documents)
            .arg(asked));
        let linted: Vec<Linted> = printed
            .lines()
            .map(|line| {
                let line: Value = serde_json::from_str(line).unwrap();
                let list = |name: &str| serde_json::from_value(line[name].clone()).unwrap();
                Linted {
                    wants: list("wants"),
                    lacks: list("lacks"),
                }
            })
            .collect();
        assert_eq!(linted.len(), calls.len());
        linted
    }
}
