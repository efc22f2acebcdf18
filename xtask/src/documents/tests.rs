mod build_reports;
mod helps;

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

/// The content of the braces of `app!`.
fn app(code: &str) -> proc_macro2::TokenStream {
    let (_, rest) = code.split_once("app! {").unwrap();
    let (fields, _) = rest.split_once("\n}").unwrap();
    fields.parse().unwrap()
}

#[test]
fn each_fixed_app_has_no_fault() {
    let cases = errors::cases(&root()).unwrap();
    let apps = cases.iter().filter(|case| case.about() == "app");
    // The other one's fault is in build.rs.
    let apps: Vec<_> = apps.filter(|case| !case.fixes.is_empty()).collect();
    assert!(apps.len() > 30, "{}", apps.len());
    for case in apps {
        assert!(connect_syntax::App::parse(app(&case.code)).is_err());
        let fixed = connect_syntax::App::parse(app(&case.fixed().unwrap()));
        assert!(fixed.is_ok(), "{:?}: {fixed:?}", case.path);
    }
}

#[test]
fn the_example_of_every_field_has_every_field() {
    let case = read(&root().join("tests/apps/passes/examples/every_field.rs")).unwrap();
    let parsed = connect_syntax::App::parse(app(&case)).unwrap();
    let properties = parsed.properties.resolve(&[]).to_string();
    for field in connect_model::app_fields() {
        let name = format!("\"{}\":", field.name);
        assert!(properties.contains(&name), "{name}");
    }
    assert!(parsed.state.is_some());
    let names: Vec<_> = parsed.unlisted.iter().map(|one| &*one.name).collect();
    assert_eq!(names, ["brand-new", "BRAND_NEW", "team"]);
}

#[test]
fn each_fix_applies_and_changes_something() {
    for case in errors::cases(&root()).unwrap() {
        let fixed = case.fixed().unwrap();
        assert_eq!(fixed == case.code, case.fixes.is_empty(), "{:?}", case.path);
    }
}
