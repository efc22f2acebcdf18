//! What the items of one package share: names, routes, keys, and what is said of it all.

use std::collections::{BTreeMap, BTreeSet};

use connect_model::{LocationUse, Product};

use super::item::{Function, Item};
use super::names::Names;
use super::plan::Planned;
use super::scan::Places;
use super::urls::{Base, Route, Routes, is_file};
use super::value::{Place, Spot};
use super::written::{Member, Written};

/// Something that the developer has to know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Said {
    /// The line of the descriptor that it is about; 0 where there is none.
    pub(super) line: usize,
    pub(super) text: String,
    /// Where that stands, as a pointer.
    pub(super) pointer: String,
}

/// The package while it is written.
#[derive(Debug, Clone)]
pub(super) struct World<'a> {
    pub(super) base: Base,
    pub(super) places: &'a Places,
    pub(super) modules: Vec<Planned>,
    pub(super) routes: Routes,
    pub(super) names: Names,
    /// What modules name by its URL.
    pub(super) served: Vec<Item>,
    by_url: BTreeMap<(&'static str, String), usize>,
    /// Modules by the key that they had, and sections by the location that they are.
    keys: BTreeMap<String, Vec<usize>>,
    sections: BTreeMap<String, usize>,
    /// Modules that the package leaves out.
    pub(super) out: BTreeSet<usize>,
    /// Items that are named in another file than their own.
    pub(super) named: BTreeSet<String>,
    pub(super) said: Vec<Said>,
}

/// URLs inside a module that are the app's to serve: the member that holds one, the attribute of
/// its handler, what that answers. Pictures and links to read are not among them.
const SERVED: &[(&str, &str, &str)] = &[
    ("editor", "iframe", "Page"),
    ("propertyPanel", "iframe", "Page"),
    ("create", "iframe", "Page"),
    ("view", "iframe", "Page"),
    ("edit", "iframe", "Page"),
    ("configForm", "iframe", "Page"),
    ("dialog", "iframe", "Page"),
    ("createBranch", "iframe", "Page"),
    ("createFlag", "iframe", "Page"),
    ("default", "callback", "String"),
    ("email", "callback", "String"),
    ("pdf", "callback", "String"),
    ("word", "callback", "String"),
    ("template", "callback", "String"),
    ("blueprintContext", "callback", "String"),
    ("imagePlaceholder", "callback", "Result<Vec<u8>>"),
    ("callback", "callback", "Result<()>"),
    ("triggered", "callback", "Result<()>"),
    ("webhook", "callback", "Result<()>"),
    ("migrationWebhookPath", "callback", "Result<()>"),
];

impl<'a> World<'a> {
    pub(super) fn new(base: Base, places: &'a Places) -> Self {
        Self {
            base,
            places,
            modules: Vec::new(),
            routes: Routes::default(),
            names: Names::default(),
            served: Vec::new(),
            by_url: BTreeMap::new(),
            keys: BTreeMap::new(),
            sections: BTreeMap::new(),
            out: BTreeSet::new(),
            named: BTreeSet::new(),
            said: Vec::new(),
        }
    }

    pub(super) fn say(&mut self, pointer: &str, text: &str) {
        self.said.push(Said {
            line: self.places.line(pointer).unwrap_or_default(),
            text: text.to_owned(),
            pointer: pointer.to_owned(),
        });
    }

    /// Takes note of what can be named: the modules that the package has.
    pub(super) fn index(&mut self) {
        self.keys.clear();
        self.sections.clear();
        for (at, module) in self.modules.iter().enumerate() {
            if self.out.contains(&at) {
                continue;
            }
            if let Some(key) = module.fields.get("key").and_then(serde_json::Value::as_str) {
                self.keys.entry(key.to_owned()).or_default().push(at);
            }
            for section in module.sections() {
                self.sections.entry(section).or_insert(at);
            }
        }
    }

    fn named_by(&self, kinds: &[&str], key: &str) -> Option<&Planned> {
        let all = self.keys.get(key).into_iter().flatten();
        all.filter_map(|at| self.modules.get(*at))
            .find(|module| kinds.contains(&module.kind.name))
    }

    fn section(&self, location: &str) -> Option<&Planned> {
        self.modules.get(*self.sections.get(location)?)
    }

    /// An item's name as it is written in a room.
    fn path(&mut self, here: &str, room: &str, name: &str) -> Written {
        if here == room {
            return Written::word(name);
        }
        self.named.insert(name.to_owned());
        Written::Word(format!("crate::{room}::{name}"))
    }

    /// The module that a key names, by its item where the compiler lets it.
    ///
    /// # Errors
    /// Why the key is not kept.
    pub(super) fn key(
        &mut self,
        place: &Place,
        kinds: &[&str],
        key: &str,
    ) -> Result<Written, String> {
        let Some(module) = self.named_by(kinds, key) else {
            return Err(format!("no module of the app has the key {key:?}"));
        };
        let (name, room) = (module.name.clone(), module.room.clone());
        let same = meet(&self.products(module), &place.products);
        Ok(if same {
            self.path(&place.room, &room, &name)
        } else {
            Written::text(&module.key.clone())
        })
    }

