//! Macro calls in awkward places, each with its expected needs.
use super::*;

mod anywhere;

fn found_with(source: &str, cfg: &Cfg) -> CallNeeds {
    let mut calls = MacroCalls::default();
    for item in &syn::parse_file(source).unwrap().items {
        calls.collect(Path::new("src/main.rs"), Path::new(""), item, cfg);
    }
    calls.found()
}

/// Each need as `place what: scopes`.
fn shown(found: &CallNeeds) -> Vec<String> {
    found
        .needs
        .iter()
        .map(|need| format!("{} {need}: {}", need.origin, need.scopes))
        .collect()
}

/// The paths of the calls in a source, without their common prefix.
fn paths(source: &str) -> Vec<String> {
    let unix = Cfg::from_vars([("CARGO_CFG_UNIX", ""), ("CARGO_FEATURE_EXTRA", "1")]);
    found_with(source, &unix)
        .needs
        .iter()
        .map(|need| match need.kind.operation() {
            Some((_, _, path)) => path.trim_start_matches("/rest/api/3/").to_owned(),
            None => need.to_string(),
        })
        .collect()
}

#[test]
fn a_need_says_what_which_scopes_and_where() {
    let source = r#"
async fn vote(jira: Jira, key: &str) -> Result<()> {
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key, json = BODY).await?;
    let user = as_user!(jira, account);
    jira.unchecked(Method::Put, "/x", scopes![READ, PROJECT_ADMIN]).await
}
"#;
    assert_eq!(
        shown(&found_with(source, &Cfg::default())),
        [
            "src/main.rs:3:21 PUT /rest/api/3/issue/{issueIdOrKey}: WRITE",
            "src/main.rs:4:16 as_user!: ACT_AS_USER",
            "src/main.rs:5:39 scopes![PROJECT_ADMIN]: PROJECT_ADMIN",
        ]
    );
}

#[test]
fn every_kind_of_item_is_searched() {
    for (shape, around) in [
        ("function", "async fn f() { CALL.await; }"),
        (
            "closure",
            "fn f() { let x = |c: &Jira| async move { CALL }; }",
        ),
        ("method", "impl A { fn f(&self) { CALL; } }"),
        ("constant of an impl", "impl A { const X: F = || CALL; }"),
        ("method of a trait", "trait A { fn f(&self) { CALL; } }"),
        ("constant of a trait", "trait A { const X: F = || CALL; }"),
        ("constant", "const X: F = || CALL;"),
        ("static", "static X: F = LazyLock::new(|| CALL);"),
        ("discriminant", "enum A { B = { CALL; 1 } }"),
        ("array length", "struct A([u8; { CALL; 1 }]);"),
        ("generic argument", "type A = B<{ CALL; 1 }>;"),
        ("nested function", "fn f() { fn g() { CALL; } }"),
        ("nested module", "mod a { mod b { fn f() { CALL; } } }"),
        (
            "module in a function",
            "fn f() { mod b { fn g() { CALL; } } }",
        ),
        (
            "match arm",
            "fn f() { match x { A if g(CALL) => 1, _ => 2 } }",
        ),
        (
            "let-else",
            "fn f() { let Some(x) = y else { return CALL }; }",
        ),
        ("loop", "fn f() { 'a: loop { break 'a CALL } }"),
        ("if-let chain", "fn f() { if let Some(x) = y && CALL {} }"),
        ("statement with braces", "fn f() { CALL }"),
        ("type", "type X = jira!(c, GET \"/rest/api/3/myself\");"),
        ("item", "jira!(c, GET \"/rest/api/3/myself\");"),
        (
            "qualified",
            "fn f() { connect_runtime::CALL; ::connect_runtime::CALL; }",
        ),
        (
            "arguments",
            "fn f() { vec![1, CALL]; tokio::join!(CALL, async {}); }",
        ),
        (
            "arguments that are not Rust",
            "fn f() { html! { p.x #y { (CALL) } @if z { (CALL) } } }",
        ),
        (
            "rules",
            "macro_rules! m { ($c:expr) => { jira!($c, GET \"/rest/api/3/myself\") }; }",
        ),
        (
            "rules in a macro",
            "wrap! { macro_rules! m { () => {{ CALL }} } }",
        ),
        (
            "brackets",
            "fn f() { jira![c, GET \"/rest/api/3/myself\"]; jira! { c, GET \"/rest/api/3/myself\" } }",
        ),
        (
            "raw string",
            "fn f() { jira!(c, GET r#\"/rest/api/3/myself\"#); }",
        ),
    ] {
        let source = around.replace("CALL", "jira!(c, GET \"/rest/api/3/myself\")");
        let calls = source.matches("/myself").count();
        assert_eq!(paths(&source), vec!["myself"; calls], "{shape}");
    }
}

