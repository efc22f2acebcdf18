//! Whatever a folder contains, reading it terminates and does not crash the build.

use proptest::prelude::*;

use super::*;

/// Fragments that are more likely than single characters to form scripts and pages.
const PIECES: [&str; 44] = [
    "AP",
    ".request",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "'",
    "\"",
    "`",
    "${",
    "/",
    "//",
    "/*",
    "*/",
    "\n",
    ";",
    ",",
    "=>",
    "=",
    "?",
    ":",
    "+",
    "...",
    "const ",
    "function ",
    "url",
    "type",
    "<",
    ">",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "onclick=",
    "{{",
    "}}",
    "{%",
    "%}",
    "connect: PUT /rest/api/3/issue/{key}",
    "/rest/api/3/issue/",
    "ä",
    "class ",
];

fn read_all(text: &str) {
    for name in ["a.js", "a.ts", "a.tsx", "a.html", "a.js.hbs"] {
        read(name, text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_pieces_are_read(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
        read_all(&format!("AP {}", pieces.concat()));
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read_all(&format!("AP.request({}", String::from_utf8_lossy(&bytes)));
    }
}

/// Text that nests: opening, inside, closing.
const NESTS: [(&str, &str, &str); 24] = [
    ("(", "1", ")"),
    ("[", "1", "]"),
    ("{", "", "}"),
    ("!", "1", ""),
    ("a=>", "1", ""),
    ("(a)=>{", "", "}"),
    ("if(x)", "1", ""),
    ("if(x){}else ", "{}", ""),
    ("a?b:", "c", ""),
    ("a+", "b", ""),
    ("f(", "1", ")"),
    ("a=", "1", ""),
    ("`${", "1", "}`"),
    ("function f(){", "", "}"),
    ("({a:", "1", "})"),
    ("await ", "1", ""),
    ("new ", "a", ""),
    ("a**", "b", ""),
    ("a:", "1", ""),
    ("for(;;)", "1", ""),
    ("<a>", "", "</a>"),
    ("", "a", ".b"),
    ("class A{m(){", "", "}}"),
    ("(function(){", "", "})()"),
];

/// A use of the API next to as many levels of nesting as fit the size, closed or left open.
fn nested((open, inside, close): (&str, &str, &str), size: usize) -> String {
    let levels = size / (open.len() + close.len());
    let (open, close) = (open.repeat(levels), close.repeat(levels));
    format!("AP.request('/rest/api/3/myself');\n{open}{inside}{close}")
}

#[test]
fn nothing_nests_too_deeply_for_the_stack() {
    for (open, inside, close) in NESTS {
        for close in [close, ""] {
            if !(open.is_empty() && close.is_empty()) {
                read("a.js", &nested((open, inside, close), 50_000));
            }
        }
    }
}

#[test]
fn a_megabyte_of_nesting_is_read() {
    let found = read("a.js", &nested(("[", "1", "]"), 1 << 20));
    assert_eq!(warnings(&found), [""; 0]);
    assert_eq!(needs(&found).len(), 1);
    // Too many levels for a bracket that is never closed are just a syntax error.
    let found = read("a.js", &nested(("(", "1", ""), 300_000));
    assert_eq!(warnings(&found).len(), 1);
}

#[test]
fn constants_made_of_constants_end() {
    let mut script = "const a0 = '/rest/'+x;".to_owned();
    for n in 1..40 {
        let before = n - 1;
        script.push_str(&format!(
            "const a{n} = y ? a{before} + a{before} : a{before} + 'b';"
        ));
    }
    script.push_str("AP.request(a39, { type: a39 })");
    assert_eq!(warnings(&read("a.js", &script)).len(), 1);
    let sum = format!(
        "AP.request('/rest/api/3/' + {})",
        vec!["x"; 3000].join(" + ")
    );
    assert_eq!(warnings(&read("a.js", &sum)).len(), 1);
}
