//! Emits `target/connect/team-votes/descriptor.json`.

fn main() {
    connect_build::emit();
}
