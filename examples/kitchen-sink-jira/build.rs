//! Emits `target/connect/kitchen-sink-jira/descriptor.json`.

fn main() {
    connect_build::emit();
}
