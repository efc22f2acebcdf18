#![allow(clippy::unwrap_used)] // A test that panics is a test that fails.

use super::*;
use connect_model::module_kinds;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn the_documents_are_as_they_would_be_made() {
    let documents = make(&root()).unwrap();
    let difference = check(&root(), &documents).unwrap();
    assert!(difference.is_none(), "{}", difference.unwrap_or_default());
}

#[test]
fn each_row_has_its_attribute_its_page_and_its_case() {
    let rows: usize = module_kinds().iter().map(|kind| kind.products.len()).sum();
    assert_eq!((module_kinds().len(), rows), (73, 88));
    let index = read(&root().join(PAGES).join("attributes.md")).unwrap();
    for kind in module_kinds() {
        let page = read(&root().join(PAGES).join(format!("{}.md", kind.attribute))).unwrap();
        let case = read(&root().join(EXAMPLES).join(format!("{}.rs", kind.attribute))).unwrap();
        let used = format!("#[{}", kind.attribute);
        assert!(page.contains(&used) && case.contains(&used), "{used}");
        let listed = index.matches(&format!("`{used}]`")).count();
        assert_eq!(listed, kind.products.len(), "{used}");
    }
}

#[test]
fn each_fix_applies_and_changes_something() {
    for case in errors::cases(&root()).unwrap() {
        let fixed = case.fixed().unwrap();
        assert_eq!(fixed == case.code, case.fixes.is_empty(), "{:?}", case.path);
    }
}
