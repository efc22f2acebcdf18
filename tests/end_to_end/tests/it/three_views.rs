//! Three views of one app: emitted by the build script, collected by the linker, served over HTTP.
//! Their descriptors agree byte for byte, and so do the routes.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::slice;

use connect_model::Method;
use connect_model::app_field::BASE_URL;
use connect_model::assemble::assemble;
use connect_model::declaration::{Auth, Declaration, Emitted, Route};
use connect_runtime::__private_0_1_0::{AppRegistration, collected_apps, collected_items};
use end_to_end::RunningApp;
use serde_json::{Value, json};

/// The descriptor that the build wrote below the target directory.
fn emitted() -> String {
    let named = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let program = std::env::current_exe().unwrap();
    let file = named
        .iter()
        .map(PathBuf::as_path)
        .chain(program.ancestors())
        .map(|folder| folder.join("connect/conformance-app/descriptor.json"))
        .find(|file| file.is_file())
        .unwrap_or_else(|| panic!("no descriptor above {}", program.display()));
    std::fs::read_to_string(file).unwrap()
}

/// The app that the linker collected.
fn linked() -> AppRegistration {
    // Naming the app is what links it.
    let _named = conformance_app::app().unwrap();
    let apps: Vec<_> = collected_apps();
    let [app] = apps.as_slice() else {
        panic!("{apps:?}")
    };
    *app
}

/// The declarations that the linker collected, in any order.
fn collected() -> Vec<Declaration> {
    collected_items()
        .into_iter()
        .map(|registration| registration.declaration)
        .collect()
}

/// The declarations that the build script emitted.
fn emitted_declarations() -> Emitted {
    serde_json::from_str(linked().emitted).unwrap()
}

#[test]
fn the_emitted_descriptor_is_the_collected_one() {
    let collected = assemble(
        linked().properties,
        &collected(),
        &emitted_declarations().needs,
    )
    .unwrap();
    assert_eq!(collected.descriptor.to_json_pretty(), emitted());
}

#[test]
fn the_embedded_declarations_make_the_same_descriptor() {
    let Emitted {
        app,
        declarations,
        needs,
        ..
    } = emitted_declarations();
    let again = assemble(&app, &declarations, &needs).unwrap();
    assert_eq!(again.descriptor.to_json_pretty(), emitted());
}

#[tokio::test]
async fn the_served_descriptor_is_the_emitted_one_up_to_the_base_url() {
    let app = RunningApp::empty().await;
    let served = app.get("/atlassian-connect.json").await.is(200).body;
    let emitted = emitted();
    assert_eq!(emitted.matches(BASE_URL).count(), 1);
    assert_eq!(served, emitted.replace(BASE_URL, app.base_url()));
}

/// A route as this test compares it: method, path, and authentication.
type Served = (&'static str, String, Auth);

fn routes<'d>(declarations: impl IntoIterator<Item = &'d Declaration>) -> BTreeSet<Served> {
    declarations
        .into_iter()
        .filter_map(|declaration| declaration.route.as_ref())
        .flat_map(
            |Route {
                 methods,
                 path,
                 auth,
             }| {
                methods
                    .iter()
                    .map(move |method| (method.name(), path.to_string(), *auth))
            },
        )
        .collect()
}

/// All routes: those that are declared, and those that every app has.
fn all_routes() -> BTreeSet<Served> {
    let mut all = routes(&collected());
    assert_eq!(all, routes(&emitted_declarations().declarations));
    for callback in ["installed", "uninstalled", "enabled", "disabled"] {
        all.insert(("POST", format!("/lifecycle/{callback}"), Auth::Lifecycle));
    }
    for open in ["/atlassian-connect.json", "/healthz", "/readyz"] {
        all.insert(("GET", open.to_owned(), Auth::Public));
    }
    all
}

/// What a request without a genuine token gets: `None` if there is no route, else whether it is
/// authenticated.
async fn probed(app: &RunningApp, method: Method, path: &str) -> Option<bool> {
    let method = reqwest::Method::from_bytes(method.name().as_bytes()).unwrap();
    let mut body = app.uninstall_body(&app.a);
    if let Some(event) = path.strip_prefix("/lifecycle/") {
        body["eventType"] = event.into();
        body["sharedSecret"] = "not a tenant's secret".into();
    }
    let response = app.request(method, path).json(&body).await;
    match response.status.as_u16() {
        200 => Some(false),
        401 => {
            response.is(401);
            Some(true)
        }
        404 | 405 => None,
        other => panic!("{path} answers {other}"),
    }
}

#[tokio::test]
async fn the_served_routes_are_the_declared_ones_with_their_authentication() {
    let app = RunningApp::start().await;
    let declared = all_routes();
    let mut paths: BTreeSet<String> = declared.iter().map(|(_, path, _)| path.clone()).collect();
    // Similar paths, which must not exist.
    for path in declared.iter().map(|(_, path, _)| path) {
        paths.insert(format!("{path}/"));
        paths.insert(format!("{path}/below"));
        paths.insert(path.replace('-', "_"));
        paths.insert(path.to_uppercase());
    }
    paths.extend(["/", "/lifecycle", "/webhooks", "/api"].map(str::to_owned));

    let guarded: BTreeSet<(&str, String, bool)> = declared
        .into_iter()
        .map(|(method, path, auth)| (method, path, auth != Auth::Public))
        .collect();
    let mut served = BTreeSet::new();
    for path in &paths {
        for method in Method::ALL {
            if let Some(guard) = probed(&app, method, path).await {
                served.insert((method.name(), path.clone(), guard));
            }
        }
    }
    assert_eq!(served, guarded);
}

#[tokio::test]
async fn every_url_of_the_served_descriptor_is_a_route_for_its_caller() {
    let app = RunningApp::start().await;
    let descriptor = app.get("/atlassian-connect.json").await.is(200).json();
    let declared = all_routes();
    let mut seen = 0;
    let mut check = |url: &Value, method: &'static str, auth: Auth| {
        let url = url.as_str().unwrap();
        let path = url.split('?').next().unwrap().to_owned();
        assert!(declared.contains(&(method, path, auth)), "{url}");
        seen += 1;
    };
    for callback in descriptor["lifecycle"].as_object().unwrap().values() {
        check(callback, "POST", Auth::Lifecycle);
    }
    for (kind, modules) in descriptor["modules"].as_object().unwrap() {
        let method = if kind == "webhooks" { "POST" } else { "GET" };
        // A kind that a descriptor has only once is not a list.
        let each = modules
            .as_array()
            .map_or(slice::from_ref(modules), Vec::as_slice);
        for module in each {
            let auth = match module["cacheable"] {
                Value::Bool(true) => Auth::Public,
                _ => Auth::Request,
            };
            check(&module["url"], method, auth);
        }
    }
    assert_eq!(seen, 4 + 10);
    assert_eq!(descriptor["authentication"], json!({"type": "jwt"}));
}
