//! Emits `target/connect/data-duties/descriptor.json`.

fn main() {
    connect_build::emit();
}
