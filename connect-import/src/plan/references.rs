//! References between modules: the items that keys and locations refer to.

use std::collections::BTreeMap;

use connect_model::fact::suggestion;
use connect_model::location::{implicit_parent, is_key_of_section};
use connect_model::nearest::nearest;
use connect_model::{LocationUse, ModuleKind, Product};
use serde_json::Value;

use super::module::PlannedModule;
use crate::attribute_ast::{AttrValue, Field, ItemPath};

/// The modules that can be referred to, which are those in the package.
#[derive(Debug)]
pub(super) struct References<'a> {
    /// By their keys in the descriptor.
    keys: BTreeMap<&'a str, Vec<&'a PlannedModule>>,
    /// Sections and links, by the location that they provide when their item is named.
    sections: BTreeMap<String, &'a PlannedModule>,
    /// The same, by their keys.
    places: BTreeMap<&'a str, &'a PlannedModule>,
}

/// The item that refers to another.
#[derive(Debug, Clone)]
pub(super) struct ItemContext {
    /// The kind of its module; `None` for `app!`.
    pub(super) kind: Option<&'static ModuleKind>,
    /// The products that it can be for.
    pub(super) products: Vec<Product>,
    /// The file that contains it; empty for the crate root.
    pub(super) file: &'static str,
    /// Its name in messages: `webPanels "votes"`.
    pub(super) label: String,
    /// What the handlers for URLs inside it are named after.
    pub(super) name_hint: String,
    /// Its JSON pointer in the descriptor.
    pub(super) pointer: String,
}

impl ItemContext {
    /// The path to an item, as this one refers to it.
    pub(super) fn path_to(&self, file: &str, name: &str) -> AttrValue {
        AttrValue::Item(ItemPath {
            file: (self.file != file).then(|| file.to_owned()),
            name: name.to_owned(),
        })
    }
}

impl<'a> References<'a> {
    pub(super) fn new(modules: impl IntoIterator<Item = &'a PlannedModule>) -> Self {
        let mut references = Self {
            keys: BTreeMap::new(),
            sections: BTreeMap::new(),
            places: BTreeMap::new(),
        };
        for planned in modules {
            if let Some(key) = planned.module.fields.get("key").and_then(Value::as_str) {
                references.keys.entry(key).or_default().push(planned);
            }
            if planned.is_place() {
                for location in planned.locations() {
                    references.sections.entry(location).or_insert(planned);
                }
                for key in planned.keys() {
                    references.places.entry(key).or_insert(planned);
                }
            }
        }
        references
    }

    fn module(&self, kinds: &[&str], key: &str) -> Option<&'a PlannedModule> {
        let all = self.keys.get(key).into_iter().flatten();
        all.copied()
            .find(|planned| kinds.contains(&planned.module.kind.name))
    }

    /// The module that a key refers to: by its item if the compiler allows that, else by its key.
    ///
    /// # Errors
    /// Why the key is not kept.
    pub(super) fn key(
        &self,
        from: &ItemContext,
        kinds: &[&str],
        key: &str,
    ) -> Result<AttrValue, String> {
        let Some(planned) = self.module(kinds, key) else {
            let known = self.keys.values().flatten().copied();
            let known = known.filter(|planned| kinds.contains(&planned.module.kind.name));
            let near = nearest(key, known.flat_map(PlannedModule::keys));
            let near = suggestion(&near).map(|near| format!("; {near}"));
            return Err(format!(
                "no {} of the app has the key {key:?}{}",
                connect_syntax::reference::labels(kinds),
                near.unwrap_or_default()
            ));
        };
        Ok(if meet(self.products(planned), &from.products) {
            from.path_to(planned.file, &planned.name)
        } else {
            AttrValue::text(&planned.key)
        })
    }

    /// A location: the item of one of the app's sections or links, a listed name, or an unlisted
    /// one. Also returns what is wrong with the name, if anything.
    pub(super) fn location(&self, from: &ItemContext, name: &str) -> (AttrValue, Option<String>) {
        let Some(kind) = from.kind else {
            return (AttrValue::text(name), None);
        };
        if let Some(value) = self.place(from, kind, name) {
            return (value, None);
        }
        match connect_model::check_location(kind, name) {
            Ok(LocationUse::BelowListed { section, .. })
                if self.module(&["webSections", "webItems"], section).is_none() =>
            {
                let near = nearest(section, self.places.keys().copied());
                let near = suggestion(&near).map(|near| format!("; {near}"));
                let problem = format!(
                    "the app has no web section {section:?}, so a host shows it nowhere{}",
                    near.unwrap_or_default()
                );
                (AttrValue::unlisted(name), Some(problem))
            }
            Ok(_) => (AttrValue::text(name), None),
            Err(_) => (AttrValue::unlisted(name), None),
        }
    }

    /// The item of the section or link that a location refers to, in the form that makes the
    /// compiler write this very location.
    fn place(&self, from: &ItemContext, kind: &ModuleKind, name: &str) -> Option<AttrValue> {
        let parent = implicit_parent(kind);
        let full = parent.map(|parent| format!("{parent}/{name}"));
        let by_key = self.places.get(name).copied();
        let by_key = by_key.filter(|_| connect_model::location(name).is_empty());
        let (planned, is_bare) = if is_key_of_section(kind) {
            (by_key?, false)
        } else {
            let whole = self.sections.get(name);
            match whole.or_else(|| self.sections.get(full.as_deref()?)) {
                Some(planned) if !planned.keys().any(|key| key == name) => (*planned, false),
                // A listed name means the product's location.
                Some(_) => (by_key?, false),
                None => (by_key?, true),
            }
        };
        let is_itself = planned.module.pointer == from.pointer;
        if is_itself || self.is_in_circle(planned) || !meet(self.products(planned), &from.products)
        {
            return None;
        }
        let item = from.path_to(planned.file, &planned.name);
        Some(if is_bare {
            AttrValue::call("bare", vec![Field::value(item)])
        } else {
            item
        })
    }

    /// The section or link that contains a module, if it is one of the app's.
    fn parent(&self, planned: &PlannedModule) -> Option<&'a PlannedModule> {
        let name = planned.module.location()?;
        let listed = !connect_model::location(name).is_empty();
        let by_key = || self.places.get(name).filter(|_| !listed);
        self.sections.get(name).or_else(by_key).copied()
    }

    /// Whether sections contain each other, so that none of them is anywhere.
    fn is_in_circle(&self, planned: &'a PlannedModule) -> bool {
        let parents = std::iter::successors(Some(planned), |one| self.parent(one));
        parents.take(MAX_NESTING + 1).count() > MAX_NESTING
    }

    /// The products of a module, from the point of view of others that refer to it: those of its section.
    fn products(&self, planned: &'a PlannedModule) -> &'a [Product] {
        let parents = std::iter::successors(Some(planned), |one| self.parent(one));
        match parents.take(MAX_NESTING).last() {
            Some(outermost) => &outermost.module.products,
            None => &[],
        }
    }
}

/// How deeply sections can nest.
const MAX_NESTING: usize = 8;

/// Whether modules for these products and for those can refer to each other.
fn meet(these: &[Product], those: &[Product]) -> bool {
    let meets = |one: &Product| those.iter().any(|other| one.meets(*other));
    those.is_empty() || these.iter().any(meets)
}
