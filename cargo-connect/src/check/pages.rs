//! Rules about the sources of pages: templates, and markup in Rust.

use super::files::File;
use super::ledger::Ledger;
use super::project::Project;
use super::rule::Rule;

/// File extensions of templates for pages.
const TEMPLATES: [&str; 9] = [
    "html", "htm", "hbs", "jinja", "jinja2", "j2", "tera", "mustache", "askama",
];

/// URLs of the host's bridge.
const BRIDGE: [&str; 2] = ["connect-cdn.atl-paas.net", "/atlassian-connect/all.js"];

/// URLs of AUI.
const AUI: [&str; 3] = ["aui-cdn.atlassian.com", "/aui/", "@atlassian/aui"];

/// Inputs that ask for a credential, by type or name.
const CREDENTIALS: [&str; 7] = [
    "type=\"password\"",
    "type='password'",
    "type=password",
    "name=\"api_token\"",
    "name=\"apitoken\"",
    "name=\"api-token\"",
    "name=\"personal_access_token\"",
];

/// Attributes that contain scripts, which a policy with a nonce does not run.
const HANDLERS: [&str; 6] = [
    " onclick=",
    " onload=",
    " onchange=",
    " onsubmit=",
    " oninput=",
    " onerror=",
];

pub(super) fn judge(project: &Project, ledger: &mut Ledger) {
    for file in project.files.with_extension(&TEMPLATES) {
        addresses(file, ledger);
        credentials(file, ledger);
        inline_scripts(file, ledger);
    }
    for file in project
        .files
        .with_extension(&["rs", "js", "mjs", "ts", "tsx", "jsx"])
    {
        addresses(file, ledger);
        if file.extension() == "rs" {
            credentials(file, ledger);
            inline_scripts_in_markup(file, ledger);
        }
    }
}

