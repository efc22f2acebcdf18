//! The REST operations, packed: names and paths once each, rows of a few bytes that point at them.
//!
//! There are 1,700 rows, and each crate that links the model's macros carries them: string slices
//! and nested arrays would take five times the space, and a relocation each.

use crate::table::{Row, literal, read};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

const HEADER: [&str; 14] = [
    "path",
    "method",
    "api",
    "scope",
    "deprecated",
    "replacement",
    "experimental",
    "path_parameters",
    "query_parameters",
    "headers",
    "body",
    "response",
    "classic",
    "granular",
];

/// The Rust source of the table.
pub(crate) fn all(facts: &Path) -> Result<String, String> {
    let rows = read(facts, "operations.tsv", &HEADER, 2)?;
    let mut paths: Vec<&str> = rows.iter().map(|row| row.cell(0)).collect();
    paths.dedup();
    let mut pool = Pool::default();
    // What is not replaced points at the first name, which is empty.
    pool.name("");
    let mut items = Vec::new();
    for row in &rows {
        let path = paths.partition_point(|path| *path < row.cell(0));
        items.push(operation(row, path, &mut pool)?);
    }
    let mut out = String::new();
    array(&mut out, "OPERATIONS", "Operation", &items);
    array(
        &mut out,
        "PARAMETERS",
        "Parameter",
        &pool.parameters.in_order(),
    );
    texts(&mut out, "PATH", "u32", &paths);
    let names = pool.names.in_order();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    texts(&mut out, "NAME", "u16", &names);
    let lists: Vec<String> = pool.lists.iter().map(u16::to_string).collect();
    array(&mut out, "LISTS", "u16", &lists);
    Ok(out)
}

/// Things by number, each once, in the order in which they came.
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
    /// Lists one after the other: how many members, then the members' numbers.
    lists: Vec<u16>,
    offsets: BTreeMap<Vec<u16>, u16>,
}

impl Pool {
    fn name(&mut self, name: &str) -> u16 {
        self.names.number(name)
    }

    /// Where some lists, one after the other, begin.
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

    /// The parameters of a cell.
    fn parameters(&mut self, row: &Row, column: usize) -> Result<Vec<u16>, String> {
        let mut numbers = Vec::new();
        let mut arguments = BTreeSet::new();
        for cell in row.cell(column).split(' ').filter(|cell| !cell.is_empty()) {
            let (name, ty) = cell.split_once(':').unwrap_or((cell, "string"));
            let deprecated = name.ends_with('~');
            let name = name.trim_end_matches('~');
            let required = name.ends_with('!');
            let name = name.trim_end_matches('!');
            let argument = identifier(name);
            if !arguments.insert(argument.clone()) {
                return row.fault(format!("two parameters `{argument}`"));
            }
            let many = |ty: &'static str, open: &str| {
                let rest = cell_of(cell, open)?;
                Some((ty, rest))
            };
            let (many, value) = many("Joined", ":csv[")
                .or_else(|| many("Repeated", ":["))
                .unwrap_or(("Once", ty));
            let value = self.value(row, value)?;
            let parameter = format!(
                "Parameter {{ name: Name({}), argument: Name({}), value: {value}, \
                 many: Many::{many}, required: {}, deprecated: {deprecated} }}",
                self.name(name),
                self.name(&argument),
                required || column == 7,
            );
            numbers.push(self.parameters.number(&parameter));
        }
        Ok(numbers)
    }

    fn value(&mut self, row: &Row, value: &str) -> Result<String, String> {
        if let Some(words) = value
            .strip_prefix("enum(")
            .and_then(|it| it.strip_suffix(')'))
        {
            let words = self.names(words.split('|'));
            return Ok(format!("Value::Enum(Words({}))", self.lists(&[words])));
        }
        Ok(match value {
            "string" => "Value::String",
            "integer" => "Value::Integer",
            "boolean" => "Value::Boolean",
            other => return row.fault(format!("unknown type `{other}`")),
        }
        .to_owned())
    }
}

