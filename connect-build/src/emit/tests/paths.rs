//! Conflicting paths, one of which a router would refuse.

use super::*;

fn refused(routes: &[&str]) -> Vec<String> {
    let mut main = APP.to_owned();
    for (number, route) in routes.iter().enumerate() {
        main.push_str(&format!("#[public({route})]\nasync fn r{number}() {{}}\n"));
    }
    match Workspace::new(&[("app/src/main.rs", &main)]).emit() {
        Ok(_) => Vec::new(),
        refused => faults(refused),
    }
}

#[test]
fn two_paths_that_match_the_same_are_reported_with_both_places() {
    let text = refused(&["GET \"/issues/{id}\"", "PUT \"/issues/{key}\""]);
    assert_eq!(
        text,
        [
            "src/main.rs:5:10: \"/issues/{key}\" of public \"r1\" and \"/issues/{id}\" of public \"r0\" \
             at src/main.rs:3:10 match the same requests; give the parameters the same names in both"
        ]
    );
    let text = refused(&["GET \"/files/{*path}\"", "GET \"/files/{name}\""]);
    assert!(text[0].ends_with("change one of the two paths"), "{text:?}");
}

#[test]
fn paths_that_a_router_distinguishes_are_right() {
    let none: [&str; 0] = [];
    for routes in [
        ["GET \"/issues/{id}\"", "PUT \"/issues/{id}\""],
        ["GET \"/issues/{id}\"", "GET \"/issues/new\""],
        ["GET \"/issues/{id}\"", "GET \"/issues/{key}/votes\""],
        ["GET \"/{*path}\"", "GET \"/about\""],
    ] {
        assert_eq!(refused(&routes), none, "{routes:?}");
    }
}

#[test]
fn a_path_from_a_name_is_percent_encoded() {
    let main = format!("{APP}#[endpoint(GET)]\nasync fn größe() {{}}\n");
    let workspace = Workspace::new(&[("app/src/main.rs", &main)]);
    workspace.emit().unwrap();
    let declarations = workspace.emitted().declarations;
    let route = declarations[0].route.as_ref().unwrap();
    assert_eq!(route.path, "/gr%C3%B6%C3%9Fe");
}
