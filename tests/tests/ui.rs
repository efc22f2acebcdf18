//! Each compile error, as its user reads it: `ui/<macro>/fail/<fault>.rs` beside its text.

#[test]
fn every_fault_has_its_message_and_everything_right_compiles() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*/fail/*.rs");
    cases.pass("ui/*/pass/*.rs");
}
