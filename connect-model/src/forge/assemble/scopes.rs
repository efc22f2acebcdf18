//! The scopes that the manifest requests.

use crate::Origin;
use crate::client_method::OF_CONNECT;
use crate::declaration::Declaration;
use crate::forge::feature::{Feature, TOKEN_SCOPES};
use crate::forge::gap::{Gap, GapKind};
use crate::guard::{ADMIN_CHECKS_ON_FORGE, ADMIN_ONLY};
use crate::operation::{Operation, check_operation};
use crate::product::Product;
use crate::reasons::Requirement;
use crate::scope::Scope;

use super::{Choice, Stage, Work};

/// The path of the app's own properties on Connect.
const APP_PROPERTIES: &str = "/rest/atlassian-connect/1/addons/{addonKey}/properties";

impl Work<'_> {
    /// Adds the scopes of calls, of the tokens for them, and of reading what a Connect installation
    /// left.
    pub(super) fn scopes(&mut self, native: bool, declarations: &[Declaration]) {
        if !self.manifest.connect_modules.is_empty() {
            self.scopes_of_connect();
        }
        if !native {
            return;
        }
        let requirements = self.app.reasons.requirements.clone();
        let acts = requirements
            .iter()
            .any(|needed| needed.scope == Some(Scope::ActAsUser));
        for needed in &requirements {
            if let Some(called) = &needed.operation {
                self.call(needed, called, acts);
            } else if !needed.forge.is_empty() {
                self.named(needed, acts);
            } else if needed.what.starts_with("scopes!")
                && !self.settings.limits.contains(&needed.origin)
                && !is_explained(needed, &requirements)
            {
                self.gaps.push(Gap {
                    origin: Some(needed.origin.clone()),
                    item: needed.what.clone(),
                    kind: GapKind::Behaviour,
                    name: String::new(),
                    why: format!(
                        "Forge has other scopes than Connect, and the manifest asks for none of \
                         them here: use a checked call, or name Forge's beside these, such as {}",
                        example(&needed.origin)
                    ),
                });
            }
        }
        let guards = self.administrators(declarations);
        if self.manifest.connect_key.is_some() {
            for product in self.products.clone() {
                let scopes = Feature::ClientKey(product).scopes();
                let what = "the clientKey of tenants that come from Connect";
                self.manifest.needs(scopes.iter().copied(), what);
            }
        }
        let of_product = |name: &&String| !TOKEN_SCOPES.contains(&name.as_str());
        if self.manifest.scopes.keys().any(|name| of_product(&name)) {
            let scopes = Feature::SystemToken.scopes();
            let what = "calls of the product as the app";
            self.manifest.needs(scopes.iter().copied(), what);
        }
        if (acts || guards) && self.endpoints.ui {
            let scopes = Feature::UserToken.scopes();
            let what = "calls of the product as the user of a page";
            self.manifest.needs(scopes.iter().copied(), what);
        }
    }

    /// Adds the scopes for asking whether a user administers the product, if any item of the app is for
    /// administrators.
    fn administrators(&mut self, declarations: &[Declaration]) -> bool {
        let native = Choice::Stage(Stage::Native);
        let guards = declarations
            .iter()
            .any(|one| one.guard.admin_only && self.choice(one) == native);
        if guards {
            let products = self.products.clone();
            let is_of_app = |product| products.iter().any(|it| Product::from(*it) == product);
            for (product, method, path) in ADMIN_CHECKS_ON_FORGE {
                let operation = check_operation(product, method, path).ok();
                let scopes = operation.into_iter().flat_map(|it| it.classic_scopes());
                if is_of_app(product) {
                    self.manifest.needs(scopes, &format!("`{ADMIN_ONLY}`"));
                }
            }
        }
        guards
    }

    fn call(&mut self, needed: &Requirement, called: &crate::reasons::Called, acts: bool) {
        let path = called.path.strip_prefix("/wiki").unwrap_or(&called.path);
        if path.starts_with(APP_PROPERTIES) {
            let products = self.products.clone().into_iter();
            for product in products.filter(|one| called.product.meets(Product::from(*one))) {
                let scopes = Feature::AppProperties(product).scopes();
                self.manifest.needs(scopes.iter().copied(), &needed.what);
            }
            return;
        }
        let operation = check_operation(called.product, called.method, &called.path).ok();
        let scopes: Vec<&str> = operation.map(scopes_of).unwrap_or_default();
        // Forge's counterparts of it have documented scopes.
        if path.starts_with(OF_CONNECT) && scopes.is_empty() {
            self.gaps.push(Gap {
                origin: Some(needed.origin.clone()),
                item: needed.what.clone(),
                kind: GapKind::Behaviour,
                name: String::new(),
                why: "this API is Connect's own, and fails on Forge".to_owned(),
            });
            return;
        }
        self.needs(&scopes, &needed.what, acts);
    }

    /// Adds scopes listed by hand.
    fn named(&mut self, needed: &Requirement, acts: bool) {
        let scopes: Vec<&str> = needed.forge.iter().map(String::as_str).collect();
        self.needs(&scopes, &needed.what, acts);
    }

    /// Adds the scopes of a call, with which an app that acts as users may also call as one of
    /// them.
    fn needs(&mut self, scopes: &[&str], what: &str, acts: bool) {
        self.manifest.needs(scopes.iter().copied(), what);
        if acts {
            for scope in scopes {
                if let Some(scope) = self.manifest.scopes.get_mut(*scope) {
                    scope.impersonated = true;
                }
            }
        }
    }

    /// Adds the scopes of modules that stay on Connect: the app's own, under other names.
    fn scopes_of_connect(&mut self) {
        let wanted = self.app.reasons.scopes();
        for product in self.products.clone() {
            let product = Product::from(product);
            let names: Vec<String> = crate::scope_facts()
                .iter()
                .filter(|row| row.product == product)
                .filter(|row| {
                    row.name
                        .parse::<Scope>()
                        .is_ok_and(|scope| wanted.iter().any(|one| one == scope))
                })
                .filter_map(|row| row.forge.map(str::to_owned))
                .collect();
            let what = "modules that stay on Connect";
            self.manifest.needs(names.iter().map(String::as_str), what);
        }
    }
}

/// The classic scopes of an operation, or the granular ones if it has no classic ones.
fn scopes_of(operation: &'static Operation) -> Vec<&'static str> {
    let classic: Vec<&str> = operation.classic_scopes().collect();
    if classic.is_empty() {
        operation.granular_scopes().collect()
    } else {
        classic
    }
}

/// An example of listing Forge's scopes beside those of Connect: in code, or in a comment in a page's
/// script.
fn example(place: &Origin) -> &'static str {
    if place.file.ends_with(".rs") {
        "`scopes![READ, \"read:jira-work\"]`"
    } else {
        "`connect: scopes READ, read:jira-work`"
    }
}

/// Whether scopes listed by hand belong to a client method's calls, which are known.
fn is_explained(needed: &Requirement, requirements: &[Requirement]) -> bool {
    let mut beside = requirements.iter().filter(|one| one.operation.is_some());
    beside.any(|one| one.origin == needed.origin)
}
