//! Reading a descriptor: its values, the line of each, and its syntax errors as a compiler shows them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use connect_model::{Descriptor, DescriptorError};
use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde_json::{Map, Value};

use crate::urls::BaseUrl;

/// The size limit in bytes. Descriptors are a few kilobytes; those of the largest apps stay far below this.
const LIMIT: u64 = 1024 * 1024;

/// A parsed app descriptor.
#[derive(Debug)]
pub struct Source {
    file_name: String,
    root: Map<String, Value>,
    pub(crate) lines: Lines,
    /// The pointers of members whose object already had one with that name.
    pub(crate) duplicates: Vec<String>,
}

/// Why a descriptor could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The file can't be read.
    #[error("could not read {}", path.display())]
    Read {
        /// The path of the file.
        path: PathBuf,
        /// The file system's error.
        source: io::Error,
    },
    /// The path is that of a folder.
    #[error("{} is a folder: name the descriptor in it, such as {}", .0.display(), .0.join("atlassian-connect.json").display())]
    Folder(PathBuf),
    /// The file is larger than any descriptor.
    #[error("{} is larger than {} MiB: that is not an app descriptor", .0.display(), LIMIT / 1024 / 1024)]
    TooLarge(PathBuf),
    /// The text is not a JSON object. The message shows the line.
    #[error("{0}")]
    Invalid(String),
}

impl Source {
    /// Reads a descriptor from a file.
    ///
    /// # Errors
    /// The file can't be read, is larger than 1 MiB, or contains something other than a JSON object in
    /// UTF-8.
    pub fn read(path: &Path) -> Result<Self, SourceError> {
        let failed = |source| SourceError::Read {
            path: path.to_owned(),
            source,
        };
        if path.is_dir() {
            return Err(SourceError::Folder(path.to_owned()));
        }
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(failed)?;
        file.take(LIMIT + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        if bytes.len() as u64 > LIMIT {
            return Err(SourceError::TooLarge(path.to_owned()));
        }
        let text = String::from_utf8(bytes).map_err(|error| not_utf8(path, &error))?;
        Self::parse(path, &text)
    }

    /// Reads a descriptor from its text. The path is used in messages and in the new package.
    ///
    /// Trailing commas are allowed, a byte order mark and the fence of a Markdown code block are
    /// skipped, and the last of several duplicate members counts, as for hosts.
    ///
    /// # Errors
    /// The text is not a JSON object, or is nested more than 127 levels deep.
    pub fn parse(path: &Path, text: &str) -> Result<Self, SourceError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let without_fence = without_fence(text);
        let text = without_fence.as_deref().unwrap_or(text);
        let descriptor = Descriptor::parse(text).map_err(|error| invalid(path, text, &error))?;
        let root = match serde_json::to_value(&descriptor) {
            Ok(Value::Object(root)) => root,
            _ => Map::new(),
        };
        let (lines, duplicates) = Lines::read(text);
        Ok(Self {
            file_name: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            root,
            lines,
            duplicates,
        })
    }

    /// The members of the descriptor.
    pub fn root(&self) -> &Map<String, Value> {
        &self.root
    }

    /// The name of the file that it was read from.
    pub(crate) fn file_name(&self) -> &str {
        &self.file_name
    }

    pub(crate) fn base_url(&self) -> BaseUrl {
        BaseUrl::new(self.root.get("baseUrl").and_then(Value::as_str))
    }
}

/// The text inside the fence of a Markdown code block, as copied from a page, with its line
/// numbers unchanged.
fn without_fence(text: &str) -> Option<String> {
    let fence = "```";
    let start = text.len() - text.trim_start().len();
    let (before, block) = text.split_at(start);
    let (_, inside) = block.strip_prefix(fence)?.split_once('\n')?;
    let inside = inside.trim_end();
    let inside = inside.strip_suffix(fence).unwrap_or(inside);
    Some(format!("{before}\n{inside}"))
}

/// The line of each value.
#[derive(Debug, Default)]
pub(crate) struct Lines(BTreeMap<String, usize>);

impl Lines {
    /// The lines of a text, and the pointers of its duplicate members.
    fn read(text: &str) -> (Self, Vec<String>) {
        let mut walk = Walk {
            line_ends: text.match_indices('\n').map(|(at, _)| at).collect(),
            lines: BTreeMap::new(),
            duplicates: Vec::new(),
        };
        // The text has already been parsed as JSON.
        let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default());
        if let Some(root) = parsed.ok().and_then(|parsed| parsed.value) {
            walk.value("", &root);
        }
        (Self(walk.lines), walk.duplicates)
    }

    /// The line of a value, or of the nearest value around it.
    pub(crate) fn of(&self, pointer: &str) -> Option<usize> {
        let mut pointer = pointer;
        loop {
            if let Some(line) = self.0.get(pointer) {
                return Some(*line);
            }
            pointer = pointer.rsplit_once('/')?.0;
        }
    }
}

