//! One module of the descriptor as one item.

use connect_model::Property;
use connect_model::module_kind::{Type, Url};
use serde_json::Value;

use super::item::{Function, Item, has, text};
use super::plan::{Planned, dropped};
use super::urls::Route;
use super::value::{Place, remark};
use super::world::World;
use super::written::{Member, Written, comment};

/// Why a module is no item as planned.
#[derive(Debug)]
pub(super) enum Trouble {
    /// No attribute can say it: what stands in its place.
    Out(Vec<String>),
    /// No function can stand at its URL.
    NotServed,
}

/// Arguments that come first, as people write them.
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

/// Writes a module.
///
/// # Errors
/// [`Trouble`], which changes the plan.
pub(super) fn write(world: &mut World<'_>, module: &Planned) -> Result<Item, Trouble> {
    let mut place = Place {
        kind: Some(module.kind),
        products: module.products.clone(),
        room: module.room.clone(),
        label: module.label(),
        hint: if module.key.is_empty() {
            module.name.clone()
        } else {
            module.key.clone()
        },
        pointer: module.pointer.clone(),
        left: Vec::new(),
    };
    let mut arguments = arguments(world, module, &mut place);
    if let Some((own, _)) = &module.served {
        arguments.push(text("url", own));
    }
    if module.served.is_some() && module.is_cacheable() {
        arguments.push(Member::new("public", Written::word("true")));
    }
    let order = |argument: &Member| {
        let first = FIRST.iter().position(|name| *name == argument.name);
        first.unwrap_or(FIRST.len())
    };
    arguments.sort_by_key(order);
    let mut item = Item {
        place: place.label.clone(),
        pointer: module.pointer.clone(),
        comments: Vec::new(),
        attribute: module.kind.attribute,
        arguments,
        name: module.name.clone(),
        room: module.room.clone(),
        function: module
            .served
            .as_ref()
            .map(|(_, route)| function(module, route)),
    };
    let is_at = module.served.is_some();
    let mut filled = false;
    loop {
        match item.mend(world, &mut place.left) {
            Ok(_) => break,
            Err(_) if !filled => {
                filled = true;
                fill_in(world, module, &mut item);
            }
            Err(_) if is_at && !has(&item.arguments, "url") => return Err(Trouble::NotServed),
            Err(why) => {
                let said = format!("{}: left out: {why}", place.label);
                world.say(&module.pointer, &said);
                let json = Value::Object(module.fields.clone());
                return Err(Trouble::Out(dropped(&place.label, &json)));
            }
        }
    }
    for (name, json) in &module.fields {
        if name.starts_with("//") {
            item.comments.extend(comment(&remark(name, json)));
        }
    }
    item.comments.append(&mut place.left);
    Ok(item)
}

fn arguments(world: &mut World<'_>, module: &Planned, place: &mut Place) -> Vec<Member> {
    let kind = module.kind;
    let mut arguments = Vec::new();
    if kind.has_key() {
        arguments.push(text("key", &module.key));
    }
    let spot = place.spot();
    for (name, json) in &module.fields {
        let own_url = kind.url_at.first().is_some_and(|first| first == name);
        let served = module.served.is_some();
        if name == "key" && kind.has_key()
            || name.starts_with("//")
            || json.is_null()
            || (own_url && served && (kind.url_at.len() == 1 || json.is_string()))
        {
            continue;
        }
        let spot = spot.member(name);
        if let ("events", Some(event), Value::Array(names)) =
            (&**name, kind.property("event"), json)
        {
            let each = names.iter().filter_map(|name| {
                let member = world.member(place, event, name, &spot)?;
                Some(Member {
                    name: String::new(),
                    ..member
                })
            });
            let list = Written::list(each.collect());
            arguments.push(Member::new("events", list).from("events"));
            continue;
        }
        let Some(property) = kind.property(name) else {
            let known: Vec<&str> = kind.properties.iter().map(|it| it.name).collect();
            let near = connect_model::nearest::nearest(name, known.iter().copied());
            let near = near.first().map(|near| format!("; did you mean `{near}`?"));
            let why = format!("nothing knows it{}", near.unwrap_or_default());
            world.leave(place, &spot, json, &why);
            continue;
        };
        let mut json = json.clone();
        if own_url
            && served
            && let (Some(object), Some(last)) = (json.as_object_mut(), kind.url_at.last())
        {
            // The function is that URL.
            object.remove(*last);
            if let (Type::Object(members), object) = (property.ty, &*object) {
                let written = world.object(place, members, object, &spot);
                if !written.is_empty() {
                    let object = Written::object(written);
                    arguments.push(Member::new(property.argument, object).from(&spot.path));
                }
            }
            continue;
        }
        if own_url && !served && kind.url_at.len() == 1 {
            // Somebody else's, or served by the handler of another module.
            let url = json.as_str().unwrap_or_default();
            let own = world.base.own(url).filter(|own| !own.contains("{{"));
            let url = own.unwrap_or_else(|| url.to_owned());
            if json.is_string() {
                arguments.push(text(property.argument, &url).from(&spot.path));
                continue;
            }
        }
        arguments.extend(world.member(place, property, &json, &spot));
    }
    arguments
}

/// Texts that must be there and are not: the key stands for them.
fn fill_in(world: &mut World<'_>, module: &Planned, item: &mut Item) {
    let missing = module
        .kind
        .properties
        .iter()
        .filter(|property| property.required && is_text(property))
        .filter(|property| !has(&item.arguments, property.argument));
    let missing: Vec<&Property> = missing.collect();
    for property in missing {
        let stands_in = if module.key.is_empty() {
            module.name.as_str()
        } else {
            module.key.as_str()
        };
        let said = format!(
            "{}: the host asks for `{}`, and it has none: it got {stands_in:?}",
            module.label(),
            property.name
        );
        world.say(&format!("{}/{}", module.pointer, property.name), &said);
        item.arguments.push(text(property.argument, stands_in));
    }
}

fn is_text(property: &Property) -> bool {
    matches!(property.ty, Type::String | Type::I18n) && property.name != "key"
}

fn function(module: &Planned, route: &Route) -> Function {
    let answer = match module.kind.url {
        Url::Iframe => "Page",
        Url::Callback => "Result<()>",
        _ => "String",
    };
    // The host requests a cacheable page without any parameter.
    let variables: &[String] = if module.is_cacheable() {
        &[]
    } else {
        &route.variables
    };
    Function::of(variables, answer)
}
