//! An app that would leave signed installs out.
//! fix: `{ "signed-install" = false }` → `{ "signed-install" = true }`

connect_runtime::app! {
    key = "com.example.votes",
    api_migrations = { "signed-install" = false },
}

fn main() {}
