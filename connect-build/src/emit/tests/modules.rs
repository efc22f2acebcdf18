//! One module in two crates of the package.

use super::*;

fn emitted(files: &[(&str, &str)]) -> Result<Vec<String>, EmitError> {
    let panels = format!("mod inner;\n{}", panel("votes"));
    let workspace = Workspace::new(files);
    workspace.write("app/src/panels.rs", &panels);
    workspace.write("app/src/panels/inner.rs", &panel("more"));
    workspace.write("app/src/calls.rs", "pub fn nothing() {}");
    workspace.emit()
}

#[test]
fn handlers_that_two_crates_compile_are_one_fault_where_one_has_to_go() {
    let twice = "so its handlers would be in the app twice;";
    for (main, lib, expected) in [
        // The program has to use the library's module.
        (
            "mod panels;\nfn main() {}".to_owned(),
            format!("{APP}pub mod panels;"),
            format!(
                "src/main.rs:1:1: src/panels.rs is a module of src/lib.rs as well, {twice} \
                 write `use app::panels;` instead"
            ),
        ),
        (
            "connect_runtime::library!();\nmod calls; mod panels;".to_owned(),
            format!("{APP}#[path = \"panels.rs\"] pub mod shown;"),
            format!(
                "src/main.rs:2:12: src/panels.rs is a module of src/lib.rs as well, {twice} \
                 write `use app::shown;` instead"
            ),
        ),
        // The library is not a library of handlers.
        (
            format!("{APP}mod panels;"),
            "pub mod panels;".to_owned(),
            format!(
                "src/lib.rs:1:5: src/panels.rs is a module of src/main.rs as well, {twice} \
                 remove it here"
            ),
        ),
    ] {
        let files = [("app/src/main.rs", &*main), ("app/src/lib.rs", &*lib)];
        assert_eq!(faults(emitted(&files)), [expected]);
    }
}

#[test]
fn a_module_without_handlers_may_be_in_both() {
    let files = [
        ("app/src/main.rs", &*format!("{APP}mod calls; mod panels;")),
        ("app/src/lib.rs", "pub mod calls;"),
    ];
    emitted(&files).unwrap();
}
