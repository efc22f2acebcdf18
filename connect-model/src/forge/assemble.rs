//! Assembling an app's manifest from its declarations.

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

/// The maximum length of a key ("Manifest").
pub const LONGEST_KEY: usize = 23;
/// Modules that only have an endpoint.
const TRIGGERS: [&str; 2] = ["scheduledTrigger", "trigger"];
/// The maximum number of schedules in an app ("Scheduled trigger").
pub const MOST_SCHEDULES: usize = 5;

/// An app on Forge.
#[derive(Debug, Clone, PartialEq)]
pub struct Forge {
    /// The manifest.
    pub manifest: Manifest,
    /// The parts of the app that it lacks, in source order.
    pub gaps: Vec<Gap>,
    /// The keys of the dialogs, sorted: they are not Forge modules, but pages that the shell opens on
    /// top of another.
    pub dialogs: Vec<String>,
}

/// Assembles the manifest.
///
/// `app` must have been assembled from the same declarations.
///
/// # Errors
/// All faults at once: items that Forge has no place for and that don't say `forge = skip`, keys
/// that Forge rejects, more of something than an app may have.
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

/// The app as it would be on Forge, with the faults that [`assemble`] would fail with: the items
/// concerned are not in the manifest, but are among the gaps.
#[must_use]
pub fn survey(
    app: &Assembled,
    declarations: &[Declaration],
    settings: &Settings,
) -> (Forge, Vec<Fault>) {
    let mut modules = Vec::new();
    for declaration in declarations.iter().filter(|one| one.is_module()) {
        // Assembling the descriptor has already rejected anything that is not an object.
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
    // An app whose modules all stay on Connect is called the way Connect does.
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

/// A Connect module with its properties.
type Entry<'a> = (&'a Declaration, Value);

/// A manifest under construction.
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

/// The products that an app is for: those that some module is exclusively for, or else all that any
/// module can be for.
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

    /// Sets the regions' base URLs, as far as Forge supports them.
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

    /// Whether every user sees text for this key: users without it in their language see the
    /// fallback's.
    fn is_translated(&self, key: &str) -> bool {
        let translations = &self.settings.translations;
        let texts = fallback(translations.keys().map(String::as_str))
            .and_then(|locale| translations.get(locale));
        is_text_key(key) && texts.is_some_and(|texts| texts.contains(key))
    }

    /// What to do with an item.
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

    /// Reports an item that Forge has no place for.
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

    /// Gives each trigger a unique key that Forge accepts. A trigger only has an endpoint, and the function that it
    /// comes from has no key that anyone could change.
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

    /// Reports keys that Forge rejects, and duplicate keys.
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

    /// Reports Connect hooks that Forge never calls.
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

/// The server part of an address, if the address has more.
fn without_path(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    let is_longer = !path.trim_matches('/').is_empty();
    is_longer.then(|| format!("{scheme}://{host}"))
}

/// Whether Forge allows a character in a key.
fn is_of_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-".contains(c)
}
