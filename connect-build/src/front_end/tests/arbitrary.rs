//! Whatever lies in a folder, reading it ends, and does not end the build.

use proptest::prelude::*;

use super::*;
use crate::front_end::depth;

/// Pieces that make scripts and pages, more than letters do.
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

/// Text that nests: what opens, what is inside, what closes.
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

#[test]
fn nothing_nests_too_deeply_for_the_stack() {
    for (open, inside, close) in NESTS {
        let nested = |count: usize| {
            let text = format!("{}{inside}{}", open.repeat(count), close.repeat(count));
            format!("AP.request({text});\n{text}")
        };
        // As deep as is read at all.
        let (mut most, mut beyond) = (0, 2 * depth::MAX_DEPTH);
        while most + 1 < beyond {
            let middle = most.midpoint(beyond);
            if depth::depth(&nested(middle)) > depth::MAX_DEPTH {
                beyond = middle;
            } else {
                most = middle;
            }
        }
        read("a.js", &nested(most));
        let warned = warnings(&read("a.js", &nested(2 * depth::MAX_DEPTH)));
        assert!(
            warned
                .iter()
                .any(|warning| warning.contains("deep, and 10000 is what is read")),
            "{open}: {warned:?}"
        );
    }
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
