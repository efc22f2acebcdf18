//! What a thousand checked calls cost a build, beside the same calls unchecked: `cargo bench -p
//! connect-benches --bench thousand_calls`.
//!
//! Two packages are written into a temporary folder, with the same 100 functions of ten calls
//! each: once through `jira!`, once through `unchecked` with scopes that are not checked. `cargo
//! check` takes turns with them. `cargo bench … -- 9` does nine rounds instead of five.

// A benchmark may panic while it is set up.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::fmt::Write as _;
use std::path::Path;

use connect_benches::generated::{Generated, crate_of_ours, spread};
use connect_model::Product;
use connect_model::operation::{Access, Cardinality, Operation, Response, ValueKind, operations};

const FUNCTIONS: usize = 100;
const CALLS: usize = 10;
/// What one more second is allowed for.
const ALLOWED: f64 = 1.0;

fn main() {
    // Cargo says `--bench`; the number is ours.
    let rounds = std::env::args().find_map(|argument| argument.parse().ok());
    let rounds: usize = rounds.unwrap_or(5);
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path());
    let check = |package, incremental| {
        let taken = workspace.check(package, "src/lib.rs", incremental).unwrap();
        taken.clock.as_secs_f64()
    };
    println!(
        "{} calls of {} operations, in {FUNCTIONS} functions; {rounds} rounds, taking turns\n",
        FUNCTIONS * CALLS,
        calls().count()
    );
    // Dependencies don't count.
    check("checked", true);
    check("unchecked", true);

    println!("| `cargo check`, in seconds | checked | unchecked | difference |");
    println!("|---|---|---|---|");
    let mut most: f64 = 0.0;
    for (how, incremental) in [("from nothing", false), ("again, after `touch`", true)] {
        let (mut checked, mut unchecked) = (Vec::new(), Vec::new());
        // The first of each kind fills what later ones find.
        for round in 0..=rounds {
            let times = (
                check("checked", incremental),
                check("unchecked", incremental),
            );
            if round > 0 {
                checked.push(times.0);
                unchecked.push(times.1);
            }
        }
        let differences = checked.iter().zip(&unchecked).map(|(a, b)| a - b).collect();
        let (difference, least, greatest) = spread(differences);
        most = most.max(difference);
        println!(
            "| {how} | {:.2} | {:.2} | {difference:.2} ({least:.2} to {greatest:.2}) |",
            spread(checked).0,
            spread(unchecked).0,
        );
    }
    let verdict = if most <= ALLOWED { "within" } else { "beyond" };
    println!("\nmedians; {most:.2} s is {verdict} the {ALLOWED} s that a thousand calls may cost");
}

/// The two packages.
fn workspace(folder: &Path) -> Generated {
    let workspace = Generated::new(folder, &["checked", "unchecked"]).unwrap();
    for (name, call) in [
        ("checked", checked as fn(&mut String, &Operation)),
        ("unchecked", unchecked),
    ] {
        let dependencies = crate_of_ours("connect-runtime")
            + &crate_of_ours("connect-model")
            + "serde_json = \"1\"\n";
        workspace.package(name, &dependencies, "").unwrap();
        workspace
            .write(&format!("{name}/src/lib.rs"), &source(call))
            .unwrap();
    }
    workspace
}

/// Operations that are called without a body and answer with JSON.
fn calls() -> impl Iterator<Item = &'static Operation> + Clone {
    operations().iter().filter(|operation| {
        operation.product().meets(Product::Jira)
            && operation.access() != Access::Inaccessible
            && operation.response() == Response::Json
            && !operation.deprecated()
            && !operation.body_required()
            && operation.headers().len() == 0
            && operation
                .path_parameters()
                .all(|it| it.value_kind() == ValueKind::String)
            && !operation.query_parameters().any(|it| it.required())
    })
}

fn source(call: fn(&mut String, &Operation)) -> String {
    let mut source = String::from(
        "connect_runtime::library!();\n\
         #[allow(unused_imports)]\nuse connect_model::{Method, Scope, ScopeSet};\n\
         use connect_runtime::prelude::*;\nuse serde_json::Value;\n",
    );
    let mut calls = calls().cycle();
    for function in 0..FUNCTIONS {
        let head = "(jira: &Jira, text: &str, number: u32, truth: bool) -> Result<()> {";
        writeln!(source, "\npub async fn f{function}{head}").unwrap();
        source.push_str("    let _ = (text, number, truth);\n");
        for operation in calls.by_ref().take(CALLS) {
            source.push_str("    let _: Value = ");
            call(&mut source, operation);
            source.push_str(".await?;\n");
        }
        source.push_str("    Ok(())\n}\n");
    }
    source
}

/// A query parameter that the call gives, and the value.
fn query(operation: &Operation) -> Option<(&'static str, &'static str, &'static str)> {
    operation.query_parameters().find_map(|parameter| {
        let value = match parameter.value_kind() {
            ValueKind::String => "text",
            ValueKind::Integer => "number",
            ValueKind::Boolean => "truth",
            ValueKind::Enum => return None,
        };
        let once = parameter.cardinality() == Cardinality::Once && !parameter.deprecated();
        once.then_some((parameter.name(), parameter.argument(), value))
    })
}

fn checked(source: &mut String, operation: &Operation) {
    write!(
        source,
        "jira!(jira, {} {:?}",
        operation.method(),
        operation.path()
    )
    .unwrap();
    for parameter in operation.path_parameters() {
        write!(source, ", {} = text", parameter.argument()).unwrap();
    }
    if let Some((_, argument, value)) = query(operation) {
        write!(source, ", query({argument} = {value})").unwrap();
    }
    source.push(')');
}

fn unchecked(source: &mut String, operation: &Operation) {
    let scopes = operation.check_access().unwrap();
    let scopes: Vec<_> = scopes
        .iter()
        .map(|scope| format!("Scope::{scope:?}"))
        .collect();
    write!(
        source,
        "jira.unchecked(Method::{:?}, {:?}, const {{ ScopeSet::of(&[{}]) }})",
        operation.method(),
        operation.path(),
        scopes.join(", "),
    )
    .unwrap();
    for parameter in operation.path_parameters() {
        write!(source, ".path({:?}, text)", parameter.name()).unwrap();
    }
    if let Some((name, _, value)) = query(operation) {
        write!(source, ".query({name:?}, {value})").unwrap();
    }
}
