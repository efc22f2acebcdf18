//! An app of this framework, registered by hand as the macros would.

use std::sync::Arc;

use connect_model::declaration::{Auth, Declaration, Emitted, Route};
use connect_model::forge::Settings;
use connect_model::{Method, Origin};
use connect_runtime::__private_0_1_0::{
    AppRegistration, ErasedCall, Registration, ResponseFuture, StateType, declared,
};
use connect_runtime::App;
use serde_json::Value;

pub(crate) type Handler = fn(ErasedCall) -> ResponseFuture;

/// An app with these properties and handlers; one with a `forge` property has the default settings there.
pub(crate) fn app(properties: &Value, handlers: Vec<(Declaration, Handler)>) -> App {
    let declarations = handlers.iter().map(|(declaration, _)| declaration.clone());
    let goes_to_forge = properties.get("forge").is_some();
    let properties: &'static str = properties.to_string().leak();
    let emitted = Emitted {
        forge: goes_to_forge.then(Settings::default),
        app: properties.to_owned(),
        declarations: declarations.collect(),
        ..Emitted::default()
    };
    let registrations = handlers
        .into_iter()
        .map(|(declaration, handler)| Registration {
            declaration,
            handler: Some(Arc::new(handler)),
            state: StateType::of::<()>(),
            work: connect_runtime::__private_0_1_0::Work::default(),
        });
    declared(
        AppRegistration {
            package: "declared",
            properties,
            emitted: serde_json::to_string(&emitted).unwrap().leak(),
        },
        registrations.collect(),
    )
}

/// A POST endpoint for the app's own page.
pub(crate) fn endpoint(key: &'static str, path: &'static str, line: u32) -> Declaration {
    let route = Some(Route::own(&[Method::Post], path, Auth::Context));
    Declaration::own("endpoint", key, route, Origin::new(file!(), line, 1))
}
