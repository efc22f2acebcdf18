//! Emits `target/connect/issue-votes/descriptor.json`.

fn main() {
    connect_build::emit();
}
