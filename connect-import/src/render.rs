//! Rendering a plan as the files of a package.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::files::Files;
use crate::parse::Source;
use crate::plan::{App, File, Plan};
use crate::text::{comment, literal};

const BUILD_SCRIPT: &str = "fn main() {\n    connect_build::emit();\n}\n";

const MAIN: &str = "#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}
";

/// Renders a package with this name; it depends on the framework by path if there is a checkout.
pub(crate) fn render(plan: &Plan, source: &Source, name: &str, checkout: Option<&Path>) -> Files {
    let modules = plan
        .files
        .iter()
        .map(|(file, content)| (format!("src/{file}.rs"), module(content, plan)));
    Files::new(
        [
            ("Cargo.toml".to_owned(), manifest(name, checkout)),
            ("build.rs".to_owned(), BUILD_SCRIPT.to_owned()),
            ("src/main.rs".to_owned(), root(plan, source, name)),
        ]
        .into_iter()
        .chain(modules),
    )
}

/// The release of maud that the runtime re-exports.
const MAUD: &str = "0.27";

fn manifest(name: &str, checkout: Option<&Path>) -> String {
    let dependency = |package: &str| match checkout {
        Some(folder) => {
            let path = literal(&folder.join(package).display().to_string());
            format!("{package} = {{ path = {path} }}")
        }
        None => format!("{package} = {:?}", env!("CARGO_PKG_VERSION")),
    };
    format!(
        r#"[package]
name = {name}
version = "0.1.0"
edition = "2024"
publish = false

[dependencies]
{runtime}
# What `html!` writes out.
maud = "{MAUD}"

[build-dependencies]
{build}

[dev-dependencies]
{host}

# A package of its own, also inside the folder of another workspace.
[workspace]
"#,
        name = literal(name),
        runtime = dependency("connect-runtime"),
        build = dependency("connect-build"),
        host = dependency("connect-host"),
    )
}

/// `src/main.rs`
fn root(plan: &Plan, source: &Source, name: &str) -> String {
    let App {
        arguments,
        comments,
    } = &plan.app;
    let mut text = header(source, name);
    text.push('\n');
    for file in plan.files.keys() {
        let _ = writeln!(text, "mod {file};");
    }
    if !plan.files.is_empty() {
        text.push('\n');
    }
    text.push_str("use connect_runtime::prelude::*;\n\n");
    let mut above = comments.iter().chain(&plan.unconverted).peekable();
    if above.peek().is_some() {
        text.extend(above.map(|line| format!("{line}\n")));
        text.push('\n');
    }
    text.push_str("connect_runtime::app! {\n");
    for argument in arguments {
        argument.print(1, &mut text);
    }
    text.push_str("}\n\n");
    text.push_str(MAIN);
    text
}

/// Where the package came from, and what to do next.
fn header(source: &Source, package: &str) -> String {
    let from: String = comment(source.file_name()).concat();
    let from = from.trim_start_matches("// ").replace('`', "'");
    let name = source.root().get("name").and_then(Value::as_str);
    let name: String = comment(name.unwrap_or_default())
        .join(" ")
        .replace("//", "");
    let title = match name.trim() {
        "" => format!("Imported from `{from}`."),
        name => format!("{name}, imported from `{from}`."),
    };
    format!(
        "\
//! {title}
//!
//! Each `not_written!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/{package}/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.
"
    )
}

/// A file of items.
fn module(file: &File, plan: &Plan) -> String {
    let items = file
        .items
        .iter()
        .map(|item| item.print(plan.shared.contains(&item.name)));
    let left_out = file
        .left_out
        .iter()
        .map(|comments| comments.iter().map(|line| format!("{line}\n")).collect());
    let parts: Vec<String> = items.chain(left_out).collect();
    let text = parts.join("\n");
    if file.items.is_empty() {
        text
    } else {
        format!("use connect_runtime::prelude::*;\n\n{text}")
    }
}
