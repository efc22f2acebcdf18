//! Emits `target/connect/readme-app/descriptor.json`.

// readme: build
fn main() {
    connect_build::emit();
}
