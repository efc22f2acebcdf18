//! Where markup that is not a literal bypasses escaping.
//!
//! This is a warning and not an error: the value may be markup that the app itself has generated.

use super::files::File;
use super::ledger::Ledger;
use super::project::Project;
use super::rule::Rule;

/// What takes markup unescaped: how it is written, and a parser for the value after it.
struct Sink {
    written: &'static str,
    /// Whether what follows is the app's own fixed text.
    is_fixed: fn(&str) -> bool,
}

const IN_RUST: [Sink; 2] = [
    Sink {
        written: "PreEscaped(",
        is_fixed: is_rust_literal,
    },
    Sink {
        written: "Html(format!(",
        is_fixed: has_no_placeholder,
    },
];

const IN_SCRIPTS: [Sink; 5] = [
    Sink {
        written: ".innerHTML",
        is_fixed: is_literal_assigned,
    },
    Sink {
        written: ".outerHTML",
        is_fixed: is_literal_assigned,
    },
    Sink {
        written: ".insertAdjacentHTML(",
        is_fixed: |rest| after_comma(rest).is_none_or(is_script_literal),
    },
    Sink {
        written: "document.write(",
        is_fixed: is_script_literal,
    },
    Sink {
        written: "document.writeln(",
        is_fixed: is_script_literal,
    },
];

const SCRIPTS: [&str; 6] = ["js", "mjs", "ts", "tsx", "jsx", "mts"];

pub(super) fn judge(project: &Project, ledger: &mut Ledger) {
    for file in project.files.with_extension(&["rs"]) {
        sinks(file, &IN_RUST, ledger);
    }
    for file in project.files.with_extension(&SCRIPTS) {
        // Third-party code, which nobody reads here.
        if !file.name().contains(".min.") {
            sinks(file, &IN_SCRIPTS, ledger);
        }
    }
}

fn sinks(file: &File, sinks: &[Sink], ledger: &mut Ledger) {
    let code = served(file);
    let mut passes = true;
    for sink in sinks {
        for (at, written) in code.match_indices(sink.written) {
            let rest = code.get(at + written.len()..).unwrap_or_default();
            if is_mentioned(code, at) || (sink.is_fixed)(rest) {
                continue;
            }
            passes = false;
            let name = written.trim_matches(['.', '(']);
            let message =
                format!("`{name}` is given what is not a literal, and does not escape it");
            ledger.find(Rule::RawMarkup, Some(file.place(at)), message);
        }
    }
    if passes {
        ledger.judge(Rule::RawMarkup);
    }
}

/// The part of a file that is served, which excludes tests.
fn served(file: &File) -> &str {
    let is_test = file.name() == "tests.rs" || file.path.starts_with("tests");
    let end = file
        .text
        .find("#[cfg(test)]")
        .filter(|_| file.extension() == "rs");
    if is_test {
        return "";
    }
    end.and_then(|end| file.text.get(..end))
        .unwrap_or(&file.text)
}

/// Whether it is part of a longer word, in a comment, or a pattern.
fn is_mentioned(code: &str, at: usize) -> bool {
    let before = code.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
    let is_dot = code.get(at..).is_some_and(|rest| rest.starts_with('.'));
    let longer = |one: char| one.is_alphanumeric() || one == '_';
    let is_comment = line.starts_with("//") || line.starts_with('*') || line.contains(" // ");
    let is_pattern = line.ends_with("let ") || line.ends_with("Some(") && line.contains("let ");
    is_comment || is_pattern || !is_dot && before.ends_with(longer)
}

/// A literal, a file that is compiled in, or a constant.
fn is_rust_literal(rest: &str) -> bool {
    let rest = rest.trim_start();
    if ["include_str!(", "concat!(", "env!(", "stringify!("]
        .iter()
        .any(|one| rest.starts_with(one))
    {
        return true;
    }
    let raw = rest.trim_start_matches('r');
    if raw.trim_start_matches('#').starts_with('"') {
        return true;
    }
    let name = rest.split(')').next().unwrap_or_default().trim();
    let name = name.rsplit("::").next().unwrap_or_default();
    let of_constant = |one: char| one.is_ascii_uppercase() || one.is_ascii_digit() || one == '_';
    !name.is_empty() && name.chars().all(of_constant)
}

/// A format string without placeholders.
fn has_no_placeholder(rest: &str) -> bool {
    let text = rest.trim_start().trim_start_matches(['r', '#', '"']);
    let text = text.split('"').next().unwrap_or_default();
    !text.replace("{{", "").contains('{')
}

/// A property that is read, compared, or set to a literal.
fn is_literal_assigned(rest: &str) -> bool {
    let rest = rest.trim_start();
    let value = rest.strip_prefix("+=").or_else(|| rest.strip_prefix('='));
    match value {
        Some(value) => value.starts_with(['=', '>']) || is_script_literal(value),
        None => true,
    }
}

