//! Emits `target/connect/connect-benches/descriptor.json`.

fn main() {
    connect_build::emit();
}
