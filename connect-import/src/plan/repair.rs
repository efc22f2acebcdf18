//! Repairing an item: the macros' parser reports what it refuses, and that part is rewritten
//! or left out, until nothing is refused.

use connect_model::Property;
use connect_model::module_kind::Type;
use connect_syntax::{Annotated, Attribute, Declared, UnitStruct};

use super::item::Item;
use crate::attribute_ast::{self, Field};
use crate::diagnostics::Diagnostics;
use crate::text::comment;

/// What an error is about.
enum Part {
    Item,
    Argument(Vec<usize>),
    Parameter(usize),
}

/// Replaces or leaves out what the compiler refuses; what is left out becomes comments.
///
/// # Errors
/// What the compiler reports about the item as a whole, which no change inside can repair.
pub(super) fn repair(item: &mut Item, diagnostics: &mut Diagnostics<'_>) -> Result<(), String> {
    loop {
        let errors = match parse(item) {
            Ok(declared) => {
                shorten(item, declared);
                return Ok(());
            }
            Err(errors) => errors,
        };
        let mut arguments: Vec<(Vec<usize>, String)> = Vec::new();
        let mut parameters = Vec::new();
        let mut about_item = None;
        for (part, message) in errors {
            match part {
                Part::Argument(path) => arguments.push((path, message)),
                Part::Parameter(at) => parameters.push(at),
                Part::Item => about_item = about_item.or(Some(message)),
            }
        }
        if arguments.is_empty() && parameters.is_empty() {
            return Err(about_item.unwrap_or_else(|| "the compiler refuses it".to_owned()));
        }
        arguments.sort();
        arguments.dedup_by(|one, other| one.0.starts_with(&other.0));
        // From last to first, because removing one shifts those after it.
        for (path, message) in arguments.into_iter().rev() {
            repair_argument(item, &path, &message, diagnostics)?;
        }
        if let Some(function) = &mut item.function {
            parameters.sort_unstable();
            parameters.dedup();
            for at in parameters.into_iter().rev() {
                function.refuse(at);
            }
        }
    }
}

fn repair_argument(
    item: &mut Item,
    path: &[usize],
    message: &str,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<(), String> {
    // The fallback may belong to the whole condition that contains the refused part.
    for length in (1..=path.len()).rev() {
        let (around, _) = path.split_at(length);
        if let Some(field) = attribute_ast::field_at(&mut item.arguments, around)
            && let Some(fallback) = field.fallback.take()
        {
            field.value = fallback;
            return Ok(());
        }
    }
    let is_route = item.function.is_some() && item.positional().is_some();
    let Some(field) = attribute_ast::remove_field(&mut item.arguments, path) else {
        return Err(message.to_owned());
    };
    if is_route || field.name == "url" && path.len() == 1 {
        return Err(message.to_owned());
    }
    let (name, pointer, comments) = removed(&field);
    let pointer = format!("{}{pointer}", item.pointer);
    // What is missing inside has been reported with its cause.
    let inside = format!("{pointer}/");
    if !diagnostics
        .iter()
        .any(|one| one.pointer.starts_with(&inside))
    {
        let message = in_words_of_json(item.attribute, message);
        let message = format!("{}: dropped `{name}`: {message}", item.label);
        diagnostics.report(&pointer, message);
    }
    item.comments.extend(comments);
    Ok(())
}

/// A compiler message with the descriptor's names: `listViewComponent` for
/// `list_view_component`.
pub(super) fn in_words_of_json(attribute: &str, message: &str) -> String {
    fn name_of(properties: &[Property], argument: &str) -> Option<&'static str> {
        properties.iter().find_map(|property| {
            if property.argument == argument {
                return Some(property.name);
            }
            let mut ty = &property.ty;
            while let Type::Array(of) = ty {
                ty = of;
            }
            match ty {
                Type::Object(members) => name_of(members, argument),
                _ => None,
            }
        })
    }
    let Some(kind) = connect_model::module_kind_of_attribute(attribute) else {
        return message.to_owned();
    };
    let words: Vec<&str> = message
        .split('`')
        .map(|word| name_of(kind.properties, word).unwrap_or(word))
        .collect();
    words.join("`")
}