/// A string literal on its own, with nothing inserted.
fn is_script_literal(rest: &str) -> bool {
    let rest = rest.trim_start();
    let Some(quote) = rest.chars().next().filter(|one| "'\"`".contains(*one)) else {
        return false;
    };
    let mut escaped = false;
    let end = rest.char_indices().skip(1).find(|(_, one)| {
        let ends = !escaped && *one == quote;
        escaped = !escaped && *one == '\\';
        ends
    });
    let Some((text, after)) = end.and_then(|(end, _)| rest.split_at_checked(end + 1)) else {
        return false;
    };
    let is_whole = !after.trim_start().starts_with(['+', '.', '[']);
    is_whole && !(quote == '`' && text.contains("${"))
}

/// What follows the first argument.
fn after_comma(rest: &str) -> Option<&str> {
    rest.split_once(',').map(|(_, after)| after)
}

#[cfg(test)]
mod tests {
    use super::super::project::tests::{good_app, project};
    use super::*;

    fn found(path: &str, text: &str) -> Vec<usize> {
        let project = project(good_app(), Vec::new(), &[(path, text)]);
        let mut ledger = Ledger::default();
        judge(&project, &mut ledger);
        let outcome = ledger.outcome(Rule::RawMarkup);
        assert!(outcome.judged > 0, "{path}");
        let places = outcome.findings.iter().filter_map(|one| one.place.as_ref());
        places.map(|place| place.line).collect()
    }

    #[test]
    fn markup_that_is_made_from_values_is_found() {
        for (path, text) in [
            ("src/a.rs", "html! { (PreEscaped(summary)) }"),
            (
                "src/a.rs",
                "html! { (maud::PreEscaped(format!(\"<b>{name}</b>\"))) }",
            ),
            ("src/a.rs", "PreEscaped(\n    &issue.description,\n)"),
            ("src/a.rs", "Html(format!(\"<p>{name}</p>\"))"),
            (
                "src/a.rs",
                "axum::response::Html(format!(\"<p>{{}}{}</p>\", name))",
            ),
            ("static/a.js", "list.innerHTML = items.join('');"),
            ("static/a.js", "list.innerHTML += `<li>${name}</li>`;"),
            ("static/a.js", "list.innerHTML = '<b>' + name;"),
            ("static/a.js", "list.innerHTML = '<b>'\n  + name;"),
            ("static/a.ts", "one.outerHTML = text"),
            (
                "static/a.js",
                "one.insertAdjacentHTML('beforeend', row(issue));",
            ),
            ("static/a.js", "document.write('<p>' + name)"),
        ] {
            assert_eq!(found(path, text), [1], "{text}");
        }
        let second = "let a = 1;\nhtml! { (PreEscaped(summary)) }";
        assert_eq!(found("src/a.rs", second), [2]);
    }

    #[test]
    fn what_the_app_has_written_itself_is_not() {
        for (path, text) in [
            ("src/a.rs", "use maud::{Markup, PreEscaped, html};"),
            ("src/a.rs", "html! { (PreEscaped(\"&nbsp;\")) }"),
            ("src/a.rs", "html! { (PreEscaped(r#\"<b class=\"x\">\"#)) }"),
            ("src/a.rs", "PreEscaped(include_str!(\"icon.svg\"))"),
            ("src/a.rs", "PreEscaped(icons::STAR)"),
            ("src/a.rs", "let PreEscaped(text) = markup;"),
            ("src/a.rs", "// PreEscaped(summary) would not be safe"),
            (
                "src/a.rs",
                "fn page() -> Html<String> { Html(\"<p>\".to_owned()) }",
            ),
            ("src/a.rs", "Html(format!(\"<p>{{}}</p>\"))"),
            (
                "src/a.rs",
                "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { PreEscaped(x); } }",
            ),
            ("tests/a.rs", "PreEscaped(summary)"),
            ("static/a.js", "list.innerHTML = '';"),
            (
                "static/a.js",
                "list.innerHTML = '<li class=\"x\">It\\'s</li>';",
            ),
            ("static/a.js", "list.innerHTML = `<li>\n</li>`;"),
            (
                "static/a.js",
                "if (list.innerHTML === text) go(list.innerHTML);",
            ),
            ("static/a.js", "// list.innerHTML = name"),
            ("static/a.js", "list.textContent = name;"),
            (
                "static/a.js",
                "one.insertAdjacentHTML('beforeend', '<hr>');",
            ),
            ("static/a.js", "document.write('<p>');"),
            ("static/a.min.js", "a.innerHTML=b"),
        ] {
            assert_eq!(found_or_none(path, text), [0; 0], "{text}");
        }
    }

    /// A file that is not read has nothing that was judged.
    fn found_or_none(path: &str, text: &str) -> Vec<usize> {
        if path.contains(".min.") {
            let project = project(good_app(), Vec::new(), &[(path, text)]);
            let mut ledger = Ledger::default();
            judge(&project, &mut ledger);
            assert_eq!(ledger.outcome(Rule::RawMarkup).judged, 0);
            return Vec::new();
        }
        found(path, text)
    }
}
