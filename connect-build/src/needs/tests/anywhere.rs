//! However deeply a call is buried, it is found once, and at its location.

use proptest::prelude::*;

use super::*;

const CALL: &str = r#"jira!(c, GET "/rest/api/3/myself")"#;

/// Ways to wrap an expression into an expression.
const WRAPPERS: [&str; 24] = [
    "(EXPR)",
    "{ EXPR }",
    "{ EXPR; }",
    "{ let x = EXPR; x }",
    "{ fn f() { EXPR; } f() }",
    "{ impl A { const X: F = || { EXPR }; } }",
    "{ mod m { trait T { fn f() { EXPR; } } } }",
    "|x| { EXPR }",
    "async move { EXPR.await? }",
    "const { EXPR }",
    "unsafe { EXPR }",
    "f(1, EXPR)",
    "x.f(EXPR).g()",
    "[1, EXPR]",
    "A { x: 1, y: EXPR }",
    "match (EXPR) { a => 1, _ => 2 }",
    "match x { A if y => { EXPR } _ => EXPR2 }",
    "if x { EXPR } else { 1 }",
    "loop { break EXPR }",
    "#[cfg(not(test))] { EXPR }",
    "vec![EXPR; 3]",
    "html! { p { @if x { (EXPR) } @else { #id.class {} } } }",
    "tokio::select! { x = EXPR => 1, else => { 2 } }",
    "{ macro_rules! m { ($x:expr) => {{ EXPR }}; } }",
];

proptest! {
    #[test]
    fn a_call_is_found_wherever_it_is(nesting in prop::collection::vec(prop::sample::select(&WRAPPERS[..]), 0..10)) {
        let expression = nesting.iter().fold(CALL.to_owned(), |inner, wrapper| {
            wrapper.replace("EXPR2", "0").replace("EXPR", &format!("\n{inner}"))
        });
        let source = format!("fn f() {{ let y = {expression}; }}");
        let found = found_with(&source, &Cfg::default());
        prop_assert_eq!(found.needs.len(), 1, "{}", source);
        let place = source.find("\"/rest").unwrap();
        let line = source[..place].matches('\n').count() + 1;
        let column = place - source[..place].rfind('\n').map_or(0, |at| at + 1) + 1;
        let expected = format!("src/main.rs:{line}:{column}");
        prop_assert_eq!(found.needs[0].origin.to_string(), expected, "{}", source);
    }

    #[test]
    fn any_arguments_are_handled(tokens in "[jira!scope#\\[\\](){}$,;:=> \"a-z]{0,60}") {
        let _ = syn::parse_file(&format!("fn f() {{ x!({tokens}); {tokens} }}")).map(|file| {
            let mut calls = MacroCalls::default();
            for item in &file.items {
                calls.collect(Path::new("src/main.rs"), Path::new(""), item, &Cfg::default());
            }
            calls.found()
        });
    }
}