#[test]
fn calls_within_calls_are_calls() {
    let source = r#"fn f() {
        jira!(as_user!(jira, user, scopes![READ]), GET "/rest/api/3/issue/{issueIdOrKey}",
            issueIdOrKey = jira!(jira, GET "/rest/api/3/myself"));
    }"#;
    assert_eq!(
        paths(source),
        [
            "issue/{issueIdOrKey}",
            "as_user!",
            "scopes![READ]",
            "myself"
        ]
    );
}

#[test]
fn the_clients_methods_call_what_their_scopes_are_for() {
    let source = r#"
        use connect_runtime::{client::Content, scopes as s};
        fn f() {
            jira.properties(Entity::Issue(key), scopes![WRITE]);
            wiki.content_properties(connect_runtime::client::Content::Page(&page), s![READ]);
            html! { (wiki.app_properties().get("x")) }
            jira.properties(Entity::Planet(key), scopes![WRITE]);
            jira.properties(entity, scopes![WRITE]);
            jira.properties(Entity::Issue(key), NAMED_ELSEWHERE);
            dog.properties();
        }
    "#;
    let found = found_with(source, &Cfg::default());
    let of_methods = found.needs.iter().filter_map(|need| {
        let ScopeUseKind::MethodCall {
            by, method, path, ..
        } = &need.kind
        else {
            return None;
        };
        let path = path
            .trim_start_matches("/rest/api/3")
            .trim_start_matches("/wiki/api/v2");
        Some(format!(
            "{} {by} {method} {path}: {}",
            need.origin.line, need.scopes
        ))
    });
    assert_eq!(
        of_methods.collect::<Vec<_>>(),
        [
            "4 properties(Entity::Issue) GET /issue/{issueIdOrKey}/properties: READ",
            "4 properties(Entity::Issue) GET /issue/{issueIdOrKey}/properties/{propertyKey}: READ",
            "4 properties(Entity::Issue) PUT /issue/{issueIdOrKey}/properties/{propertyKey}: WRITE",
            "5 content_properties(Content::Page) GET /pages/{page-id}/properties: READ",
            "6 app_properties PUT /rest/atlassian-connect/1/addons/{addonKey}/properties/{propertyKey}: ",
        ]
    );
}

#[test]
fn what_is_not_code_is_not_a_call() {
    for source in [
        r##"fn f() -> &'static str { "jira!(c, GET \"/rest/api/3/myself\")" }"##,
        r##"const X: &str = r#"jira!(c, GET "/rest/api/3/myself")"#;"##,
        r#"/// jira!(c, GET "/rest/api/3/myself")
           fn f() { /* jira!(c, GET "/rest/api/3/myself") */ } // as_user!(a, b)"#,
        r#"#[note(jira!(c, GET "/rest/api/3/myself"))] fn f() { #[note = as_user!(a)] 1 }"#,
        r#"fn f() { x!(#[note(jira!(c, GET "/rest/api/3/myself"))] 1); }"#,
        r#"fn f() { stringify!(jira!(c, GET "/rest/api/3/myself")); x!(stringify!(as_user!(a))); }"#,
        r#"fn f() { if jira != (c, GET) {} }"#,
        r#"macro_rules! m { ($jira:ident) => { $jira!(c, GET "/rest/api/3/myself") } }"#,
    ] {
        assert!(paths(source).is_empty(), "{source}");
    }
}

#[test]
fn cfg_decides_wherever_it_may_appear() {
    let call = r#"jira!(c, GET "/rest/api/3/myself")"#;
    for around in [
        "CFG fn f() { CALL; }",
        "CFG impl A { fn f() { CALL; } }",
        "CFG const X: F = || CALL;",
        "fn f() { CFG let x = CALL; }",
        "fn f() { CFG let Some(x) = y else { CALL }; }",
        "fn f() { CFG CALL; }",
        "fn f() { CFG { CALL } }",
        "fn f() { CFG x = CALL; }",
        "fn f() { CFG x += 1 + CALL; }",
        "fn f() { CFG x.then(CALL).await?; }",
        "fn f() { CFG if x { CALL } else { CALL } }",
        "fn f() { CFG fn g() { CALL; } }",
        "fn f() { g(1, CFG CALL); }",
        "fn f() { [1, CFG CALL]; }",
        "fn f() { match x { CFG A => CALL, B => {} } }",
        "fn f() { A { CFG x: CALL, y: 1 }; }",
        "impl A { CFG fn f() { CALL; } }",
        "impl A { CFG const X: F = || CALL; }",
        "trait A { CFG fn f() { CALL; } }",
        "struct A { CFG x: [u8; { CALL; 1 }] }",
        "enum A { CFG B = { CALL; 1 } }",
        "extern \"C\" { CFG static X: [u8; { CALL; 1 }]; }",
        "fn f(CFG x: [u8; { CALL; 1 }]) {}",
        "macro_rules! m { () => { CFG fn f<A, B>() { CALL; } } }",
        "macro_rules! m { () => { CFG pub(crate) async fn f() { CALL; } } }",
        "macro_rules! m { () => {{ CFG let x = if y { CALL } else { CALL }; }} }",
        "fn f() { wrap!(1, CFG CALL, 2); }",
        "fn f() { wrap!(match x { #[note] CFG #[note] A => CALL, B => 1 }); }",
    ] {
        let source = format!("{around} fn g() {{ as_user!(a, b); }}").replace("CALL", call);
        let with = |attribute: &str| paths(&source.replace("CFG", attribute));
        assert_eq!(with("#[cfg(test)]"), ["as_user!"], "{around}");
        assert_eq!(
            with("#[cfg_attr(unix, cfg(windows))]"),
            ["as_user!"],
            "{around}"
        );
        assert!(
            with("#[cfg(unix)]").contains(&"myself".to_owned()),
            "{around}"
        );
        assert!(with("#[cfg(feature = \"extra\")]").len() > 1, "{around}");
    }
}