/// The lines that are not comments.
fn code(file: &File) -> impl Iterator<Item = (usize, &str)> {
    let lines = file.lines();
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn addresses(file: &File, ledger: &mut Ledger) {
    for (rule, addresses, what) in [
        (Rule::BridgeByHand, BRIDGE.as_slice(), "the host's bridge"),
        (Rule::OldAui, AUI.as_slice(), "AUI"),
    ] {
        let mut passes = true;
        for (line, text) in code(file) {
            let Some(address) = addresses.iter().find(|address| text.contains(**address)) else {
                continue;
            };
            passes = false;
            let at = Some(super::ledger::Place::new(&file.path, line));
            ledger.find(rule, at, format!("`{address}` loads {what} by hand"));
        }
        if passes {
            ledger.judge(rule);
        }
    }
}

fn credentials(file: &File, ledger: &mut Ledger) {
    let mut passes = true;
    for (line, text) in code(file) {
        let lower = text.to_ascii_lowercase();
        if !lower.contains("input") {
            continue;
        }
        if let Some(input) = CREDENTIALS.iter().find(|input| lower.contains(**input)) {
            passes = false;
            let at = Some(super::ledger::Place::new(&file.path, line));
            ledger.find(Rule::UserCredentials, at, format!("an input has `{input}`"));
        }
    }
    if passes {
        ledger.judge(Rule::UserCredentials);
    }
}

/// `<script>` without `src` or `nonce`, and attributes that are scripts.
fn inline_scripts(file: &File, ledger: &mut Ledger) {
    let lower = file.text.to_ascii_lowercase();
    let mut passes = true;
    for (at, _) in lower.match_indices("<script") {
        let rest = lower.get(at..).unwrap_or_default();
        let tag = rest.split('>').next().unwrap_or(rest);
        // Data is not run.
        let data = tag.contains("application/json") || tag.contains("text/template");
        if !tag.contains("src") && !tag.contains("nonce") && !data {
            passes = false;
            let message = "a `<script>` has neither `src` nor `nonce`, so browsers do not run it";
            ledger.find(Rule::InlineScripts, Some(file.place(at)), message);
        }
    }
    for handler in HANDLERS {
        for (at, _) in lower.match_indices(handler) {
            passes = false;
            let message = format!(
                "`{}` is a script, which browsers do not run",
                handler.trim()
            );
            ledger.find(Rule::InlineScripts, Some(file.place(at + 1)), message);
        }
    }
    if passes {
        ledger.judge(Rule::InlineScripts);
    }
}

/// The same in Rust markup: `script { "…" }`.
fn inline_scripts_in_markup(file: &File, ledger: &mut Ledger) {
    let mut passes = true;
    for (line, text) in code(file) {
        let text = text.trim_start();
        let empty = text.contains("script {}");
        if text.starts_with("script {") && !empty {
            passes = false;
            let at = Some(super::ledger::Place::new(&file.path, line));
            let message = "a `script` has neither `src` nor `nonce`, so browsers do not run it";
            ledger.find(Rule::InlineScripts, at, message);
        }
    }
    if passes {
        ledger.judge(Rule::InlineScripts);
    }
}

#[cfg(test)]
mod tests {
    use super::super::project::tests::{good_app, project};
    use super::*;

    fn lines(path: &str, text: &str, rule: Rule) -> Vec<usize> {
        let project = project(good_app(), Vec::new(), &[(path, text)]);
        let mut ledger = Ledger::default();
        judge(&project, &mut ledger);
        let outcome = ledger.outcome(rule);
        assert!(outcome.judged > 0, "{rule:?} of {path}");
        let places = outcome
            .findings
            .iter()
            .filter_map(|finding| finding.place.as_ref());
        places.map(|place| place.line).collect()
    }

    #[test]
    fn each_bad_line_of_a_page_is_found_and_no_good_one() {
        for (path, text, rule, expected) in [
            (
                "a.html",
                "<p>\n<script>go()</script>",
                Rule::InlineScripts,
                vec![2],
            ),
            (
                "a.html",
                "<script src=\"a.js\"></script>",
                Rule::InlineScripts,
                vec![],
            ),
            (
                "a.html",
                "<script nonce=\"{{ n }}\">go()</script>",
                Rule::InlineScripts,
                vec![],
            ),
            (
                "a.html",
                "<script type=\"application/json\">{}</script>",
                Rule::InlineScripts,
                vec![],
            ),
            (
                "a.html",
                "<p onclick=\"go()\">",
                Rule::InlineScripts,
                vec![1],
            ),
            (
                "a.rs",
                "html! {\n  script { \"go()\" }\n}",
                Rule::InlineScripts,
                vec![2],
            ),
            (
                "a.rs",
                "script src=\"a.js\" {}\nscript nonce=(n) { \"go()\" }",
                Rule::InlineScripts,
                vec![],
            ),
            (
                "a.html",
                "<script src=\"https://connect-cdn.atl-paas.net/all.js\">",
                Rule::BridgeByHand,
                vec![1],
            ),
            (
                "a.rs",
                "\n/// connect-cdn.atl-paas.net\n",
                Rule::BridgeByHand,
                vec![],
            ),
            (
                "a.rs",
                "let url = \"https://connect-cdn.atl-paas.net/all.js\";",
                Rule::BridgeByHand,
                vec![1],
            ),
            (
                "a.html",
                "<link href=\"https://aui-cdn.atlassian.com/x.css\">",
                Rule::OldAui,
                vec![1],
            ),
            ("a.html", "<link href=\"x.css\">", Rule::OldAui, vec![]),
            (
                "a.html",
                "<input type=\"password\">",
                Rule::UserCredentials,
                vec![1],
            ),
            (
                "a.rs",
                "input type=\"password\" name=\"p\";",
                Rule::UserCredentials,
                vec![1],
            ),
            (
                "a.html",
                "<input type=\"text\">",
                Rule::UserCredentials,
                vec![],
            ),
        ] {
            assert_eq!(lines(path, text, rule), expected, "{path}: {text}");
        }
    }
}
