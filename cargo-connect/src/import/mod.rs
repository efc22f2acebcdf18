//! `cargo connect import`: an existing descriptor as a package of handlers to fill in.

mod app;
mod conditions;
mod error;
mod folder;
mod module;
mod names;
mod value;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use connect_model::descriptor::Entry;
use connect_model::{Descriptor, ModuleKind, Product};

use crate::command::Import;
use error::ImportError;

/// Descriptors are some kilobytes; the largest apps stay far below this.
const LIMIT: u64 = 4 * 1024 * 1024;

/// Imports, and says what was dropped.
pub(crate) fn run(options: &Import) -> Result<bool, ImportError> {
    let text = read(&options.descriptor)?;
    let descriptor = Descriptor::parse(&text).map_err(|error| ImportError::Descriptor {
        path: options.descriptor.clone(),
        error,
    })?;
    let name = match &options.name {
        Some(name) => name.clone(),
        None => names::snake(descriptor.key.as_deref().unwrap_or("app")).replace('_', "-"),
    };
    let legal = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) || !name.chars().all(legal) {
        return Err(ImportError::Name(name));
    }
    let to = options.to.clone().unwrap_or_else(|| name.clone().into());
    folder::refuse_full(&to)?;
    let (files, said) = package(&descriptor, &name, options.path.as_deref());
    folder::write(&to, &files)?;
    for line in said {
        println!("{line}");
    }
    println!("wrote {}", to.display());
    Ok(true)
}

fn read(path: &Path) -> Result<String, ImportError> {
    let failed = |source| ImportError::Read {
        path: path.to_owned(),
        source,
    };
    let mut text = String::new();
    let file = File::open(path).map_err(failed)?;
    file.take(LIMIT + 1)
        .read_to_string(&mut text)
        .map_err(failed)?;
    if text.len() as u64 > LIMIT {
        return Err(ImportError::TooLarge {
            path: path.to_owned(),
            limit: LIMIT,
        });
    }
    Ok(text)
}

/// The files of the package, and what they could not hold.
fn package(
    descriptor: &Descriptor,
    name: &str,
    checkout: Option<&Path>,
) -> (Vec<(String, String)>, Vec<String>) {
    let mut writer = module::Writer::default();
    let app = app::app(descriptor, &mut writer.said);
    let mut rooms: BTreeMap<&str, String> = BTreeMap::new();
    for (kind_name, entry) in descriptor.modules.iter().flat_map(|modules| &modules.0) {
        if kind_name.starts_with("//") {
            continue;
        }
        let Some(kind) = connect_model::module_kind(kind_name) else {
            writer
                .said
                .push(format!("dropped `{kind_name}`, which is no module kind"));
            continue;
        };
        if let Entry::Other(_) = entry {
            writer
                .said
                .push(format!("dropped `{kind_name}`: not all of it are objects"));
        }
        let mut modules: Vec<_> = entry.iter().map(module::fields).collect();
        if kind.name == "webhooks" {
            modules = module::join_webhooks(modules);
        }
        for fields in modules {
            let item = writer.item(kind, &fields);
            let room = rooms.entry(room(kind)).or_default();
            room.push('\n');
            room.push_str(&item);
        }
    }
    let mods: String = rooms.keys().map(|room| format!("mod {room};\n")).collect();
    let mut files = vec![
        ("Cargo.toml".to_owned(), manifest(name, checkout)),
        (
            "build.rs".to_owned(),
            "fn main() {\n    connect_build::emit();\n}\n".to_owned(),
        ),
        (
            "src/main.rs".to_owned(),
            format!(
                "use connect_runtime::prelude::*;\n\n{mods}\n{app}\n#[connect_runtime::main]\nasync fn main() -> Result<()> {{\n    connect_runtime::serve().await\n}}\n"
            ),
        ),
    ];
    for (room, items) in rooms {
        let text = format!("use connect_runtime::prelude::*;\n{items}");
        files.push((format!("src/{room}.rs"), text));
    }
    (files, writer.said)
}

/// The file of a kind: its product's, or one for those of several.
fn room(kind: &ModuleKind) -> &'static str {
    match kind.products {
        [Product::Confluence] => "confluence",
        [Product::Bitbucket] => "bitbucket",
        products if products.contains(&Product::Confluence) => "shared",
        _ => "jira",
    }
}

fn manifest(name: &str, checkout: Option<&Path>) -> String {
    let dependency = |package: &str| match checkout {
        Some(folder) => {
            let path = value::literal(&folder.join(package).display().to_string());
            format!("{package} = {{ path = {path} }}\n")
        }
        None => format!("{package} = {:?}\n", env!("CARGO_PKG_VERSION")),
    };
    format!(
        "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n{}\n[build-dependencies]\n{}\n[workspace]\n",
        dependency("connect-runtime"),
        dependency("connect-build"),
    )
}
