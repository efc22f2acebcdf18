//! The files of the new package.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use connect_model::declaration::kind;
use serde_json::{Map, Value};

use super::item::{Function, Item};
use super::module::{self, Trouble};
use super::scan::Places;
use super::urls::Base;
use super::value::remark;
use super::world::{Said, World};
use super::written::{comment, literal};
use super::{app, plan};

/// What the files are made for.
#[derive(Debug)]
pub(super) struct Target<'a> {
    /// The package's name.
    pub(super) name: &'a str,
    /// The checkout of the framework to depend on by path.
    pub(super) checkout: Option<&'a Path>,
    /// The descriptor, as the header names it.
    pub(super) from: &'a str,
}

/// Said of a name that its object has twice.
const TWICE: &str = "stands there twice: the last one counts";

/// The files, and the world that they were made in.
pub(super) fn package<'a>(
    root: &Map<String, Value>,
    places: &'a Places,
    target: &Target<'_>,
) -> (Vec<(String, String)>, World<'a>) {
    let base = Base::of(root.get("baseUrl").and_then(Value::as_str));
    let mut planned = World::new(base, places);
    for (pointer, line) in &places.repeated {
        let name = pointer.trim_start_matches('/').replace('/', ".");
        let text = format!("`{name}` {TWICE}");
        planned.said.push(Said {
            line: *line,
            text,
            pointer: pointer.clone(),
        });
    }
    let left = plan::plan(&mut planned, root.get("modules"));
    let mut out: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let (mut world, mut items) = loop {
        let mut world = planned.clone();
        world.index();
        let mut items = Vec::new();
        let mut again = false;
        let mut gone: Vec<Said> = Vec::new();
        for at in 0..world.modules.len() {
            if planned.out.contains(&at) {
                continue;
            }
            let Some(module) = world.modules.get(at).cloned() else {
                continue;
            };
            let before = world.said.len();
            match module::write(&mut world, &module) {
                Ok(item) => items.push(item),
                Err(Trouble::Out(comments)) => {
                    planned.out.insert(at);
                    out.insert(at, comments);
                    gone.extend(world.said.pop());
                    world.said.truncate(before);
                    again = true;
                }
                Err(Trouble::NotServed) => {
                    let kind = module.kind.attribute;
                    let name = planned.names.structure(&module.name, kind);
                    if let Some(module) = planned.modules.get_mut(at) {
                        module.served = None;
                        module.name = name;
                    }
                    let said = format!("{}: nothing serves its URL", module.label());
                    planned.say(&module.pointer, &said);
                    world.said.truncate(before);
                    again = true;
                }
            }
        }
        if !again {
            break (world, items);
        }
        // That a module is left out says it all.
        let places: BTreeSet<&str> = gone.iter().map(|said| said.pointer.as_str()).collect();
        planned.said.retain(|said| {
            let twice = said.text.ends_with(TWICE);
            let around = said.pointer.match_indices('/').map(|(at, _)| at);
            let mut around = around.chain([said.pointer.len()]);
            twice || !around.any(|at| said.pointer.get(..at).is_some_and(|it| places.contains(it)))
        });
        planned.said.append(&mut gone);
    };
    let (app, mut above) = app::app(&mut world, root);
    items.append(&mut world.served.clone());
    items.extend(hooks(&mut world, root));
    above.extend(left);
    let mut rooms: BTreeMap<String, String> = BTreeMap::new();
    for item in &items {
        let room = rooms.entry(item.room.clone()).or_default();
        room.push('\n');
        room.push_str(&item.print(world.named.contains(&item.name)));
    }
    for (at, comments) in out {
        if let Some(module) = world.modules.get(at) {
            let room = rooms.entry(module.room.clone()).or_default();
            room.push('\n');
            room.push_str(&lines(&comments));
        }
    }
    let mods: String = rooms.keys().map(|room| format!("mod {room};\n")).collect();
    let blank = if mods.is_empty() { "" } else { "\n" };
    let above = if above.is_empty() {
        String::new()
    } else {
        format!("{}\n", lines(&above))
    };
    let mut files = vec![
        ("Cargo.toml".to_owned(), manifest(target)),
        (
            "build.rs".to_owned(),
            "fn main() {\n    connect_build::emit();\n}\n".to_owned(),
        ),
        (
            "src/main.rs".to_owned(),
            format!(
                "{}\n{mods}{blank}use connect_runtime::prelude::*;\n\n{above}{app}\n#[connect_runtime::main]\nasync fn main() -> Result<()> {{\n    connect_runtime::serve().await\n}}\n",
                header(root, target)
            ),
        ),
    ];
    for (room, items) in rooms {
        let only_comments = items
            .lines()
            .all(|line| line.is_empty() || line.starts_with("//"));
        let text = if only_comments {
            items.trim_start().to_owned()
        } else {
            format!("use connect_runtime::prelude::*;\n{items}")
        };
        files.push((format!("src/{room}.rs"), text));
    }
    (files, world)
}