/// A field that was removed: its name in the descriptor, its relative pointer, and comments
/// that preserve its value.
pub(super) fn removed(field: &Field) -> (&str, String, Vec<String>) {
    let name = if field.path.is_empty() {
        &field.name
    } else {
        &field.path
    };
    let pointer = format!("/{}", name.replace(['.', '['], "/").replace(']', ""));
    let value = field.value.flat().unwrap_or_default();
    let comments = comment(&format!("dropped {name}: {value}"));
    (name, pointer, comments)
}

/// Leaves out the key and URL that the compiler derives from the name and parameters.
fn shorten(item: &mut Item, declared: Declared) {
    let mut declared = declared;
    for argument in ["key", "url"] {
        let mut shorter = item.clone();
        shorter.arguments.retain(|it| it.name != argument);
        if item.positional().is_some() {
            shorter.arguments.clear();
        }
        if shorter.arguments.len() == item.arguments.len() {
            continue;
        }
        if let Ok(same) = parse(&shorter)
            && same.url == declared.url
            && same.key == declared.key
            && same.properties() == declared.properties()
        {
            *item = shorter;
            declared = same;
        }
    }
}

/// The declaration that the compiler makes of an item, or its errors, each with the part that it is about.
fn parse(item: &Item) -> Result<Declared, Vec<(Part, String)>> {
    let mut text = format!("#[{}(\n", item.attribute);
    let mut parts = vec![Part::Item];
    if let Some(only) = item.positional() {
        text.push_str(&only);
        text.push('\n');
        parts.push(Part::Argument(vec![0]));
    } else {
        let mut paths = Vec::new();
        attribute_ast::trace(&item.arguments, &mut Vec::new(), &mut text, &mut paths);
        parts.extend(paths.into_iter().map(Part::Argument));
    }
    text.push_str(")]\n");
    parts.push(Part::Item);
    match &item.function {
        Some(function) => {
            text.push_str(&format!("async fn {}(\n", item.name));
            parts.push(Part::Item);
            for (at, parameter) in function.parameters.iter().enumerate() {
                text.push_str(&format!("{},\n", parameter.print()));
                parts.push(Part::Parameter(at));
            }
            text.push_str(&format!(") -> {} {{}}\n", function.returns));
        }
        None => text.push_str(&format!("struct {};\n", item.name)),
    }
    parts.push(Part::Item);
    declare(item.attribute, &text).map_err(|error| {
        let parts = |error: syn::Error| {
            let line = error.span().start().line.saturating_sub(1);
            let part = match parts.get(line) {
                Some(Part::Argument(path)) => Part::Argument(path.clone()),
                Some(Part::Parameter(at)) => Part::Parameter(*at),
                _ => Part::Item,
            };
            (part, first_line(&error))
        };
        error.into_iter().map(parts).collect()
    })
}

/// The first line of an error; the others are help.
pub(super) fn first_line(error: &syn::Error) -> String {
    let message = error.to_string();
    message.lines().next().unwrap_or_default().to_owned()
}

/// Parses an item with an attribute, as the macro does.
fn declare(attribute: &str, text: &str) -> syn::Result<Declared> {
    let attribute = Attribute::named(attribute)
        .ok_or_else(|| syn::Error::new(proc_macro2::Span::call_site(), "unknown attribute"))?;
    match syn::parse_str::<syn::Item>(text)? {
        syn::Item::Fn(mut function) => {
            let args = take_attribute(&mut function.attrs);
            let item = Annotated::Function(connect_syntax::HandlerFn::from(&function));
            attribute.declare(args, &item)
        }
        syn::Item::Struct(mut item) => {
            let args = take_attribute(&mut item.attrs);
            match UnitStruct::of(&item) {
                Some(unit) => attribute.declare(args, &Annotated::Struct(unit)),
                None => Err(syn::Error::new(item.ident.span(), "not a unit struct")),
            }
        }
        other => Err(syn::Error::new_spanned(other, "not an item of a module")),
    }
}

/// Removes an item's attribute, as its macro would, and returns its arguments.
fn take_attribute(attrs: &mut Vec<syn::Attribute>) -> proc_macro2::TokenStream {
    if attrs.is_empty() {
        return proc_macro2::TokenStream::new();
    }
    match attrs.remove(0).meta {
        syn::Meta::List(list) => list.tokens,
        _ => proc_macro2::TokenStream::new(),
    }
}
