//! The table compared with the payload types.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Fields, GenericArgument, Item, PathArguments, Type};

use super::*;
use crate::event_group::GROUPS;

#[test]
fn a_place_holds_a_value_or_says_why_not() {
    for (event, place) in [
        ("jira:issue_updated", "issue.id"),
        ("jira:issue_updated", "timestamp"),
        ("jira:issue_updated", "issue.fields.project.id"),
        ("jira:issue_updated", "issue.fields.customfield_10020"),
        ("comment_created", "issue.key"),
        ("comment_created", "comment.parent.id"),
        ("page_updated", "page.spaceKey"),
        ("filter_created", "filter.anything"),
        ("an_event_of_tomorrow", "x"),
    ] {
        assert_eq!(check(event, place), Ok(()), "{event} {place}");
    }
    let near = |event, place| match check(event, place) {
        Err(NoValue::Absent { near, .. }) => near,
        other => panic!("{event} {place}: {other:?}"),
    };
    assert_eq!(near("jira:issue_updated", "isue.id"), ["issue.id"]);
    assert_eq!(near("jira:issue_updated", "isue"), ["issue.id"]);
    assert_eq!(near("jira:issue_updated", "isue.keyy"), ["issue.key"]);
    assert_eq!(near("jira:issue_updated", "issue.keyy"), ["issue.key"]);
    assert_eq!(
        near("worklog_created", "worklog.issueID"),
        ["worklog.issueId"]
    );
    assert_eq!(near("jira:issue_updated", "issue.id.more"), ["issue.id"]);
    assert_eq!(
        check("worklog_created", "project.id"),
        Err(NoValue::Absent {
            near: Vec::new(),
            all: ["worklog.id", "timestamp", "webhookEvent"]
                .map(str::to_owned)
                .to_vec(),
        })
    );
    let several = |event, place| match check(event, place) {
        Err(NoValue::Several { what, inside }) => (what, inside),
        other => panic!("{event} {place}: {other:?}"),
    };
    assert_eq!(
        several("jira:issue_updated", "issue"),
        ("an object", Some("issue.id".to_owned()))
    );
    assert_eq!(
        several("attachment_removed", "attachments.id"),
        ("inside a list", None)
    );
}

/// The JSON names of a struct's members, each with its type.
type Shape = Vec<(String, Type)>;

/// Every member of the payload types is in the table, for each group that carries it.
#[test]
fn the_table_has_what_the_payloads_have() {
    let runtime = include_str!("../../../../connect-runtime/src/handler/payload.rs");
    let carried = runtime.lines().filter_map(|line| {
        let row = line.strip_prefix("impl Carries<")?;
        let (payload, group) = row.trim_end_matches(" {}").split_once("> for ")?;
        let (product, payload) = payload.split_once("::")?;
        Some((product, payload, group))
    });
    let shapes = ["jira", "confluence"].map(|product| (product, shapes(product)));
    let shapes = BTreeMap::from(shapes);
    let mut seen = BTreeSet::new();
    for (product, payload, group) in carried {
        let events = GROUPS.iter().find(|(name, _)| *name == group).unwrap().1;
        seen.insert(group);
        for place in places(&shapes[product], payload, 0) {
            let found = check(events[0], &place);
            let is_there = !matches!(found, Err(NoValue::Absent { .. }));
            assert!(is_there, "{group}: {product}'s {payload} has {place}");
        }
    }
    // Theirs come in several forms.
    let unchecked = ["Content", "Group"];
    let table: BTreeSet<&str> = BODIES.iter().map(|(group, _)| *group).collect();
    seen.retain(|group| !unchecked.contains(group));
    assert_eq!(seen, table);
}

/// The paths to each member of a payload, to a limited depth for recursive types.
fn places(shapes: &BTreeMap<String, Shape>, payload: &str, depth: usize) -> Vec<String> {
    let Some(shape) = shapes.get(payload).filter(|_| depth < 3) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, ty) in shape {
        found.push(name.clone());
        let below = places(shapes, &inner(ty), depth + 1);
        found.extend(below.into_iter().map(|place| format!("{name}.{place}")));
    }
    found
}

/// `Person` for `Option<Person>`; nothing for a list, which has no single value.
fn inner(ty: &Type) -> String {
    let Type::Path(path) = ty else {
        return String::new();
    };
    let last = path.path.segments.last().unwrap();
    match (last.ident.to_string().as_str(), &last.arguments) {
        ("Option" | "Box", PathArguments::AngleBracketed(arguments)) => {
            match arguments.args.first() {
                Some(GenericArgument::Type(ty)) => inner(ty),
                _ => String::new(),
            }
        }
        ("Vec", _) => String::new(),
        (name, _) => name.to_owned(),
    }
}

/// The structs of a product's payloads as deserialized: for one that is read as another, the other.
fn shapes(product: &str) -> BTreeMap<String, Shape> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../connect-events/src/");
    let mut shapes = BTreeMap::new();
    let mut read_as = BTreeMap::new();
    for file in std::fs::read_dir(format!("{folder}{product}")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for item in syn::parse_file(&text).unwrap().items {
            let Item::Struct(item) = item else {
                continue;
            };
            let name = item.ident.to_string();
            if let Some(other) = setting(&item.attrs, "from") {
                read_as.insert(name, other);
                continue;
            }
            let camel = setting(&item.attrs, "rename_all").is_some();
            let Fields::Named(fields) = item.fields else {
                continue;
            };
            let own = fields.named.into_iter();
            let own = own.filter(|field| setting(&field.attrs, "flatten").is_none());
            let members = own.map(|field| {
                let written = field.ident.unwrap().to_string();
                let usual = if camel { camel_case(&written) } else { written };
                (setting(&field.attrs, "rename").unwrap_or(usual), field.ty)
            });
            shapes.insert(name, members.collect());
        }
    }
    for (name, other) in read_as {
        if let Some(shape) = shapes.get(&other).cloned() {
            shapes.insert(name, shape);
        }
    }
    shapes
}

/// The text of a serde setting, which is empty for a bare word.
fn setting(attrs: &[syn::Attribute], name: &str) -> Option<String> {
    let mut found = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        attr.parse_nested_meta(|meta| {
            let value = match meta.value() {
                Ok(value) => value.parse::<syn::LitStr>()?.value(),
                Err(_) if meta.input.peek(syn::token::Paren) => {
                    meta.input.parse::<proc_macro2::TokenTree>()?.to_string()
                }
                Err(_) => String::new(),
            };
            if meta.path.is_ident(name) {
                found = Some(value);
            }
            Ok(())
        })
        .unwrap();
    }
    found
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(1);
        name + &initial.to_ascii_uppercase() + rest
    })
}
