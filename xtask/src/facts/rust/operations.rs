//! The REST operations, packed: each name and path once, and rows of a few bytes that refer to them.
//!
//! There are 1,700 rows, and each crate that links the model's macros contains them: string slices
//! and nested arrays would take five times the space, and a relocation each.

use super::super::cell::{self, Body, Rust};
use super::super::paging::Paging;
use super::super::rows::OperationRow;
use super::{Fault, array, fault, item, scopes};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn text(rows: &[OperationRow]) -> Result<String, Fault> {
    let mut paths: Vec<&str> = rows.iter().map(|row| &*row.path).collect();
    paths.dedup();
    let mut pool = Pool::default();
    // An operation without a replacement refers to the first name, which is empty.
    pool.name("");
    let mut items = Vec::new();
    for row in rows {
        let path = paths.partition_point(|path| *path < row.path.as_str());
        let operation = operation(row, path, &mut pool);
        items.push(operation.map_err(|what| {
            let row = format!("{} {}", row.method, row.path);
            fault("operations.tsv", &row, what)
        })?);
    }
    let names = pool.names.in_order();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let lists: Vec<String> = pool.lists.iter().map(u16::to_string).collect();
    let tables = [
        array("OPERATIONS", "Operation", &items),
        array("PARAMETERS", "Parameter", &pool.parameters.in_order()),
        array("BARE_LISTS", "(&str, Paging)", &bare_lists(rows)?),
        texts("PATH", "u32", &paths),
        texts("NAME", "u16", &names),
        numbers("LISTS", "u16", &lists),
    ];
    Ok(format!(
        "use crate::method::Method;\nuse crate::operation::packed::{{Name, Value, Words}};\n\
         use crate::operation::{{\n    Access, Api, Body, Cardinality, Listed, Operation, Paging, \
         Parameter, Response, Windows,\n}};\n\
         use crate::scope::Scope;\n\n{}",
        tables.join("\n")
    ))
}

/// The paths whose responses are bare lists, which the client requests without the rest.
fn bare_lists(rows: &[OperationRow]) -> Result<Vec<String>, Fault> {
    let mut lists: BTreeMap<&str, Paging> = BTreeMap::new();
    for row in rows {
        if let Paging::Whole | Paging::Windows(_) = row.paging {
            let before = lists.insert(&row.path, row.paging);
            if before.is_some_and(|before| before != row.paging) {
                let what = "two methods of a path must be listed alike";
                return Err(fault("operations.tsv", &row.path, what));
            }
        }
    }
    let item = |(path, paging): (&&str, &Paging)| format!("({}, {})", path.rust(), paging.rust());
    Ok(lists.iter().map(item).collect())
}

/// Numbered values, each once, in order of first appearance.
#[derive(Default)]
struct Numbered(BTreeMap<String, u16>);

impl Numbered {
    fn number(&mut self, thing: &str) -> u16 {
        let next = self.0.len() as u16;
        *self.0.entry(thing.to_owned()).or_insert(next)
    }

    fn in_order(&self) -> Vec<String> {
        let mut things: Vec<(&String, &u16)> = self.0.iter().collect();
        things.sort_by_key(|(_, number)| **number);
        things.into_iter().map(|(thing, _)| thing.clone()).collect()
    }
}

#[derive(Default)]
struct Pool {
    names: Numbered,
    parameters: Numbered,
    /// Concatenated lists: the number of members, then the members' numbers.
    lists: Vec<u16>,
    offsets: BTreeMap<Vec<u16>, u16>,
}

impl Pool {
    fn name(&mut self, name: &str) -> u16 {
        self.names.number(name)
    }

    /// The start of some lists in the concatenation.
    fn lists(&mut self, lists: &[Vec<u16>]) -> u16 {
        let flat: Vec<u16> = lists
            .iter()
            .flat_map(|list| std::iter::once(list.len() as u16).chain(list.iter().copied()))
            .collect();
        let next = self.lists.len() as u16;
        match self.offsets.get(&flat) {
            Some(offset) => *offset,
            None => {
                self.lists.extend(&flat);
                self.offsets.insert(flat, next);
                next
            }
        }
    }

