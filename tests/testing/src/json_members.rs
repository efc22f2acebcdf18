//! JSON bodies without some of their members, as hosts leave members out.

use serde_json::Value;

/// The pointers of all members of all objects, inner ones first.
#[must_use]
pub fn members(value: &Value) -> Vec<String> {
    let mut all = Vec::new();
    collect(value, "", &mut all);
    all
}

fn collect(value: &Value, path: &str, all: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = format!("{path}/{name}");
                collect(value, &path, all);
                all.push(path);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                collect(item, &format!("{path}/{at}"), all);
            }
        }
        _ => {}
    }
}

/// The body without one of its members: 0 drops it, 1 makes it null, 2 makes an object `""`.
#[must_use]
pub fn without(mut body: Value, member: &str, how: u8) -> Value {
    let (above, name) = member.rsplit_once('/').unwrap();
    if let Some(Value::Object(fields)) = body.pointer_mut(above) {
        match how {
            0 => drop(fields.remove(name)),
            2 if fields.get(name).is_some_and(Value::is_object) => {
                fields.insert(name.to_owned(), "".into());
            }
            _ => drop(fields.insert(name.to_owned(), Value::Null)),
        }
    }
    body
}