struct Walk {
    line_ends: Vec<usize>,
    lines: BTreeMap<String, usize>,
    duplicates: Vec<String>,
}

impl Walk {
    fn note(&mut self, pointer: &str, at: usize) {
        let line = 1 + self.line_ends.partition_point(|end| *end < at);
        self.lines.insert(pointer.to_owned(), line);
    }

    fn value(&mut self, pointer: &str, value: &ast::Value<'_>) {
        match value {
            ast::Value::Object(object) => {
                let mut seen = BTreeSet::new();
                for member in &object.properties {
                    let name = member.name.as_str();
                    let pointer = format!("{pointer}/{}", escaped(name));
                    self.note(&pointer, member.range.start);
                    if !seen.insert(name) {
                        self.duplicates.push(pointer.clone());
                    }
                    self.value(&pointer, &member.value);
                }
            }
            ast::Value::Array(array) => {
                for (at, item) in array.elements.iter().enumerate() {
                    let pointer = format!("{pointer}/{at}");
                    self.note(&pointer, item.start());
                    self.value(&pointer, item);
                }
            }
            _ => {}
        }
    }
}

/// A name escaped for a JSON pointer (RFC 6901).
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn not_utf8(path: &Path, error: &std::string::FromUtf8Error) -> SourceError {
    let bytes = error.as_bytes();
    let at = error.utf8_error().valid_up_to();
    let before = bytes.get(..at).unwrap_or_default();
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    let column = 1 + before
        .iter()
        .rev()
        .take_while(|byte| **byte != b'\n')
        .count();
    let is_utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let hint = if is_utf16 {
        "; it looks like UTF-16"
    } else {
        ""
    };
    let path = path.display().to_string();
    let report = [Level::ERROR
        .no_name()
        .primary_title(format!("the file is not UTF-8{hint}"))
        .element(Origin::path(path).line(line).char_column(column))];
    SourceError::Invalid(Renderer::plain().render(&report))
}

fn invalid(path: &Path, text: &str, error: &DescriptorError) -> SourceError {
    let (line, column, message) = match error {
        DescriptorError::NotJson { line, column, .. } if text.trim().is_empty() => (
            *line,
            *column,
            "the file is empty: a descriptor is a JSON object".to_owned(),
        ),
        DescriptorError::NotJson {
            line,
            column,
            reason,
        } => (*line, *column, format!("this is not JSON: {reason}")),
        DescriptorError::TooDeep { line, column } => (
            *line,
            *column,
            "this is nested too deeply: at most 127 levels".to_owned(),
        ),
        DescriptorError::NotAnObject {
            line,
            column,
            found,
        } => (
            *line,
            *column,
            format!("this is {found}: a descriptor is a JSON object"),
        ),
    };
    let line_start = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum::<usize>();
    let at = text.floor_char_boundary(line_start + column.saturating_sub(1));
    let path = path.display().to_string();
    let report = [Level::ERROR.no_name().primary_title(message).element(
        Snippet::source(text)
            .path(path)
            .annotation(AnnotationKind::Primary.span(at..at)),
    )];
    SourceError::Invalid(Renderer::plain().term_width(100).render(&report))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_not_part_of_the_descriptor() {
        for text in ["```json\n{\n\"key\": 1 }\n```\n", "```\n\n{\"key\": 1}"] {
            let source = Source::parse(Path::new("d.json"), text).unwrap();
            assert!(source.root().contains_key("key"));
            assert_eq!(source.lines.of("/key"), Some(3), "{text}");
        }
    }

    #[test]
    fn each_value_has_its_line() {
        let text = "{\n \"ä\": [1,\n  {\"b\": true, \"b\": -1.5e+3},\n  \"x\"],\n \"c\": {},\n \"d~/\": \"{,\\\"\",\n}";
        let (lines, duplicates) = Lines::read(text);
        for (pointer, line) in [
            ("/ä", 2),
            ("/ä/0", 2),
            ("/ä/1", 3),
            ("/ä/1/b", 3),
            ("/ä/2", 4),
            ("/c", 5),
            ("/d~0~1", 6),
            ("/d~0~1/deeper", 6),
        ] {
            assert_eq!(lines.of(pointer), Some(line), "{pointer}");
        }
        assert_eq!(duplicates, ["/ä/1/b"]);
    }
}
