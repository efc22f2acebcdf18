//! What is blocked is reported at its location, and nothing else is reported.

use proptest::prelude::*;

use super::*;
use crate::origin::origin;

/// What is reported about a page.
fn of_page(html: &str) -> Vec<String> {
    let found = blocked_in_file("p.html", html, Kind::Page);
    found.iter().map(line).collect()
}

/// What is reported about the arguments of `html!`.
fn of_markup(markup: &str) -> Vec<String> {
    let found = blocked_in_markup(markup.parse().unwrap());
    let placed = found
        .into_iter()
        .map(|(span, blocked)| (origin(span, "p.rs"), blocked));
    placed.map(|one| line(&one)).collect()
}

fn line((place, blocked): &(Origin, Blocked)) -> String {
    format!("{place} {blocked:?}")
}

#[test]
fn each_sort_is_found_in_a_page() {
    let page = "<!doctype html>\n<body onload=\"start()\">\n  <script>vote()</script>\n\
                <a href=' JavaScript:vote()'>ä</a><button ONCLICK=vote()>\n<script type=module>\n";
    assert_eq!(
        of_page(page),
        [
            "p.html:2:7 Handler(\"onload\")",
            "p.html:3:3 Script",
            "p.html:4:4 Address(\"href\")",
            "p.html:4:43 Handler(\"onclick\")",
        ]
    );
    // Up to the end of the file.
    assert_eq!(of_page("<p>\n<script nonce=n>f()"), ["p.html:2:1 Script"]);
    // What a template fills in is still a script; what controls it is not.
    let template =
        "{% if a < b %}{{ \"<script>x</script>\" }}\n<script>{{ code }}</script>{% endif %}";
    assert_eq!(of_page(template), ["p.html:2:1 Script"]);
}

#[test]
fn each_sort_is_found_in_markup() {
    let markup = "p { \"ä\" }\n@if votes.is_empty() { button onclick=\"vote()\" { \"Vote\" } }\n\
                  script nonce=(nonce) { (code) }\na href=\"javascript:vote()\" { }\n\
                  @match kind { Kind::A => { script type=\"module\" { \"f()\" } } _ => {} }";
    assert_eq!(
        of_markup(markup),
        [
            "p.rs:2:31 Handler(\"onclick\")",
            "p.rs:3:1 Script",
            "p.rs:4:3 Address(\"href\")",
            "p.rs:5:28 Script",
        ]
    );
}

#[test]
fn a_script_of_a_page_is_found_where_it_is_written() {
    let page = |code: &str| {
        let call: syn::ExprMethodCall = syn::parse_str(code).unwrap();
        let found = blocked_in_page(&call).into_iter();
        found.map(|(_, blocked)| blocked).collect::<Vec<_>>()
    };
    for code in [
        "Page::new(\"a\").script(\"f()\")",
        "connect_runtime::Page::new(\"a\").body(html! {}).script(code)",
    ] {
        assert_eq!(page(code), [Blocked::PageScript], "{code}");
    }
    for code in [
        "Page::new(\"a\").script_from(asset!(\"a.js\"))",
        "Page::new(\"a\").style(\"p {}\")",
        "film.script(1)",
        "Film::new(\"a\").script(\"Once upon a time\")",
    ] {
        assert_eq!(page(code), [], "{code}");
    }
}

/// It would also fail in a file, which is where it should go.
#[test]
fn what_a_script_in_a_page_lacks_is_found_beside_the_script() {
    let cookie = "Call { name: \"AP.cookie.read\", instead: ";
    let of_page = of_page("<p>\n<script>f();\nAP.cookie.read('a', f)</script>");
    assert_eq!(of_page[0], "p.html:2:1 Script");
    assert!(
        of_page[1].starts_with(&format!("p.html:3:1 {cookie}")),
        "{of_page:?}"
    );
    let of_markup = of_markup("script { (PreEscaped(\"AP.cookie.read('a', f)\")) }");
    assert_eq!(of_markup[0], "p.rs:1:1 Script");
    assert!(
        of_markup[1].starts_with(&format!("p.rs:1:22 {cookie}")),
        "{of_markup:?}"
    );
    let call = "Page::new(\"a\").script(\"AP.cookie.read('a', f)\")";
    let found = blocked_in_page(&syn::parse_str(call).unwrap());
    assert_eq!(found.len(), 2, "{found:?}");
}

/// What the policy allows in a page.
const ALLOWED: [&str; 22] = [
    "<p>1 < 2 & onclick=\"f()\"</p>\n",
    "<style>p { color: red }</style>",
    "<p style=\"color: red\">ä</p>\n",
    "<link rel=stylesheet href=/static/a.css>",
    "<script src=/static/a.js></script>\n",
    "<script src='/static/a.js'>f()</script>",
    "<script></script>",
    "<script>\n</script>",
    "<script type=application/json>{\"a\": 1}</script>",
    "<script type='text/template'><b onclick=f()></script>",
    "<script type=\"{{ kind }}\">f()</script>",
    "<script language=vbscript>f()</script>",
    "<!-- <script>f()</script> -->\n",
    "<textarea><script>f()</script></textarea>",
    "<title><script>f()</script></title>",
    "<b data-onclick=\"f()\" once=1 onboarding='2' on=3>b</b>",
    "<a href=/javascript:f title=\"javascript:f()\">a</a>",
    "<input value='javascript:f()'>",
    "{{ '<script>f()</script>' }}",
    "{% if onclick = 1 %}{% endif %}\n",
    "<svg><path d=M0></svg>",
    "<template><p></p></template>",
];

