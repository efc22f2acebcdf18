//! Converting a module to its item.

use connect_model::Property;
use connect_model::guard::ADMIN_ONLY;
use connect_model::link::{LinkContext, PAGES};
use connect_model::module_kind::{Invocation, Type};
use connect_model::nearest::nearest;
use connect_model::{check_context_parameter, check_context_parameter_of};
use serde_json::Value;

use super::convert::{Converter, JsonPointer, UNKNOWN};
use super::handlers::{Handlers, report_left_out};
use super::item::{HandlerFn, Item};
use super::module::PlannedModule;
use super::names::Names;
use super::references::{ItemContext, References};
use super::repair::{in_words_of_json, repair};
use crate::attribute_ast::{AttrValue, Field};
use crate::diagnostics::Diagnostics;
use crate::text::{comment, dropped, remark};
use crate::urls::{BaseUrl, ServedUrl, without_names_of_the_host};

/// Why a module can't become the planned item.
#[derive(Debug)]
pub(super) enum ImportProblem {
    /// No attribute can express it.
    LeftOut {
        message: String,
        /// The comments that replace it.
        comments: Vec<String>,
    },
    /// No function can be at its URL.
    NotServed,
}

/// Arguments that are written first, in this order.
const FIRST: &[&str] = &[
    "key",
    "name",
    "description",
    "location",
    "event",
    "events",
    "url",
    "icon",
];

