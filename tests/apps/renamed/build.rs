//! Emits `target/connect/renamed-app/descriptor.json`.

fn main() {
    connect_build::emit();
}