/// What it blocks, and how its report starts.
const BLOCKED: [(&str, &str); 8] = [
    ("<script>f()</script>", "Script"),
    ("<script nonce=a>{{ code }}</script>", "Script"),
    ("<script type=module>f()</script>", "Script"),
    ("<script type=importmap>{}</script>", "Script"),
    ("<script type=' Text/JavaScript '>f()</script>", "Script"),
    ("<b onclick=f()>b</b>", "Handler"),
    ("<b onPointerDown='f()'>b</b>", "Handler"),
    ("<form action=javascript:f()></form>", "Address"),
];

/// The same in `html!`.
const ALLOWED_MARKUP: [&str; 20] = [
    "p { \"onclick = f()\" } ",
    "style { \"p { color: red }\" }\n",
    "p style=\"color: red\" { \"ä\" } ",
    "link rel=\"stylesheet\" href=\"/static/a.css\";\n",
    "script src=(asset!(\"a.js\")) {} ",
    "script type=\"module\" src=\"/static/a.js\" {}\n",
    "script {} ",
    "script type=\"application/json\" { (data) } ",
    "script type=(kind) { (data) } ",
    "b data-onclick=\"f()\" once=\"1\" onboarding=(x) { \"b\" }\n",
    "div script-src=\"x\" { \"b\" } ",
    "div script { \"b\" } ",
    ".script { \"b\" } #script { \"c\" } ",
    "@if onclick == script { p { \"b\" } } ",
    "@let onclick = f();\n",
    "@let script = html! { p {} }; ",
    "@match x { script => { p {} } onclick => {} } ",
    "(html! { p { (script) } }) ",
    "a href=\"/javascript:f\" title=\"javascript:f()\" { \"a\" } ",
    "input value=\"javascript:f()\" disabled[onclick == 1];\n",
];

const BLOCKED_MARKUP: [(&str, &str); 6] = [
    ("script { \"f()\" }", "Script"),
    ("script nonce=(nonce) { (PreEscaped(code)) }", "Script"),
    ("script type=\"text/javascript\" { (code) }", "Script"),
    ("b.vote onclick=\"f()\" { \"b\" }", "Handler"),
    ("b oninput=[when] { \"b\" }", "Handler"),
    ("form action=\"javascript:f()\" {}", "Address"),
];

/// The offset of the report: that of the attribute or tag.
fn offset_of(piece: &str, sort: &str) -> usize {
    match sort {
        "Script" => 0,
        "Handler" => piece.find(" on").unwrap() + 1,
        _ => piece.find("action").unwrap(),
    }
}

/// The location of an offset in a text, as `line:column`.
fn place(text: &str, offset: usize) -> String {
    let before = &text[..offset];
    let line = before.matches('\n').count() + 1;
    let begin = before.rfind('\n').map_or(0, |at| at + 1);
    format!("{line}:{}", before[begin..].chars().count() + 1)
}

proptest! {
    /// What the policy allows is never reported, whatever surrounds it; what it blocks is reported once, at
    /// its location.
    #[test]
    fn only_what_is_blocked_is_reported(
        before in prop::collection::vec(prop::sample::select(&ALLOWED), 0..6),
        blocked in prop::option::of(prop::sample::select(&BLOCKED)),
        after in prop::collection::vec(prop::sample::select(&ALLOWED), 0..6),
    ) {
        let (before, after) = (before.concat(), after.concat());
        let Some((piece, sort)) = blocked else {
            prop_assert_eq!(of_page(&format!("{before}{after}")), [""; 0]);
            return Ok(());
        };
        let text = format!("{before}{piece}{after}");
        let found = of_page(&text);
        prop_assert_eq!(found.len(), 1, "{}: {:?}", text, found);
        let at = place(&text, before.len() + offset_of(piece, sort));
        prop_assert!(found[0].starts_with(&format!("p.html:{at} {sort}")), "{}: {:?}", text, found);
    }

    #[test]
    fn only_what_is_blocked_in_markup_is_reported(
        before in prop::collection::vec(prop::sample::select(&ALLOWED_MARKUP), 0..6),
        blocked in prop::option::of(prop::sample::select(&BLOCKED_MARKUP)),
        after in prop::collection::vec(prop::sample::select(&ALLOWED_MARKUP), 0..6),
    ) {
        let (before, after) = (before.concat(), after.concat());
        let Some((piece, sort)) = blocked else {
            prop_assert_eq!(of_markup(&format!("{before}{after}")), [""; 0]);
            return Ok(());
        };
        let text = format!("{before}{piece} {after}");
        let found = of_markup(&text);
        prop_assert_eq!(found.len(), 1, "{}: {:?}", text, found);
        let at = place(&text, before.len() + offset_of(piece, sort));
        prop_assert!(found[0].starts_with(&format!("p.rs:{at} {sort}")), "{}: {:?}", text, found);
    }

    /// Anything may be in a file.
    #[test]
    fn no_page_fails_the_build(text in ".{0,200}") {
        let _ = of_page(&text);
    }
}
