//! `tests/apps/passes` compiles with the workspace, which is all that its programs are for. A file
//! that no `mod` names would not be compiled.

use std::path::Path;

use connect_testing::scratch_package::workspace_root;

/// The names of the Rust files in a folder.
fn programs(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn every_passing_program_is_compiled() {
    let package = workspace_root().join("tests/apps/passes");
    let read = |path: &str| std::fs::read_to_string(package.join(path)).unwrap();
    let (root, modules, manifest) = (
        read("src/lib.rs"),
        read("src/modules.rs"),
        read("Cargo.toml"),
    );

    for entry in std::fs::read_dir(package.join("src")).unwrap() {
        let folder = entry.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        let name = folder.file_name().unwrap().to_str().unwrap();
        let declared = if name == "modules" {
            modules.as_str()
        } else {
            let start = format!("mod {name} {{");
            let (_, inside) = root
                .split_once(&start)
                .unwrap_or_else(|| panic!("no {start}"));
            inside.split('}').next().unwrap()
        };
        for program in programs(&folder) {
            let item = format!("mod {program};");
            assert!(declared.contains(&item), "{name}: `{item}` is missing");
        }
    }
    for program in programs(&package.join("examples")) {
        let target = format!("[[example]]\nname = \"{program}\"\ncrate-type = [\"lib\"]\n");
        assert!(manifest.contains(&target), "Cargo.toml lacks {target}");
    }
}
