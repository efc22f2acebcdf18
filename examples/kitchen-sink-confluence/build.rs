//! Emits `target/connect/kitchen-sink-confluence/descriptor.json`.

fn main() {
    connect_build::emit();
}
