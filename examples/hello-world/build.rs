//! Emits `target/connect/hello-world/descriptor.json`.

fn main() {
    connect_build::emit();
}
