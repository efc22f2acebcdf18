//! Assigning item names: valid identifiers derived from keys, each used once.

use std::collections::{BTreeMap, BTreeSet};

/// Names that already have a meaning in the generated files: types, crates, the prelude.
const RESERVED: &[&str] = &[
    "main",
    "gen",
    "bool",
    "char",
    "str",
    "f32",
    "f64",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "std",
    "core",
    "alloc",
    "connect_runtime",
    "maud",
    "App",
    "Error",
    "Page",
    "Result",
    "Event",
    "License",
    "Parameters",
    "ContextParameters",
    "User",
    "Confluence",
    "Jira",
    "Tenant",
    "Lifecycle",
    "Markup",
    "Option",
    "Some",
    "None",
    "Ok",
    "Err",
    "String",
    "Vec",
    "Box",
    "Self",
    "Copy",
    "Send",
    "Sized",
    "Sync",
    "Unpin",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "AsRef",
    "AsMut",
    "Into",
    "From",
    "Default",
    "Iterator",
    "Extend",
    "IntoIterator",
    "DoubleEndedIterator",
    "ExactSizeIterator",
    "ToString",
    "ToOwned",
    "Clone",
    "PartialEq",
    "PartialOrd",
    "Eq",
    "Ord",
    "TryFrom",
    "TryInto",
    "FromIterator",
    "Future",
    "IntoFuture",
];

/// The assigned names; each is used once in the whole package.
#[derive(Debug, Default, Clone)]
pub(super) struct Names {
    assigned: BTreeSet<String>,
    /// How often a longer name was needed because the short one was taken.
    repeated: BTreeMap<String, usize>,
}

impl Names {
    /// An unused name in snake case.
    pub(super) fn function(&mut self, from: &str, kind: &str) -> String {
        self.unique(snake(from), &format!("_{kind}"), "_")
    }

    /// An unused name in camel case.
    pub(super) fn structure(&mut self, from: &str, kind: &str) -> String {
        self.unique(camel(from), &camel(kind), "")
    }

    /// The name, followed by the kind if the name is taken, and by a number if both are.
    fn unique(&mut self, name: String, kind: &str, join: &str) -> String {
        let is_word = |name: &str| syn::parse_str::<syn::Ident>(name).is_ok();
        let free = !RESERVED.contains(&name.as_str()) && is_word(&name);
        if free && self.assigned.insert(name.clone()) {
            return name;
        }
        let longer = format!("{name}{kind}");
        loop {
            let number = self.repeated.entry(longer.clone()).or_default();
            *number += 1;
            let candidate = match number {
                1 => longer.clone(),
                number => format!("{longer}{join}{number}"),
            };
            if self.assigned.insert(candidate.clone()) {
                return candidate;
            }
        }
    }

    /// Releases a name that no item got after all.
    pub(super) fn release(&mut self, name: &str) {
        self.assigned.remove(name);
    }
}

/// The name of an argument or field: `issue_key` for `issue.key`, and `issue_key_parameter` if
/// that is taken or a keyword.
pub(super) fn argument_name(from: &str, taken: impl Fn(&str) -> bool) -> String {
    let is_free = |name: &str| syn::parse_str::<syn::Ident>(name).is_ok() && !taken(name);
    let short = snake(from);
    if is_free(&short) {
        return short;
    }
    let long = format!("{short}_parameter");
    let mut name = long.clone();
    let mut number = 1;
    while !is_free(&name) {
        number += 1;
        name = format!("{long}_{number}");
    }
    name
}

fn camel(from: &str) -> String {
    snake(from)
        .split('_')
        .filter_map(|word| {
            let mut letters = word.chars();
            let first = letters.next()?.to_ascii_uppercase();
            Some(format!("{first}{}", letters.as_str()))
        })
        .collect()
}

/// The name of a parameter in Rust: `propertyKey` → `property_key`, `type` unchanged.
pub(super) fn snake_word(from: &str) -> String {
    let word = snake(from);
    if word.is_empty() {
        from.to_owned()
    } else {
        word
    }
}

/// A valid identifier in snake case.
pub(crate) fn snake(from: &str) -> String {
    let mut name = String::new();
    let mut was_small = false;
    for letter in from.chars().take(60) {
        if letter.is_ascii_alphanumeric() {
            if letter.is_ascii_uppercase() && was_small {
                name.push('_');
            }
            name.push(letter.to_ascii_lowercase());
            was_small = !letter.is_ascii_uppercase();
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
            was_small = false;
        }
    }
    let name = name.trim_end_matches('_');
    if name.is_empty() || name.starts_with(|letter: char| letter.is_ascii_digit()) {
        format!("module_{name}").trim_end_matches('_').to_owned()
    } else {
        name.to_owned()
    }
}