    fn names<'a>(&mut self, names: impl Iterator<Item = &'a str>) -> Vec<u16> {
        names.map(|name| self.name(name)).collect()
    }

    /// The parameters in a cell; `all_required` for a path.
    fn parameters(&mut self, cell: &str, all_required: bool) -> Result<Vec<u16>, String> {
        let mut numbers = Vec::new();
        let mut arguments = BTreeSet::new();
        for cell in cell.split(' ').filter(|cell| !cell.is_empty()) {
            let (name, ty) = cell.split_once(':').unwrap_or((cell, "string"));
            let deprecated = name.ends_with('~');
            let name = name.trim_end_matches('~');
            let required = all_required || name.ends_with('!');
            let name = name.trim_end_matches('!');
            let argument = identifier(name);
            if !arguments.insert(argument.clone()) {
                return Err(format!("two parameters `{argument}`"));
            }
            let inside = |open: &str| ty.strip_prefix(open)?.strip_suffix(']');
            let (cardinality, value) = inside("csv[")
                .map(|value| ("Joined", value))
                .or_else(|| inside("[").map(|value| ("Repeated", value)))
                .unwrap_or(("Once", ty));
            let parameter = item(
                "Parameter",
                &[
                    ("name", format!("Name({})", self.name(name))),
                    ("argument", format!("Name({})", self.name(&argument))),
                    ("value", self.value(value)?),
                    ("cardinality", format!("Cardinality::{cardinality}")),
                    ("required", required.rust()),
                    ("deprecated", deprecated.rust()),
                ],
            );
            numbers.push(self.parameters.number(&parameter));
        }
        Ok(numbers)
    }

    fn value(&mut self, value: &str) -> Result<String, String> {
        let words = value.strip_prefix("enum(");
        if let Some(words) = words.and_then(|it| it.strip_suffix(')')) {
            let words = self.names(words.split('|'));
            return Ok(format!("Value::Enum(Words({}))", self.lists(&[words])));
        }
        Ok(match value {
            "string" => "Value::String",
            "integer" => "Value::Integer",
            "boolean" => "Value::Boolean",
            other => return Err(format!("unknown type `{other}`")),
        }
        .to_owned())
    }
}

/// `body-format` → `body_format`.
fn identifier(name: &str) -> String {
    let letter = |letter: char| {
        if letter.is_ascii_alphanumeric() {
            letter
        } else {
            '_'
        }
    };
    name.chars().map(letter).collect()
}

fn operation(row: &OperationRow, path: usize, pool: &mut Pool) -> Result<String, String> {
    let parameters = [
        pool.parameters(&row.path_parameters, true)?,
        pool.parameters(&row.query_parameters, false)?,
        pool.parameters(&row.headers, false)?,
    ];
    let texts = |list: &cell::List| list.0.clone();
    let oauth = [texts(&row.classic), texts(&row.granular)]
        .map(|names| pool.names(names.iter().map(String::as_str)));
    let access = match row.scope.as_str() {
        "INACCESSIBLE" => "Access::Inaccessible".to_owned(),
        scopes::NONE => "Access::Free".to_owned(),
        scope => format!("Access::Needs(Scope::{})", scopes::variant(scope)),
    };
    let bodies = row.body.trim_end_matches('?').split(',');
    let bodies: Result<Vec<Body>, String> = bodies
        .filter(|kind| !kind.is_empty())
        .map(cell::word)
        .collect();
    Ok(item(
        "Operation",
        &[
            ("path", path.to_string()),
            ("parameters", pool.lists(&parameters).to_string()),
            ("oauth", pool.lists(&oauth).to_string()),
            (
                "replacement",
                format!("Name({})", pool.name(&row.replacement)),
            ),
            ("method", row.method.rust()),
            ("apis", bits(&row.api.0)),
            ("access", access),
            ("deprecated", row.deprecated.rust()),
            ("experimental", row.experimental.rust()),
            ("bodies", bits(&bodies?)),
            (
                "body_required",
                (!row.body.is_empty() && !row.body.ends_with('?')).rust(),
            ),
            ("response", row.response.rust()),
            (
                "listed",
                match row.paging {
                    Paging::None => "Listed::No",
                    Paging::Object => "Listed::Never",
                    Paging::Pages => "Listed::InPages",
                    Paging::Whole | Paging::Windows(_) => "Listed::Bare",
                }
                .to_owned(),
            ),
        ],
    ))
}

/// A set as the bits of its members.
fn bits<T: Rust>(members: &[T]) -> String {
    let bits: Vec<String> = members
        .iter()
        .map(|member| format!("{}.bit()", member.rust()))
        .collect();
    match bits.as_slice() {
        [] => "0".to_owned(),
        bits => bits.join(" | "),
    }
}

/// Concatenated texts, and where each of them ends.
fn texts(name: &str, number: &str, texts: &[&str]) -> String {
    let mut end = 0;
    let ends: Vec<String> = texts
        .iter()
        .map(|text| {
            end += text.len();
            end.to_string()
        })
        .collect();
    // The compiler drops the line breaks, and none of the texts starts with a blank.
    let lines: Vec<String> = texts
        .iter()
        .map(|text| text.rust().trim_matches('"').to_owned())
        .collect();
    format!(
        "pub(crate) static {name}_TEXT: &str = \"\\\n{}\";\n\n{}",
        lines.join("\\\n"),
        numbers(&format!("{name}_ENDS"), number, &ends)
    )
}

/// Numbers, twenty per line.
fn numbers(name: &str, of: &str, numbers: &[String]) -> String {
    let lines: Vec<String> = numbers.chunks(20).map(|line| line.join(", ")).collect();
    format!(
        "pub(crate) static {name}: [{of}; {}] = [\n    {},\n];\n",
        numbers.len(),
        lines.join(",\n    ")
    )
}