/// Creates the item for a module, and adds the handlers for the URLs inside it.
///
/// # Errors
/// The plan has to change.
pub(super) fn item(
    planned: &PlannedModule,
    references: &References<'_>,
    base: &BaseUrl,
    handlers: &mut Handlers,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Item, ImportProblem> {
    let module = &planned.module;
    let context = ItemContext {
        kind: Some(module.kind),
        products: module.products.clone(),
        file: planned.file,
        label: module.label(),
        name_hint: key_or_name(planned).to_owned(),
        pointer: module.pointer.clone(),
    };
    let mut converter = Converter {
        item: &context,
        references,
        base,
        diagnostics,
        unconverted: Vec::new(),
    };
    let mut arguments = arguments(planned, &mut converter)?;
    let unconverted = converter.unconverted;
    handlers.assign(&context, &mut arguments, diagnostics);
    if let Some(ServedUrl { path, .. }) = &planned.served {
        arguments.push(Field::text("url", path));
        if module.is_cacheable() {
            arguments.push(Field::new("public", AttrValue::word("true")));
        }
        if planned.admin_only {
            arguments.push(Field::new(ADMIN_ONLY, AttrValue::word("true")));
        }
    }
    super::sort_arguments(&mut arguments, FIRST);
    let handler = planned
        .served
        .as_ref()
        .map(|served| function(planned, served, &mut handlers.names));
    let (function, left_out) = handler.unzip();
    let left_out = left_out.unwrap_or_default();
    report_undeclared(planned, &context.label, diagnostics);
    report_left_out(&context.label, &context.pointer, &left_out, diagnostics);
    let mut comments = Vec::new();
    for (name, json) in &module.fields {
        if name.starts_with("//") {
            comments.extend(comment(&remark(name, json)));
        }
    }
    comments.extend(unconverted);
    let mut item = Item {
        label: context.label,
        pointer: context.pointer,
        comments,
        attribute: module.kind.attribute,
        arguments,
        name: planned.name.clone(),
        file: planned.file,
        function,
    };
    if repair(&mut item, diagnostics).is_ok() {
        return Ok(item);
    }
    fill_in(planned, &mut item, diagnostics);
    match repair(&mut item, diagnostics) {
        Ok(()) => Ok(item),
        Err(_) if planned.served.is_some() && !item.has_argument("url") => {
            Err(ImportProblem::NotServed)
        }
        Err(why) => Err(ImportProblem::LeftOut {
            message: why_left_out(&item, &why, diagnostics),
            comments: dropped(&item.label, &Value::Object(module.fields.clone())),
        }),
    }
}

/// Reports what a macro's URL requests that is neither the product's nor declared by the macro: the
/// host fills it in only if the macro's editor stores it.
fn report_undeclared(planned: &PlannedModule, label: &str, diagnostics: &mut Diagnostics<'_>) {
    let module = &planned.module;
    let Some(served) = planned.served.as_ref().filter(|_| module.kind.is_macro()) else {
        return;
    };
    let declared = module.macro_parameters();
    let undeclared: Vec<String> = served
        .route
        .requests
        .iter()
        .map(|(_, name)| name)
        .filter(|name| check_context_parameter(name).is_err() && !declared.contains(name))
        .map(|name| format!("`{name}`"))
        .collect();
    if !undeclared.is_empty() {
        let message = format!(
            "{label}: its URL requests {}, which its `parameters` do not declare; they stay empty unless its editor stores them",
            undeclared.join(", ")
        );
        diagnostics.report(&format!("{}/url", module.pointer), message);
    }
}

fn arguments(
    planned: &PlannedModule,
    converter: &mut Converter<'_, '_>,
) -> Result<Vec<Field>, ImportProblem> {
    let PlannedModule { module, served, .. } = planned;
    let kind = module.kind;
    let is_served = served.is_some();
    let root = JsonPointer::root(converter.item);
    let mut arguments = Vec::new();
    if kind.has_key() {
        arguments.push(Field::text("key", &planned.key));
    }
    for (name, json) in &module.fields {
        let is_url = kind.url_at.first().is_some_and(|first| first == name);
        if name == "key" && kind.has_key()
            || name.starts_with("//")
            || json.is_null()
            || (is_url && is_served && (kind.url_at.len() == 1 || json.is_string()))
        {
            continue;
        }
        let at = root.member(name);
        if let ("events", Some(event), Value::Array(names)) =
            (&**name, kind.property("event"), json)
        {
            let each = names.iter().filter_map(|name| {
                let field = converter.field(event, name, &at)?;
                Some(Field {
                    name: String::new(),
                    ..field
                })
            });
            let list = AttrValue::list(each.collect());
            arguments.push(Field::new("events", list).at("events"));
            continue;
        }
        let Some(property) = kind.property(name) else {
            let known: Vec<&str> = kind.properties.iter().map(|it| it.name).collect();
            let near = connect_model::nearest::nearest(name, known.iter().copied());
            let near = near.first().map(|near| format!("; did you mean `{near}`?"));
            let of_others = || {
                let others = connect_model::module_kinds();
                let has = others.iter().any(|other| other.property(name).is_some());
                has.then(|| "a property of other kinds, which a host ignores here".to_owned())
            };
            let why = match near {
                Some(near) => format!("{UNKNOWN}{near}"),
                None => of_others().unwrap_or_else(|| UNKNOWN.to_owned()),
            };
            converter.drop_value(&at, json, &why);
            continue;
        };
        match json {
            // The function is the URL inside the object; the other members are kept.
            Value::Object(object) if is_url && is_served => {
                if let (Type::Object(members), Some(last)) = (property.ty, kind.url_at.last()) {
                    let mut object = object.clone();
                    object.remove(*last);
                    let fields = converter.object(members, &object, &at);
                    if !fields.is_empty() {
                        let object = AttrValue::object(fields);
                        arguments.push(Field::new(property.argument, object).at(&at.path));
                    }
                }
            }
            // The path of a handler that other modules share.
            Value::String(url) if is_url && let Some(shared) = &planned.shared => {
                let item = converter.item.path_to(shared.file, &shared.name);
                let value = match shared.query.as_str() {
                    "" => item,
                    query => AttrValue::call(
                        &item.flat().unwrap_or_default(),
                        vec![Field::value(AttrValue::text(query))],
                    ),
                };
                let url = converter.base.path_of(url).unwrap_or_else(|| url.clone());
                let field = Field::new(property.argument, value).at(&at.path);
                arguments.push(field.or(AttrValue::text(&url)));
            }
            // A page's key, or a URL of the product.
            Value::String(url) if is_url && module.opens_another() => {
                let value = match module.link() {
                    Some(LinkContext::Page) if !url.contains("://") => converter
                        .references
                        .key(converter.item, PAGES, url)
                        .map_err(|why| ImportProblem::LeftOut {
                            message: format!(
                                "{}: left out: with the context \"page\" its URL is the key of a page, and {why}",
                                converter.item.label
                            ),
                            comments: dropped(&converter.item.label, &module.fields.clone().into()),
                        })?,
                    _ => AttrValue::text(url),
                };
                arguments.push(Field::new(property.argument, value).at(&at.path));
            }
            // Another site's URL, or one that another module's handler serves.
            Value::String(url) if is_url && kind.url_at.len() == 1 => {
                let own = converter.base.path_of(url);
                let own = own.filter(|own| !own.contains("{{"));
                let own = own.map(|own| without_names_of_the_host(&own).0);
                let url = own.as_ref().unwrap_or(url);
                arguments.push(Field::text(property.argument, url).at(&at.path));
            }
            json => arguments.extend(converter.field(property, json, &at)),
        }
    }
    Ok(arguments)
}

/// Fills in required texts that are missing with the key.
fn fill_in(planned: &PlannedModule, item: &mut Item, diagnostics: &mut Diagnostics<'_>) {
    let module = &planned.module;
    let is_text = |property: &Property| {
        matches!(property.ty, Type::String | Type::I18n) && property.name != "key"
    };
    for property in module.kind.properties {
        if !property.required || !is_text(property) || item.has_argument(property.argument) {
            continue;
        }
        let stand_in = key_or_name(planned);
        diagnostics.report(
            &format!("{}/{}", module.pointer, property.name),
            format!(
                "{}: the host requires `{}`, which is missing; set to {stand_in:?}",
                item.label, property.name
            ),
        );
        item.arguments
            .push(Field::text(property.argument, stand_in));
    }
}

fn key_or_name(planned: &PlannedModule) -> &str {
    if planned.key.is_empty() {
        &planned.name
    } else {
        &planned.key
    }
}

/// Why a module is left out: what was dropped inside it and made it incomplete, then what the
/// compiler reports about the rest.
fn why_left_out(item: &Item, why: &str, diagnostics: &Diagnostics<'_>) -> String {
    let label = &item.label;
    let why = in_words_of_json(item.attribute, why);
    let inside = format!("{}/", item.pointer);
    let cause = diagnostics
        .iter()
        .find(|one| one.pointer.starts_with(&inside) && one.message.contains(": dropped `"))
        .and_then(|one| one.message.strip_prefix(label.as_str()));
    match cause {
        Some(cause) => format!("{label}: left out{cause}; {why}"),
        None => format!("{label}: left out: {why}"),
    }
}

/// The function, and the context parameters that none of its arguments takes.
fn function(
    planned: &PlannedModule,
    served: &ServedUrl,
    names: &mut Names,
) -> (HandlerFn, Vec<String>) {
    let returns = match planned.module.kind.invocation {
        Invocation::Iframe => "Page",
        Invocation::Callback => "Result<()>",
        _ => "String",
    };
    // The host requests a cacheable page without any parameters.
    let requests: &[(String, String)] = if planned.module.is_cacheable() {
        &[]
    } else {
        &served.route.requests
    };
    let module = &planned.module;
    let declared = module.macro_parameters();
    let is_listed = |name: &str| {
        let near = || nearest(name, declared.iter().map(String::as_str));
        check_context_parameter_of(module.kind, &module.products, name).is_ok()
            && (declared.iter().any(|one| one == name) || near().is_empty())
    };
    HandlerFn::new(&planned.name, names, requests, returns, is_listed)
}