    /// A location: the item of a section of the app's own, a listed name, an unlisted one.
    pub(super) fn location(&mut self, place: &Place, name: &str) -> Written {
        let Some(kind) = place.kind else {
            return Written::text(name);
        };
        let below = connect_model::location::implicit_parent(kind);
        let whole = below.map(|below| format!("{below}/{name}"));
        let section = self.section(name);
        let section = section.or_else(|| self.section(whole.as_deref()?));
        if let Some(section) = section {
            let products = self.products(section);
            let (name, room) = (section.name.clone(), section.room.clone());
            if meet(&products, &place.products) {
                return self.path(&place.room, &room, &name);
            }
        }
        match connect_model::check_location(kind, name) {
            Ok(LocationUse::BelowListed { section, .. })
                if self
                    .named_by(&["webSections", "webItems"], section)
                    .is_none() =>
            {
                Written::unlisted(name)
            }
            Ok(_) => Written::text(name),
            Err(_) => Written::unlisted(name),
        }
    }

    /// The products of a module, as others that name it see them.
    fn products(&self, module: &Planned) -> Vec<Product> {
        let parent = module.location().and_then(|name| self.section(name));
        match parent {
            // A location is longer than that of the section that it lies in.
            Some(parent) => self.products(parent),
            None => module.products.clone(),
        }
    }

    /// A URL inside a module: the name of the function that serves it, or the text.
    pub(super) fn url(&mut self, place: &mut Place, url: &str, spot: &Spot) -> Written {
        let Some(own) = self.base.own(url) else {
            return Written::text(url);
        };
        let holder = spot
            .path
            .rsplit('.')
            .find(|name| !["url", "templateUrl"].contains(name))
            .unwrap_or_default();
        let row = SERVED.iter().find(|row| row.0 == holder);
        let by_host = spot.path.ends_with(".templateUrl") || spot.path.starts_with("actions.");
        let (attribute, answer) = match row {
            Some((_, attribute, answer)) => (*attribute, *answer),
            None if by_host => ("callback", "Result<()>"),
            None => return Written::text(url),
        };
        if is_file(&own) {
            return Written::text(&own);
        }
        match self.serve(place, attribute, answer, &own, holder) {
            Ok(name) => name,
            Err(None) => Written::text(&own),
            Err(Some(why)) => {
                let text = format!("{}: nothing serves `{}`: {why}", place.label, spot.path);
                self.say(&spot.pointer, &text);
                Written::text(url)
            }
        }
    }

    /// A condition that is a URL; none where it is a name.
    pub(super) fn condition(&mut self, place: &mut Place, name: &str) -> Option<Written> {
        let is_url = name.starts_with('/') || name.contains("://") || name.starts_with("{{");
        if !is_url {
            return None;
        }
        let text = |url: &str| {
            if url.starts_with('/') || url.starts_with("https://") {
                Written::text(url)
            } else {
                Written::unlisted(url)
            }
        };
        let Some(own) = self.base.own(name) else {
            return Some(text(name));
        };
        Some(
            match self.serve(place, "condition", "Result<bool>", &own, "condition") {
                Ok(item) => Written::call("remote", vec![Member::value(item)]),
                Err(None) => text(&own),
                Err(Some(why)) => {
                    let said = format!(
                        "{}: nothing serves the condition {name:?}: {why}",
                        place.label
                    );
                    let pointer = place.pointer.clone();
                    self.say(&pointer, &said);
                    text(&own)
                }
            },
        )
    }

    /// The function at a URL of the app's: one for all that name it.
    ///
    /// # Errors
    /// Why there can be none; nothing where somebody else serves the path.
    fn serve(
        &mut self,
        place: &mut Place,
        attribute: &'static str,
        answer: &'static str,
        own: &str,
        holder: &str,
    ) -> Result<Written, Option<String>> {
        let by_url = (attribute, own.to_owned());
        if let Some(at) = self.by_url.get(&by_url)
            && let Some(item) = self.served.get(*at)
        {
            let (room, name) = (item.room.clone(), item.name.clone());
            return Ok(self.path(&place.room, &room, &name));
        }
        let Some(route) = Route::read(own) else {
            return Err(Some(format!("{own:?} is no path that a handler can have")));
        };
        let last = route
            .shape
            .rsplit('/')
            .find(|segment| segment.starts_with(|first: char| first.is_ascii_alphabetic()));
        let hint = last.map_or_else(|| format!("{} {holder}", place.hint), str::to_owned);
        let name = self.names.function(&hint, holder);
        if self.routes.claim(own, &route, &name).is_err() {
            self.names.release(&name);
            return Err(None);
        }
        let label = format!("#[{attribute}] {name}");
        let mut item = Item {
            place: label,
            pointer: place.pointer.clone(),
            comments: Vec::new(),
            attribute,
            arguments: vec![Member::value(Written::text(own))],
            name: name.clone(),
            room: match place.kind {
                Some(_) => place.room.clone(),
                None => "migrations".to_owned(),
            },
            function: Some(Function::of(&route.variables, answer)),
        };
        if let Err(why) = item.mend(self, &mut Vec::new()) {
            self.names.release(&name);
            return Err(Some(why));
        }
        self.by_url.insert(by_url, self.served.len());
        let room = item.room.clone();
        self.served.push(item);
        Ok(self.path(&place.room, &room, &name))
    }
}

/// Whether two modules can name each other.
fn meet(these: &[Product], those: &[Product]) -> bool {
    let meets = |one: &Product| those.iter().any(|other| one.meets(*other));
    those.is_empty() || these.iter().any(meets)
}
