//! Emits `target/connect/getting-started-app/descriptor.json`.

fn main() {
    connect_build::emit();
}
