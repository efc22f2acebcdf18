//! Emits `target/connect/reexported-app/descriptor.json`.

fn main() {
    connect_build::emit();
}
