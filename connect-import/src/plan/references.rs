//! References between modules: the items that keys and locations name.

use std::collections::BTreeMap;

use connect_model::{LocationUse, ModuleKind, Product};
use serde_json::Value;

use super::module::PlannedModule;
use crate::attribute_ast::{AttrValue, ItemPath};

/// The modules that can be named: those that the package has.
#[derive(Debug)]
pub(super) struct References<'a> {
    /// By the key that they had in the descriptor.
    keys: BTreeMap<&'a str, Vec<&'a PlannedModule>>,
    /// Sections by the location that they are.
    sections: BTreeMap<String, &'a PlannedModule>,
}

/// The item that names another.
#[derive(Debug, Clone)]
pub(super) struct ItemContext {
    /// The kind of its module; `None` for `app!`.
    pub(super) kind: Option<&'static ModuleKind>,
    /// The products that it can be for.
    pub(super) products: Vec<Product>,
    /// The file that it is in; empty for the crate root.
    pub(super) file: &'static str,
    /// What messages call it: `webPanels "votes"`.
    pub(super) label: String,
    /// What the handlers of URLs inside it are named after.
    pub(super) name_hint: String,
    /// Its JSON pointer in the descriptor.
    pub(super) pointer: String,
}

impl ItemContext {
    /// An item, as this one names it.
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
        };
        for planned in modules {
            if let Some(key) = planned.module.fields.get("key").and_then(Value::as_str) {
                references.keys.entry(key).or_default().push(planned);
            }
            for section in planned.sections() {
                references.sections.entry(section).or_insert(planned);
            }
        }
        references
    }

    fn module(&self, kinds: &[&str], key: &str) -> Option<&'a PlannedModule> {
        let all = self.keys.get(key).into_iter().flatten();
        all.copied()
            .find(|planned| kinds.contains(&planned.module.kind.name))
    }

    /// The module that a key names: by its item where the compiler allows that, else by its key.
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
            return Err(format!("no module of the app has the key {key:?}"));
        };
        Ok(if meet(self.products(planned), &from.products) {
            from.path_to(planned.file, &planned.name)
        } else {
            AttrValue::text(&planned.key)
        })
    }

    /// A location: the item of one of the app's sections, a listed name, or an unlisted one.
    pub(super) fn location(&self, from: &ItemContext, name: &str) -> AttrValue {
        let Some(kind) = from.kind else {
            return AttrValue::text(name);
        };
        let parent = connect_model::location::implicit_parent(kind);
        let full = parent.map(|parent| format!("{parent}/{name}"));
        let section = self.sections.get(name);
        let section = section.or_else(|| self.sections.get(full.as_deref()?));
        if let Some(section) = section
            && meet(self.products(section), &from.products)
        {
            return from.path_to(section.file, &section.name);
        }
        match connect_model::check_location(kind, name) {
            Ok(LocationUse::BelowListed { section, .. })
                if self.module(&["webSections", "webItems"], section).is_none() =>
            {
                AttrValue::unlisted(name)
            }
            Ok(_) => AttrValue::text(name),
            Err(_) => AttrValue::unlisted(name),
        }
    }

    /// The products of a module, as others that name it see them: those of its section.
    fn products(&self, planned: &'a PlannedModule) -> &'a [Product] {
        let section = planned.module.location();
        match section.and_then(|name| self.sections.get(name)) {
            // A location is longer than that of its section, so this ends.
            Some(section) => self.products(section),
            None => &planned.module.products,
        }
    }
}

/// Whether modules for these and for those products can name each other.
fn meet(these: &[Product], those: &[Product]) -> bool {
    let meets = |one: &Product| those.iter().any(|other| one.meets(*other));
    those.is_empty() || these.iter().any(meets)
}