#[test]
fn what_a_cfg_takes_out_of_tokens_ends_where_the_next_begins() {
    let source = r#"macro_rules! m { () => {
        #[cfg(test)] use a::{b, c};
        #[cfg(test)] struct A<B, C>(B, C);
        #[cfg(test)] mod tests { fn f() { as_user!(a, b); } }
        fn f() { jira!(c, GET "/rest/api/3/myself"); }
    } }"#;
    assert_eq!(paths(source), ["myself"]);
}

#[test]
fn macros_that_choose_by_cfg_choose() {
    for (source, expected) in [
        (
            "cfg_select! { unix => { CALL } _ => { as_user!(a, b) } }",
            &["myself"][..],
        ),
        (
            "cfg_select! { windows => CALL, all(unix, not(test)) => as_user!(a, b), _ => CALL }",
            &["as_user!"],
        ),
        ("cfg_select! { windows => CALL, test => CALL }", &[]),
        (
            "std::cfg_select! { windows => { CALL } _ => as_user!(a, b), }",
            &["as_user!"],
        ),
        (
            "cfg_if::cfg_if! { if #[cfg(windows)] { CALL } else if #[cfg(unix)] { as_user!(a, b) } else { CALL } }",
            &["as_user!"],
        ),
        (
            "cfg_if! { if #[cfg(windows)] { CALL } else { as_user!(a, b) } }",
            &["as_user!"],
        ),
        ("cfg_if! { if #[cfg(windows)] { CALL } }", &[]),
        // Another macro with that name: all of it may be code.
        (
            "cfg_if! { windows, CALL, as_user!(a, b) }",
            &["myself", "as_user!"],
        ),
        ("cfg_select! { CALL }", &["myself"]),
    ] {
        let call = source.replace("CALL", r#"jira!(c, GET "/rest/api/3/myself")"#);
        assert_eq!(paths(&format!("fn f() {{ {call} }}")), expected, "{source}");
        assert_eq!(
            paths(&format!("fn f() {{ x!({call}) }}")),
            expected,
            "{source}"
        );
    }
}

#[test]
fn renamed_macros_are_the_same_macros() {
    let source = r#"
        fn f() { get!(c, GET "/rest/api/3/myself"); tell!(c, GET "/rest/api/3/myself"); u!(a, b); }
        mod a { use connect_runtime::{jira as get, prelude::{as_user as u}}; }
        fn g() { use crate::a::get as tell; ask!(c, GET "/rest/api/3/myself"); }
        use connect_runtime::{jira as get, confluence as ask};
        mod b { use connect_runtime::{jira as ask}; }
    "#;
    assert_eq!(paths(source), ["myself", "myself", "as_user!", "myself"]);
}

#[test]
fn a_macro_of_the_crate_with_one_of_our_names_is_its_own() {
    let source = r#"
        macro_rules! jira { ($x:expr) => { $x }; ($($t:tt)*) => { connect_runtime::jira!($($t)*) } }
        macro_rules! scopes { ($($name:ident),*) => { 1 } }
        use elsewhere::pretend as as_user;
        fn f() { jira!(1); jira!(GET "nothing"); jira!(c, GET "/rest/api/3/myself"); scopes![READ]; as_user!(a); }
        fn g() { connect_runtime::scopes![WRITE]; }
    "#;
    assert_eq!(paths(source), ["myself", "scopes![WRITE]"]);
    assert!(!found_with(source, &Cfg::default()).broken);
}

#[test]
fn a_wrong_call_is_left_to_the_compiler() {
    for (source, broken) in [
        (r#"jira!(c, GET "/rest/api/3/nothing")"#, true),
        (r#"jira!(c, DELETE "/rest/api/3/myself")"#, true),
        (r#"confluence!(c, GET "/rest/api/3/myself")"#, true),
        // What is not a call may be another crate's macro, or comes from `$path`.
        (r#"jira!(c, GET $path)"#, false),
        (r#"jira!("/rest/api/3/nothing")"#, false),
        (r#"jira!(c, FETCH "/rest/api/3/nothing")"#, false),
    ] {
        let found = found_with(&format!("fn f() {{ x!({source}) }}"), &Cfg::default());
        assert!(found.needs.is_empty(), "{source}");
        assert_eq!(found.broken, broken, "{source}");
    }
}
