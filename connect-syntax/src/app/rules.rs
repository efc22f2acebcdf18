//! Rules for individual fields of `app!`, beyond their types.

use connect_model::app_field::{ADDRESSES, Address, MIGRATIONS, WRITTEN_FOR_YOU};
use connect_model::app_field::{BASE_URL, DESCRIPTORS, PER_PRODUCT};
use connect_model::guard::{LICENSED, Licensed};
use connect_model::module_kind::Type;
use connect_model::{Property, Unknown, app_fields};
use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Lit, LitBool};

use crate::args::{Arg, Args};
use crate::findings::Findings;
use crate::value::Value;
use crate::wording;

/// Removes the fields that the framework writes itself, and reports each.
pub(super) fn written_for_you(args: &mut Args, findings: &mut Findings) {
    for field in WRITTEN_FOR_YOU {
        for spelling in [field.argument, field.name] {
            while let Some(arg) = args.remove(spelling) {
                let message = wording::written_for_you(&arg.name, field.by);
                findings.error_at(arg.span, message);
            }
        }
    }
}

/// "App descriptor": an app key consists of letters, digits, `-`, `.` and `_`.
pub(super) fn key(args: &Args, findings: &mut Findings) {
    let Some(literal) = args.get("key").and_then(|arg| arg.value.as_str()) else {
        return;
    };
    let key = literal.value();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    if key.is_empty() || !key.bytes().all(fits) {
        findings.error(literal, wording::bad_app_key(&key));
    }
}

/// Checks the names and values of `api_migrations`, and reads `unlisted(true)`, which allows
/// a new name.
pub(super) fn migrations(args: &mut Args, findings: &mut Findings) {
    for arg in args.iter_mut().filter(|arg| arg.name == "api_migrations") {
        let Value::Object(_, migrations) = &mut arg.value else {
            continue;
        };
        for migration in migrations.iter_mut() {
            self::migration(migration, findings);
        }
    }
}

fn migration(arg: &mut Arg, findings: &mut Findings) {
    let vouched = match &arg.value {
        Value::Call(call) if call.path.is_ident("unlisted") => {
            match (call.positional.as_slice(), call.named.iter().next()) {
                ([value @ Value::Literal(Lit::Bool(_))], None) => {
                    let is_listed = MIGRATIONS.contains(&&*arg.name);
                    findings.vouched(arg.name.clone(), call.path.span(), is_listed);
                    Some(value.clone())
                }
                _ => {
                    let message = wording::UNLISTED_MIGRATION;
                    findings.error(&call.path, message);
                    // One error is enough for it.
                    Some(on())
                }
            }
        }
        _ => None,
    };
    let known_name = MIGRATIONS.contains(&&*arg.name);
    match vouched {
        Some(value) => arg.value = value,
        None if !known_name => {
            let unknown = Unknown::new("API migration", &arg.name, MIGRATIONS.iter().copied());
            let message = wording::unknown_migration(&unknown);
            findings.error_at(arg.span, message);
        }
        None => {}
    }
    match &arg.value {
        Value::Literal(Lit::Bool(on)) if on.value || !known_name => {}
        Value::Unreadable(_) => {}
        Value::Literal(Lit::Bool(_)) => {
            let message = wording::always_on(&arg.name);
            findings.error_at(arg.value.span(), message);
        }
        other => {
            let span = other.span();
            let name = wording::member(&arg.name);
            let message = wording::expected(&name, "`true` or `false`", "true");
            findings.error_at(span, message);
            arg.value = on();
        }
    }
}

/// A substitute for a value whose fault has been reported.
fn on() -> Value {
    Value::Literal(Lit::Bool(LitBool::new(true, Span::call_site())))
}

/// Checks each URL among the fields.
pub(super) fn addresses(args: &Args, findings: &mut Findings) {
    for address in ADDRESSES {
        each(args, app_fields(), address.at, &mut |arg, in_map| {
            self::address(arg, in_map, address.is, findings);
        });
    }
}

/// Calls `found` for each argument at the end of a path through objects and maps, and with whether
/// it is a member of a map.
fn each(args: &Args, properties: &[Property], path: &[&str], found: &mut dyn FnMut(&Arg, bool)) {
    let Some((name, rest)) = path.split_first() else {
        return;
    };
    let in_map = *name == "*";
    let property = properties.iter().find(|property| property.name == *name);
    let here =
        |arg: &&Arg| in_map || property.is_some_and(|property| property.argument == arg.name);
    for arg in args.iter().filter(here) {
        match &arg.value {
            _ if rest.is_empty() => found(arg, in_map),
            Value::Object(_, inner) => {
                let members = match property.map(|property| property.ty) {
                    Some(Type::Object(members)) => members,
                    _ => &[],
                };
                each(inner, members, rest, found);
            }
            // It has already been reported that it must be an object.
            _ => {}
        }
    }
}

fn address(arg: &Arg, in_map: bool, must: Address, findings: &mut Findings) {
    let name = wording::member(&arg.name);
    let Some(literal) = arg.value.as_str() else {
        if in_map && !arg.value.is_unreadable() {
            let message = wording::expected(&name, "a string", wording::address_example(must));
            findings.error_at(arg.value.span(), message);
        }
        return;
    };
    let text = literal.value();
    let right = match must {
        Address::Whole => is_whole(&text, &["https://", "http://"]),
        Address::Https => is_whole(&text, &["https://"]),
        Address::Linked => text.starts_with(BASE_URL) || is_whole(&text, &["https://", "http://"]),
        Address::Below => {
            text.starts_with('/') && !text.starts_with("//") && !text.contains(char::is_whitespace)
        }
    };
    if !right {
        let message = wording::bad_address(&name, &text, must);
        findings.error(literal, message);
    }
}

/// Whether a text is an absolute URL with one of the schemes.
fn is_whole(text: &str, schemes: &[&str]) -> bool {
    let rest = schemes.iter().find_map(|scheme| text.strip_prefix(scheme));
    rest.is_some_and(|rest| {
        !rest.contains(char::is_whitespace)
            && !rest.is_empty()
            && !rest.starts_with(['/', '?', '#'])
    })
}

/// Reports `licensed = required` in an app about whose licences the host reports nothing.
pub(super) fn licensed(args: &Args, findings: &mut Findings) {
    let Some(licensed) = args.get(LICENSED) else {
        return;
    };
    let word = licensed.value.as_ident().map(ToString::to_string);
    let required = word.as_deref().and_then(Licensed::named) == Some(Licensed::Required);
    let licensing = args.get("enable_licensing");
    if required && !licensing.is_some_and(|it| it.value.is_true() || it.value.is_unreadable()) {
        findings.error_at(licensed.span, wording::LICENSED_WITHOUT_LICENSING);
    }
}

/// Reports `links.self` when there is one descriptor per product, each with its own address.
pub(super) fn own_address(args: &Args, findings: &mut Findings) {
    let word = args.get(DESCRIPTORS).map(|arg| &arg.value);
    let asked = word.is_some_and(|word| {
        word.as_ident().is_some_and(|word| word == PER_PRODUCT)
            || word
                .as_str()
                .is_some_and(|word| word.value() == PER_PRODUCT)
    });
    if let (true, Some(Value::Object(_, links))) = (asked, args.get("links").map(|arg| &arg.value))
        && let Some(own) = links.get("self")
    {
        findings.error_at(own.span, wording::SELF_PER_PRODUCT);
    }
}
