//! A package whose build script is missing. The right code is `build.rs`: `fn main() { connect_build::emit(); }`.

connect_runtime::app! {
    key = "com.example.votes",
}

fn main() {}
