//! Identifiers from keys: legal ones, each given once.

use std::collections::BTreeSet;

/// Words that no item can be named, and names that generated files use themselves.
const TAKEN: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "main", "match", "mod", "move",
    "mut", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true", "type",
    "unsafe", "use", "where", "while", "abstract", "become", "box", "do", "final", "macro",
    "override", "priv", "typeof", "unsized", "virtual", "yield", "try",
];

/// The names that are given already.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// A name in snake case that nobody has yet.
    pub(super) fn function(&mut self, from: &str) -> String {
        self.unique(snake(from), "_")
    }

    /// A name in camel case that nobody has yet.
    pub(super) fn structure(&mut self, from: &str) -> String {
        let camel: String = snake(from)
            .split('_')
            .filter_map(|word| {
                let mut letters = word.chars();
                let first = letters.next()?.to_ascii_uppercase();
                Some(format!("{first}{}", letters.as_str()))
            })
            .collect();
        // The prelude has short names in camel case; a suffix keeps clear of them.
        self.unique(format!("{camel}Module"), "")
    }

    fn unique(&mut self, name: String, join: &str) -> String {
        let mut candidate = name.clone();
        let mut number = 2;
        while !self.0.insert(candidate.clone()) {
            candidate = format!("{name}{join}{number}");
            number += 1;
        }
        candidate
    }
}

/// A legal identifier in snake case.
pub(super) fn snake(from: &str) -> String {
    let mut name = String::new();
    let mut was_small = false;
    for letter in from.chars().take(100) {
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
    } else if TAKEN.contains(&name) {
        format!("{name}_module")
    } else {
        name.to_owned()
    }
}
