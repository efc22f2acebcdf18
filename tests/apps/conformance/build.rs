//! Emits `target/connect/conformance-app/descriptor.json`.

fn main() {
    connect_build::emit();
}
