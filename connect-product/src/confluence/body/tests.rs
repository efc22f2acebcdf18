use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn document(storage: &str) -> Value {
    document::of(&markup::parse(storage).unwrap())
}

fn viewed(storage: &str) -> String {
    view::of(
        &markup::parse(storage).unwrap(),
        "https://demo.example/wiki",
    )
}

#[test]
fn storage_format_must_be_well_formed() {
    for wrong in [
        "<p>",
        "</p>",
        "<p></b></p>",
        "<p>&nosuch;</p>",
        "<p a=b></p>",
        "a < b",
    ] {
        assert!(storage(wrong, "storage").is_err(), "{wrong}");
    }
    for right in [
        "",
        "text",
        "<p>a &nbsp; &eacute; &#233; &amp;</p>",
        "<ac:image><ri:url ri:value=\"x\"/></ac:image>",
    ] {
        assert_eq!(storage(right, "storage").unwrap(), right);
    }
    assert!(storage(&"<b>".repeat(1000), "storage").is_err());
    assert!(storage("x", "odd").is_err());
}

#[test]
fn a_view_has_no_storage_elements_and_runs_nothing() {
    for (storage, html) in [
        (
            "<p>a &amp; <b>b</b></p><hr/>",
            "<p>a &amp; <b>b</b></p><hr/>",
        ),
        (
            "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">js</ac:parameter><ac:plain-text-body><![CDATA[a < b]]></ac:plain-text-body></ac:structured-macro>",
            "<pre class=\"syntaxhighlighter-pre\">a &lt; b</pre>",
        ),
        (
            "<ac:structured-macro ac:name=\"my-app\"><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>",
            "<div class=\"macro\" data-macro-name=\"my-app\"><p>x</p></div>",
        ),
        (
            "<ac:link><ri:page ri:space-key=\"DEMO\" ri:content-title=\"A b\"/><ac:link-body>c</ac:link-body></ac:link>",
            "<a href=\"https://demo.example/wiki/display/DEMO/A%20b\">c</a>",
        ),
        ("<script>x()</script><p onclick=\"x()\">y</p>", "<p>y</p>"),
        ("<a href=\" JavaScript:x()\">y</a>", "<a>y</a>"),
        (
            "<ac:layout><ac:layout-section><ac:layout-cell><p>x</p></ac:layout-cell></ac:layout-section></ac:layout>",
            "<div class=\"contentLayout2\"><div class=\"columnLayout\"><div class=\"cell\"><p>x</p></div></div></div>",
        ),
    ] {
        assert_eq!(viewed(storage), html);
    }
}

#[test]
fn a_document_has_the_editors_nodes() {
    assert_eq!(
        document("<h2>A</h2><p>b <strong><em>c</em></strong><br/></p><ul><li>d</li></ul>"),
        json!({"type": "doc", "version": 1, "content": [
            {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "A"}]},
            {"type": "paragraph", "content": [
                {"type": "text", "text": "b "},
                {"type": "text", "text": "c", "marks": [{"type": "strong"}, {"type": "em"}]},
                {"type": "hardBreak"},
            ]},
            {"type": "bulletList", "content": [{"type": "listItem", "content": [
                {"type": "paragraph", "content": [{"type": "text", "text": "d"}]},
            ]}]},
        ]})
    );
    assert!(storage("{\"type\": \"paragraph\"}", "atlas_doc_format").is_err());
}

#[test]
fn text_is_what_a_reader_reads() {
    let storage = "<p>One</p><p>t<b>w</b>o</p><ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">rust</ac:parameter><ac:plain-text-body><![CDATA[three]]></ac:plain-text-body></ac:structured-macro>";
    let words: Vec<_> = text(storage)
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    assert_eq!(words, ["One", "two", "three"]);
}

fn inline() -> impl Strategy<Value = String> {
    let text = "[a-z<&>\" ]{1,6}".prop_map(|text| markup::escaped(&text));
    (
        text,
        prop::option::of(prop::sample::select(vec![
            "strong", "em", "code", "u", "sub",
        ])),
    )
        .prop_map(|(text, mark)| match mark {
            Some(mark) => format!("<{mark}>{text}</{mark}>"),
            None => text,
        })
}

fn block() -> impl Strategy<Value = String> {
    let line = prop::collection::vec(inline(), 1..3).prop_map(|parts| parts.concat());
    let leaf = (line, prop::sample::select(vec!["p", "h1", "h3"]))
        .prop_map(|(line, tag)| format!("<{tag}>x{line}</{tag}>"));
    leaf.prop_recursive(3, 12, 3, |inner| {
        (prop::collection::vec(inner, 1..3), 0..4_u8).prop_map(|(blocks, kind)| {
            let blocks = blocks.concat();
            match kind {
                0 => format!("<ul><li>{blocks}</li></ul>"),
                1 => format!("<blockquote>{blocks}</blockquote>"),
                2 => format!("<table><tr><td>{blocks}</td></tr></table>"),
                _ => format!(
                    "<ac:structured-macro ac:name=\"note\"><ac:rich-text-body>{blocks}</ac:rich-text-body></ac:structured-macro>"
                ),
            }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// What the editor sends back is what it was given.
    #[test]
    fn a_document_becomes_the_same_document(blocks in prop::collection::vec(block(), 0..4)) {
        let first = document(&blocks.concat());
        let written = storage(&first.to_string(), "atlas_doc_format").unwrap();
        prop_assert_eq!(document(&written), first, "{}", written);
    }

    #[test]
    fn any_text_is_handled(text in "\\PC{0,60}") {
        let _ = storage(&text, "storage");
        let nodes = markup::parse_lossy(&text);
        let _ = (view::of(&nodes, ""), document::of(&nodes));
    }
}