/// What is between `open` and the closing bracket, when the cell has that form.
fn cell_of<'a>(cell: &'a str, open: &str) -> Option<&'a str> {
    let (_, rest) = cell.split_once(open)?;
    rest.strip_suffix(']')
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

fn operation(row: &Row, path: usize, pool: &mut Pool) -> Result<String, String> {
    let parameters = [
        pool.parameters(row, 7)?,
        pool.parameters(row, 8)?,
        pool.parameters(row, 9)?,
    ];
    let oauth = [pool.names(row.list(12)), pool.names(row.list(13))];
    let scope = match row.cell(3) {
        "INACCESSIBLE" => "None".to_owned(),
        scope => format!("Some(Scope::{})", crate::generate::variant(scope)),
    };
    let method = row.word(
        1,
        &[
            ("DELETE", "Method::Delete"),
            ("GET", "Method::Get"),
            ("PATCH", "Method::Patch"),
            ("POST", "Method::Post"),
            ("PUT", "Method::Put"),
        ],
    )?;
    let response = row.word(
        11,
        &[
            ("bytes", "Response::Bytes"),
            ("json", "Response::Json"),
            ("json?", "Response::JsonOrNothing"),
            ("none", "Response::Nothing"),
            ("redirect", "Response::Redirect"),
            ("unstated", "Response::Unstated"),
        ],
    )?;
    let body = row.cell(10);
    let media: Result<Vec<String>, String> = body
        .trim_end_matches('?')
        .split(',')
        .filter(|kind| !kind.is_empty())
        .map(|kind| of(row, kind, BODIES))
        .collect();
    let apis: Result<Vec<String>, String> = row.list(2).map(|api| of(row, api, APIS)).collect();
    Ok(format!(
        "Operation {{ path: {path}, parameters: {}, oauth: {}, replacement: Name({}), \
         method: {method}, apis: {}, scope: {scope}, deprecated: {}, experimental: {}, \
         bodies: {}, body_required: {}, response: {response} }}",
        pool.lists(&parameters),
        pool.lists(&oauth),
        pool.name(row.cell(5)),
        set(&apis?),
        row.flag(4)?,
        row.flag(6)?,
        set(&media?),
        !body.is_empty() && !body.ends_with('?'),
    ))
}

const BODIES: &[(&str, &str)] = &[
    ("any", "Body::Any"),
    ("json", "Body::Json"),
    ("json-patch", "Body::JsonPatch"),
    ("multipart", "Body::Multipart"),
    ("text", "Body::Text"),
];

const APIS: &[(&str, &str)] = &[
    ("jira-v3", "Api::JiraV3"),
    ("jira-v2", "Api::JiraV2"),
    ("jira-software", "Api::JiraSoftware"),
    ("jira-service-management", "Api::JiraServiceManagement"),
    ("confluence-v1", "Api::ConfluenceV1"),
    ("confluence-v2", "Api::ConfluenceV2"),
];

/// One bit of a set.
fn of(row: &Row, word: &str, words: &[(&str, &str)]) -> Result<String, String> {
    match words.iter().find(|(known, _)| *known == word) {
        Some((_, name)) => Ok(format!("{name}.bit()")),
        None => row.fault(format!("unknown word `{word}`")),
    }
}

fn set(bits: &[String]) -> String {
    match bits {
        [] => "0".to_owned(),
        _ => bits.join(" | "),
    }
}

fn array(out: &mut String, name: &str, of: &str, items: &[String]) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "pub(super) static {name}: [{of}; {}] = [", items.len());
    for item in items {
        let _ = writeln!(out, "    {item},");
    }
    out.push_str("];\n");
}

/// Texts in one, and where each of them ends.
fn texts(out: &mut String, name: &str, number: &str, texts: &[&str]) {
    let text = texts.concat();
    let _ = writeln!(
        out,
        "pub(super) static {name}_TEXT: &str = {};",
        literal(&text)
    );
    let mut end = 0;
    let ends: Vec<String> = texts
        .iter()
        .map(|text| {
            end += text.len();
            end.to_string()
        })
        .collect();
    array(out, &format!("{name}_ENDS"), number, &ends);
}