fn lines(comments: &[String]) -> String {
    comments.iter().map(|line| format!("{line}\n")).collect()
}

/// What the first file begins with: where it came from, and what to do next.
fn header(root: &Map<String, Value>, target: &Target<'_>) -> String {
    let from: String = comment(target.from).concat();
    let from = from.trim_start_matches("// ").replace('`', "'");
    let name = root.get("name").and_then(Value::as_str).unwrap_or_default();
    let name: String = comment(name).join(" ").replace("//", "");
    let title = if name.trim().is_empty() {
        format!("Imported from `{from}`.")
    } else {
        format!("{}, imported from `{from}`.", name.trim())
    };
    format!(
        "//! {title}\n//!\n//! Each `todo!` is a handler to fill in: what the old app answered there.\n//! `cargo build` writes the descriptor to `target/connect/{}/descriptor.json`,\n//! `cargo connect dev` installs the app into a local host and opens each module.\n",
        target.name
    )
}

/// A hook for each lifecycle callback that the app had: the runtime keeps the installation itself.
fn hooks(world: &mut World<'_>, root: &Map<String, Value>) -> Vec<Item> {
    let mut hooks = Vec::new();
    let json = match root.get("lifecycle") {
        None | Some(Value::Null) => return hooks,
        Some(json) => json,
    };
    let Value::Object(callbacks) = json else {
        world.say(
            "/lifecycle",
            &format!(
                "dropped `lifecycle`, which is {json}: the runtime serves its callbacks itself"
            ),
        );
        return hooks;
    };
    let mut was = Vec::new();
    for (name, json) in callbacks {
        let pointer = format!("/lifecycle/{name}");
        let Some(event) = kind::LIFECYCLE.iter().find(|event| *event == name) else {
            if !name.starts_with("//") && !json.is_null() {
                let said = format!("dropped `lifecycle.{name}`: the runtime has no such callback");
                world.say(&pointer, &said);
            }
            continue;
        };
        let mut comments = Vec::new();
        let about = callbacks.get(&format!("//{name}"));
        comments.extend(
            about
                .map(|json| comment(&remark("", json)))
                .unwrap_or_default(),
        );
        let url = json.as_str().unwrap_or_default();
        comments.extend(comment(&format!("was at {url}")));
        was.push(format!("{name} {url}"));
        hooks.push(Item {
            place: format!("lifecycle.{name}"),
            pointer,
            comments,
            attribute: event,
            arguments: Vec::new(),
            name: world.names.function(name, "hook"),
            room: "lifecycle".to_owned(),
            function: Some(Function::hook()),
        });
    }
    if !was.is_empty() {
        let said = format!(
            "lifecycle: the runtime serves the callbacks and keeps the installation; write into src/lifecycle.rs what else these did: {}",
            was.join(", ")
        );
        world.say("/lifecycle", &said);
    }
    hooks
}

fn manifest(target: &Target<'_>) -> String {
    let dependency = |package: &str| match target.checkout {
        Some(folder) => {
            let path = literal(&folder.join(package).display().to_string());
            format!("{package} = {{ path = {path} }}\n")
        }
        None => format!("{package} = {:?}\n", env!("CARGO_PKG_VERSION")),
    };
    format!(
        "[package]\nname = {}\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n{}\n[build-dependencies]\n{}\n# A package of its own, also inside the folder of another workspace.\n[workspace]\n",
        literal(target.name),
        dependency("connect-runtime"),
        dependency("connect-build"),
    )
}
