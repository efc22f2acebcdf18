//! From the declarations of an app to its manifest.

mod endpoints;
mod events;
mod module;
mod pages;
mod scopes;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::gap::{Gap, GapKind};
use super::locale::{fallback, forge_locale, is_text_key};
use super::manifest::{Manifest, ManifestModule, REGIONS};
use crate::HostProduct;
use crate::assemble::{Assembled, Fault, hosts};
use crate::declaration::{Declaration, kind};
use crate::product::Product;

pub use super::settings::{CHOICES, Choice, Settings, Stage};
pub use crate::app_field::FORGE;
use endpoints::Endpoints;
pub use module::declared_key;

/// The longest key that Forge takes ("Manifest").
pub const LONGEST_KEY: usize = 23;
/// What is called by its endpoint alone.
const TRIGGERS: [&str; 2] = ["scheduledTrigger", "trigger"];
/// How many schedules an app may have ("Scheduled trigger").
pub const MOST_SCHEDULES: usize = 5;

/// What an app is on Forge.
#[derive(Debug, Clone, PartialEq)]
pub struct Forge {
    /// The manifest.
    pub manifest: Manifest,
    /// What of the app it does not have, in source order.
    pub gaps: Vec<Gap>,
    /// The keys of the dialogs, sorted: no modules of Forge, but pages that the shell opens in front of
    /// another.
    pub dialogs: Vec<String>,
}

/// Puts the manifest together.
///
/// `app` is what was assembled from the same declarations.
///
/// # Errors
/// All items at once that Forge has no place for and that do not say `forge = skip`; keys that
/// Forge refuses; more of something than an app may have.
pub fn assemble(
    app: &Assembled,
    declarations: &[Declaration],
    settings: &Settings,
) -> Result<Forge, Vec<Fault>> {
    let (forge, faults) = survey(app, declarations, settings);
    if faults.is_empty() {
        Ok(forge)
    } else {
        Err(faults)
    }
}

/// What the app would be on Forge, with the faults that [`assemble`] would end with: what they are
/// about is not in the manifest, and is among the gaps.
#[must_use]
pub fn survey(
    app: &Assembled,
    declarations: &[Declaration],
    settings: &Settings,
) -> (Forge, Vec<Fault>) {
    let mut modules = Vec::new();
    for declaration in declarations.iter().filter(|one| one.is_module()) {
        // The assembled descriptor has refused what is not an object.
        let Ok(properties) = serde_json::from_str::<Value>(&declaration.properties) else {
            continue;
        };
        modules.push((declaration, properties));
    }
    let products = hosts::of_modules(&modules);
    let mut work = Work {
        app,
        settings,
        modules: &modules,
        products: of_app(&products),
        manifest: Manifest::default(),
        endpoints: Endpoints::default(),
        gaps: Vec::new(),
        faults: Vec::new(),
    };
    work.app_wide();
    for ((declaration, properties), products) in modules.iter().zip(&products) {
        let products: Vec<HostProduct> = products
            .iter()
            .filter_map(|product| host_product(*product))
            .filter(|product| work.products.contains(product))
            .collect();
        work.item(declaration, properties, &products);
    }
    work.merge_pages();
    work.hooks(declarations);
    work.schedules(declarations);
    // An app whose modules all stay on Connect is called as Connect calls it.
    let native = !work.manifest.modules.is_empty();
    if native {
        work.installations();
    }
    work.scopes(native, declarations);
    if native {
        work.finish_endpoints();
    }
    work.name_triggers();
    work.check_keys();
    work.gaps.sort();
    work.gaps.dedup();
    let dialogs = work.dialogs();
    let forge = Forge {
        manifest: work.manifest,
        gaps: work.gaps,
        dialogs,
    };
    (forge, work.faults)
}

/// A module of Connect with its properties.
type Entry<'a> = (&'a Declaration, Value);

/// A manifest in the making.
struct Work<'a> {
    app: &'a Assembled,
    settings: &'a Settings,
    modules: &'a [Entry<'a>],
    /// The products that the app is for.
    products: Vec<HostProduct>,
    manifest: Manifest,
    endpoints: Endpoints,
    gaps: Vec<Gap>,
    faults: Vec<Fault>,
}

