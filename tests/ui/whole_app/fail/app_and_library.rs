//! Both `app!` and `library!` in one crate root.
//! fix: `connect_runtime::library!();\n\n` → ``

connect_runtime::app! {
    key = "com.example.votes",
}

connect_runtime::library!();

fn main() {}
