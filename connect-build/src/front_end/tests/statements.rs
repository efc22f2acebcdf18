//! What comments declare.

use super::*;

const EDIT: &str = "PUT /rest/api/3/issue/{issueIdOrKey} WRITE";

#[test]
fn a_statement_takes_precedence_over_what_the_call_shows() {
    for script in [
        "// connect: PUT /rest/api/3/issue/{issueIdOrKey}\nAP.request(url)",
        "AP.request(url) // connect: PUT /rest/api/3/issue/{issueIdOrKey}",
        "/* connect: PUT /rest/api/3/issue/{key} */ AP.request(url)",
        "AP.request(\n  url\n); // connect: put /rest/api/3/issue/DEMO-1",
        "AP.request(/* connect: PUT /rest/api/3/issue/{key}?a=b */ url)",
        "AP.request(\n  url, // connect: PUT /rest/api/3/issue/{key}\n  f\n)",
        "// connect: PUT /rest/api/3/issue/{key}\n// because\n/* of\n that */\nAP.request(url)",
        "/**\n * connect: PUT /rest/api/3/issue/{key}\n */\nconst x = await AP.request(url)",
        "// connect: PUT /rest/api/3/issue/{key}\npromise\n  .then(() => AP.request(url))",
        "// connect: PUT /rest/api/3/issue/{key}\nexport const request = AP.request",
        "// connect: PUT /rest/api/3/issue/{key}\nAP.request('/rest/api/3/myself')",
        "call(url) // connect: PUT /rest/api/3/issue/{key}",
    ] {
        let found = read("app.js", script);
        assert_eq!(warnings(&found), Vec::<String>::new(), "{script}");
        let needs: Vec<_> = needs(&found)
            .iter()
            .map(|need| need.split_once(' ').unwrap().1.to_owned())
            .collect();
        assert_eq!(needs, [EDIT], "{script}");
    }
}

#[test]
fn a_statement_is_about_its_own_call() {
    let script = "AP.request(a) // connect: scopes WRITE\nAP.request(b)\n\n// connect: scopes NONE\n\nAP.request(c)\n\
        AP.request(d, {\n  success() {\n    // connect: GET /rest/api/3/myself\n    AP.request(e)\n  }\n})\n";
    let found = read("app.js", script);
    assert_eq!(
        needs(&found),
        [
            "1:18 scopes![WRITE] WRITE",
            "4:4 scopes![]",
            "9:8 GET /rest/api/3/myself READ",
        ]
    );
    let which = "can't determine which operation AP.request calls";
    assert_eq!(
        warnings(&found),
        [
            format!("app.js:2:1: {which}"),
            format!("app.js:6:1: {which}"),
            format!("app.js:7:1: {which}"),
        ]
    );
}

#[test]
fn a_comment_may_make_several_statements() {
    let script = "/* connect: GET /rest/api/3/myself\n   connect: scopes DELETE, act_as_user */\nAP.request(url)";
    let found = read("app.js", script);
    assert_eq!(warnings(&found), Vec::<String>::new());
    assert_eq!(
        needs(&found),
        [
            "1:4 GET /rest/api/3/myself READ",
            "2:4 scopes![DELETE, ACT_AS_USER] DELETE, ACT_AS_USER",
        ]
    );
}

#[test]
fn pages_declare_it_in_their_own_comments() {
    let page = "<!-- connect: GET /rest/api/3/myself -->\n<button\n onclick='AP.request(url)'>\n\
        <!-- connect: PUT /rest/api/3/issue/{key} -->\n<script>AP.request(url)</script>\n\
        <button onclick='/* connect: scopes NONE */ AP.request(url)'>";
    let found = read("index.html", page);
    assert_eq!(warnings(&found), Vec::<String>::new());
    assert_eq!(
        needs(&found),
        [
            "1:6 GET /rest/api/3/myself READ",
            "4:6 PUT /rest/api/3/issue/{issueIdOrKey} WRITE",
            "6:9 scopes![]",
        ]
    );
}

#[test]
fn a_wrong_statement_is_a_warning() {
    for (comment, expected) in [
        (
            "PUT /rest/api/3/isue/{issueIdOrKey}",
            "app.js:1:4: unknown Jira path \"/rest/api/3/isue/{issueIdOrKey}\"\n\
             help: did you mean \"/rest/api/3/issue/{issueIdOrKey}\"?",
        ),
        (
            "POST /rest/api/3/myself",
            "app.js:1:4: unknown method `POST` of \"/rest/api/3/myself\"\nhelp: use `GET`",
        ),
    ] {
        let found = read("app.js", &format!("// connect: {comment}\nAP.request(url)"));
        assert_eq!(found.warnings, [expected]);
        assert!(found.needs.is_empty());
    }
    let found = read("app.js", "// connect: scopes WRIT\nAP.request(url)");
    assert_eq!(warnings(&found), ["app.js:1:4: unknown scope \"WRIT\""]);
}