/// The products that an app is for: those that some module is for alone, else all that any module
/// can be for.
fn of_app(products: &[std::collections::BTreeSet<Product>]) -> Vec<HostProduct> {
    let alone = products.iter().filter(|products| products.len() == 1);
    let alone: Vec<HostProduct> = HostProduct::ALL
        .into_iter()
        .filter(|host| {
            let mut alone = alone.clone();
            alone.any(|products| products.contains(&Product::from(*host)))
        })
        .collect();
    if !alone.is_empty() {
        return alone;
    }
    HostProduct::ALL
        .into_iter()
        .filter(|host| {
            let host = Product::from(*host);
            products.iter().any(|products| products.contains(&host))
        })
        .collect()
}

fn host_product(product: Product) -> Option<HostProduct> {
    HostProduct::ALL
        .into_iter()
        .find(|host| Product::from(*host) == product.host())
}

impl Work<'_> {
    fn app_wide(&mut self) {
        let descriptor = &self.app.descriptor;
        self.manifest.connect_key.clone_from(&descriptor.key);
        self.manifest.licensing = descriptor.enable_licensing == Some(true);
        self.manifest.editions = descriptor.editions_enabled == Some(true);
        self.manifest.regions = descriptor.region_base_urls.clone().unwrap_or_default();
        self.regions();
        self.manifest.locales = self.settings.translations.keys().cloned().collect();
        let paths = descriptor
            .translations
            .iter()
            .flat_map(|all| &all.paths)
            .flatten();
        for locale in paths.map(|(locale, _)| locale) {
            let why = match forge_locale(locale) {
                None => "Forge does not know this locale",
                Some(known) if !self.manifest.locales.contains(known) => {
                    "Forge reads translations from files beside the manifest, and the build has not \
                     found this one"
                }
                Some(_) => continue,
            };
            self.gaps.push(Gap {
                origin: None,
                item: "app!".to_owned(),
                kind: GapKind::Property,
                name: format!("translations.{locale}"),
                why: why.to_owned(),
            });
        }
    }

    /// The addresses of regions, as far as Forge takes them.
    fn regions(&mut self) {
        for (region, url) in &self.manifest.regions {
            if !REGIONS.contains(&region.as_str()) {
                self.faults.push(Fault {
                    message: format!(
                        "`region_base_urls` names the region `{region}`, which Forge does not have; it has {}",
                        REGIONS.join(", ")
                    ),
                    origin: None,
                });
            }
            if let Some(address) = without_path(url) {
                self.faults.push(Fault {
                    message: format!(
                        "the address of the region `{region}` has a path, which Forge leaves out; \
                         help: write `{region} = {address:?}`"
                    ),
                    origin: None,
                });
            }
        }
    }

    /// Whether each user sees the text of this key: one that has none in their language sees the
    /// fallback's.
    fn is_translated(&self, key: &str) -> bool {
        let translations = &self.settings.translations;
        let texts = fallback(translations.keys().map(String::as_str))
            .and_then(|locale| translations.get(locale));
        is_text_key(key) && texts.is_some_and(|texts| texts.contains(key))
    }

    /// What is done with an item.
    fn choice(&self, declaration: &Declaration) -> Choice {
        self.settings.choice(&declaration.kind, &declaration.key)
    }

    fn gap(&mut self, declaration: &Declaration, kind: GapKind, name: &str, why: &str) {
        self.gaps.push(Gap {
            origin: Some(declaration.origin.clone()),
            item: declaration.label(),
            kind,
            name: name.to_owned(),
            why: why.to_owned(),
        });
    }

    /// Forge has no place for an item that wants one.
    fn no_place(&mut self, declaration: &Declaration, why: &str) {
        self.gap(declaration, GapKind::NoPlace, "", why);
        self.faults.push(Fault {
            message: format!(
                "{} has no place on Forge: {why}; help: write `forge = skip` on it, and the rest of \
                 the app goes without",
                declaration.label()
            ),
            origin: Some(declaration.origin.clone()),
        });
    }

    fn add(&mut self, name: &str, module: ManifestModule) {
        let modules = self.manifest.modules.entry(name.to_owned()).or_default();
        modules.push(module);
    }

    /// Gives each trigger a key that Forge takes and that nothing else has. It is called by its endpoint alone, and
    /// the function that it comes from has no key that someone could change.
    fn name_triggers(&mut self) {
        let is_trigger = |name: &str| TRIGGERS.contains(&name);
        let others = self.manifest.all_modules();
        let others = others.filter(|(name, _)| !is_trigger(name));
        let mut taken: BTreeSet<String> = others.map(|(_, module)| module.key.clone()).collect();
        let modules = self.manifest.modules.iter_mut();
        let triggers = modules.filter(|(name, _)| is_trigger(name));
        for trigger in triggers.flat_map(|(_, modules)| modules) {
            let plain = |c: char| if is_of_key(c) { c } else { '-' };
            let whole: String = trigger.key.chars().map(plain).collect();
            let ends =
                std::iter::once(String::new()).chain((2..).map(|number| format!("-{number}")));
            let keys = ends.map(|end| {
                let length = LONGEST_KEY.saturating_sub(end.len());
                let kept: String = whole.chars().take(length).collect();
                format!("{}{end}", kept.trim_end_matches('-'))
            });
            let free = keys.into_iter().find(|key| !taken.contains(key));
            trigger.key = free.unwrap_or(whole);
            taken.insert(trigger.key.clone());
        }
    }

    /// Keys that Forge refuses, and keys that two things have.
    fn check_keys(&mut self) {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        let mut faults = Vec::new();
        for (name, module) in self.manifest.all_modules() {
            let key = module.key.as_str();
            let is_declared = |key: &str| {
                self.modules
                    .iter()
                    .any(|(declaration, _)| declaration.key == key)
            };
            let declared = declared_key(key, is_declared);
            let origin = self
                .modules
                .iter()
                .find(|(declaration, _)| declared == Some(&*declaration.key))
                .map(|(declaration, _)| declaration.origin.clone());
            let mut fault = |message: String| {
                let origin = origin.clone();
                faults.push(Fault { message, origin });
            };
            if key.len() > LONGEST_KEY {
                fault(format!(
                    "the key `{key}` has {} characters, and Forge takes {LONGEST_KEY}; help: write \
                     a shorter `key = \"…\"`, before the app is listed",
                    key.len()
                ));
            }
            if !key.chars().all(is_of_key) {
                fault(format!(
                    "Forge takes letters, digits, `-` and `_` in a key, and `{key}` has others"
                ));
            }
            if let Some(other) = seen.insert(key, name) {
                fault(format!(
                    "two modules have the key `{key}` on Forge, of `{other}` and of `{name}`; help: write \
                     another `key = \"…\"`"
                ));
            }
        }
        self.faults.extend(faults);
    }

    fn skipped(&mut self, declaration: &Declaration, no_place: Option<&str>) {
        let why = match no_place {
            Some(why) => format!("it says `forge = skip`, and has no place there: {why}"),
            None => "it says `forge = skip`".to_owned(),
        };
        self.gap(declaration, GapKind::Skipped, "", &why);
    }

    /// Hooks of Connect that Forge never calls.
    fn hooks(&mut self, declarations: &[Declaration]) {
        for declaration in declarations {
            let never = match &*declaration.kind {
                "enabled" | "disabled" => "Forge never says that an app was enabled or disabled",
                kind::DARE_MIGRATION => {
                    "Forge moves data by hooks of its own, which the manifest does not ask for"
                }
                _ => continue,
            };
            self.gap(declaration, GapKind::Behaviour, "", never);
        }
    }
}

/// The address of a server alone, if there is more.
fn without_path(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    let is_longer = !path.trim_matches('/').is_empty();
    is_longer.then(|| format!("{scheme}://{host}"))
}

/// Whether Forge takes a character in a key.
fn is_of_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-".contains(c)
}
