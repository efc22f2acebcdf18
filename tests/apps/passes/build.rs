//! `app!` reads what the build script emitted, and there is one of this package for several apps:
//! none of them is run, so any descriptor will do.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!(
        "cargo::rustc-env=CONNECT_EMITTED={}/../../ui/ceiling/emitted.json",
        env!("CARGO_MANIFEST_DIR")
    );
}
