//! Emits `target/connect/page-approvals/descriptor.json`; the calls of the pages' scripts count.

// readme: front-end
fn main() {
    connect_build::Emit::new().front_end("static").run();
}
