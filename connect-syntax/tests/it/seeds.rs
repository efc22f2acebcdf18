//! Every attribute and macro of the compile-time cases, cut off after each of its tokens, as it is
//! while it is being typed: the readers return a value or errors, and never panic.

use std::path::{Path, PathBuf};

use connect_model::Product;
use connect_syntax::rest::{AsUser, NamedScopes, RestCall};
use connect_syntax::{Annotated, App, Attribute, Library};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The sources of all cases.
fn cases() -> Vec<PathBuf> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|it| it == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    // Those that must fail, and those that must compile.
    for folder in ["../tests/ui", "../tests/apps/passes"] {
        collect(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
            &mut found,
        );
    }
    found.sort();
    found
}

/// The names of attributes and macros, with the tokens in their brackets.
fn uses(tokens: TokenStream, found: &mut Vec<(String, TokenStream)>) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, tree) in trees.iter().enumerate() {
        let TokenTree::Group(group) = tree else {
            continue;
        };
        let before = |back: usize| at.checked_sub(back).map(|it| trees[it].to_string());
        let is = |back: usize, what: &str| before(back).as_deref() == Some(what);
        if is(1, "!") {
            found.extend(before(2).map(|name| (name, group.stream())));
        }
        if is(1, "#") {
            let inside: Vec<TokenTree> = group.stream().into_iter().collect();
            match inside.as_slice() {
                [.., TokenTree::Ident(name), TokenTree::Group(args)] => {
                    found.push((name.to_string(), args.stream()));
                }
                [.., TokenTree::Ident(name)] => found.push((name.to_string(), TokenStream::new())),
                _ => {}
            }
        }
        uses(group.stream(), found);
    }
}

/// The tokens cut off after each of them, inside brackets too.
fn beginnings(tokens: &TokenStream) -> Vec<TokenStream> {
    let mut whole: Vec<TokenTree> = Vec::new();
    let mut all = vec![TokenStream::new()];
    for tree in tokens.clone() {
        if let TokenTree::Group(group) = &tree
            && group.delimiter() != Delimiter::None
        {
            for inside in beginnings(&group.stream()) {
                let cut = Group::new(group.delimiter(), inside);
                let cut = whole.iter().cloned().chain([cut.into()]);
                all.push(cut.collect());
            }
        }
        whole.push(tree);
        all.push(whole.iter().cloned().collect());
    }
    all
}

/// Whether a reader exists for that name.
fn read(name: &str, tokens: TokenStream, items: &[Annotated]) -> bool {
    match name {
        "app" => drop(App::parse(tokens)),
        "library" => drop(Library::parse(tokens)),
        "jira" => drop(RestCall::parse(Product::Jira, tokens)),
        "confluence" => drop(RestCall::parse(Product::Confluence, tokens)),
        "as_user" => drop(AsUser::parse(tokens)),
        "scopes" => drop(NamedScopes::parse(tokens)),
        _ => {
            let Some(attribute) = Attribute::named(name) else {
                return false;
            };
            for item in items {
                drop(attribute.declare(tokens.clone(), item));
            }
        }
    }
    true
}

#[test]
fn whatever_is_half_written_is_read_without_a_panic() {
    let mut inputs = 0;
    for case in cases() {
        proc_macro2::extra::invalidate_current_thread_spans();
        let items: Vec<Annotated> = [
            "async fn votes(#[context(\"issue.key\")] issue: Option<String>, tenant: Tenant) {}",
            "struct Tools;",
        ]
        .map(|item| syn::parse_str(item).unwrap())
        .into();
        let text = std::fs::read_to_string(&case).unwrap();
        let mut found = Vec::new();
        uses(text.parse().unwrap(), &mut found);
        for (name, tokens) in found {
            for beginning in beginnings(&tokens) {
                inputs += usize::from(read(&name, beginning, &items));
            }
        }
    }
    // The test would be empty if the cases moved.
    assert!(inputs > 5000, "only {inputs} inputs");
    println!("{inputs} inputs");
}
