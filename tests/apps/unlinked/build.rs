//! Emits `target/connect/unlinked-app/descriptor.json`.

fn main() {
    connect_build::emit();
}
