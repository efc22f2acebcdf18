//! Parsing one script.

use std::cell::Cell;
use std::ops::Range;

use oxc_allocator::Allocator;
use oxc_parser::{ParseOptions, Parser};
use oxc_semantic::SemanticBuilder;
use oxc_span::SourceType;

use super::calls::Use;
use super::names::Names;
use crate::template::{self, Tag};

/// Stack for each byte of a script. The parser is recursive, and a script's length bounds its
/// nesting. An unoptimised oxc 0.146 takes 2,340 bytes for each `(`, and less for anything else that
/// nests. Unused stack is only reserved.
const STACK_PER_BYTE: usize = 3 << 10;

/// Stack for everything that does not nest.
const BASE_STACK: usize = 2 << 20;

/// The language of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// With or without JSX.
    JavaScript,
    TypeScript,
    /// With JSX, where `<T>x` is not a cast.
    Tsx,
}

/// A comment with its location.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Comment {
    pub(super) range: Range<usize>,
    /// The text without its delimiters.
    pub(super) text: String,
    /// The offset of that text.
    pub(super) inside: usize,
}

/// The result of parsing.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) uses: Vec<Use>,
    pub(super) comments: Vec<Comment>,
}

/// Why a script could not be read.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub(super) at: usize,
    pub(super) why: String,
}

impl Unreadable {
    fn new(at: usize, why: impl Into<String>) -> Self {
        Self {
            at,
            why: why.into(),
        }
    }
}

/// Whether a script can matter: it mentions `AP`, or has a declaration in a comment.
pub(super) fn concerns(script: &str) -> bool {
    let part_of_a_name = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$'))
    };
    let bytes = script.as_bytes();
    let names = script.match_indices("AP").any(|(at, _)| {
        !part_of_a_name(at.checked_sub(1).and_then(|before| bytes.get(before)))
            && !part_of_a_name(bytes.get(at + 2))
    });
    names || script.contains("connect:")
}

/// Parses a script; one that does not parse as it is, with its template tags painted over.
pub(super) fn read(script: &str, language: Language) -> Result<Reading, Unreadable> {
    if !concerns(script) {
        return Ok(Reading::default());
    }
    // A script of 4 MiB, the largest, reserves 12 GiB; a machine that has less reports an error.
    let stack = BASE_STACK.saturating_add(script.len().saturating_mul(STACK_PER_BYTE));
    std::thread::scope(|scope| {
        let reader = std::thread::Builder::new()
            .stack_size(stack)
            .spawn_scoped(scope, || read_here(script, language))
            .map_err(|error| Unreadable::new(0, format!("no stack of its size: {error}")))?;
        let panicked = |_| Unreadable::new(0, "the parser panicked");
        reader.join().map_err(panicked).flatten()
    })
}

fn read_here(script: &str, language: Language) -> Result<Reading, Unreadable> {
    let plain = parse(script, script, &[], language);
    let Err(unreadable) = plain else {
        return plain;
    };
    let tags = template::tags(script);
    if tags.is_empty() {
        return Err(unreadable);
    }
    let painted = template::paint(script, &tags);
    parse(&painted, script, &tags, language).map_err(|_| unreadable)
}

fn parse(
    script: &str,
    original: &str,
    painted: &[Tag],
    language: Language,
) -> Result<Reading, Unreadable> {
    let source = match language {
        Language::JavaScript => SourceType::unambiguous().with_jsx(true),
        Language::TypeScript => SourceType::ts(),
        Language::Tsx => SourceType::tsx(),
    };
    let allocator = Allocator::default();
    let options = ParseOptions {
        // A handler in an attribute is the body of a function.
        allow_return_outside_function: true,
        ..ParseOptions::default()
    };
    let parsed = Parser::new(&allocator, script, source)
        .with_options(options)
        .parse();
    if parsed.panicked {
        let first = parsed.diagnostics.iter().next();
        let at = first
            .and_then(|it| it.labels.first())
            .map_or(0, |label| label.offset() as usize);
        let why = first.map_or_else(String::new, |it| it.message.to_string());
        return Err(Unreadable::new(at, why));
    }
    let program = &*allocator.alloc(parsed.program);
    let comments = program.comments.iter().map(|comment| {
        let inside = comment.content_span();
        let text = original.get(inside.start as usize..inside.end as usize);
        Comment {
            range: comment.span.start as usize..comment.span.end as usize,
            text: text.unwrap_or_default().to_owned(),
            inside: inside.start as usize,
        }
    });
    let comments = comments.collect();
    let semantic = SemanticBuilder::new()
        .with_build_nodes(true)
        .build(program)
        .semantic;
    let names = Names {
        semantic: &semantic,
        original,
        painted,
        budget: Cell::new(0),
    };
    Ok(Reading {
        uses: names.uses(),
        comments,
    })
}
