//! The state's type as a string.
//! fix: `"AppState",` → `AppState,`
//! fix: `fn main` → `struct AppState;\n\nfn main`

connect_runtime::app! {
    key = "com.example.votes",
    state = "AppState",
}

fn main() {}
