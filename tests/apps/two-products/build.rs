//! Emits `target/connect/two-products/descriptor.jira.json` and `descriptor.confluence.json`.

fn main() {
    connect_build::emit();
}
