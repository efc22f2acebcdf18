//! Emits `target/connect/call-shapes/descriptor.json`.

fn main() {
    connect_build::emit();
}
