//! Pages and templates.

use super::*;

#[test]
fn scripts_and_handlers_of_a_page_are_read() {
    let page = "<!doctype html>\r\n<script>const base = '/rest/api/3';</script>\r\n\
        <script type=module>\r\nAP.request(base + '/myself')\r\n</script>\r\n\
        <script type='text/x-template'>AP.request(no)</script>\r\n\
        <p>ä</p> <button onclick=\"AP.request({url: &quot;/rest/api/3/issue&quot;, type: 'POST'}); return false\">\r\n\
        <a href=\"javascript:void AP.request('/rest/api/3/myself')\">x</a>\r\n\
        <!-- <script>AP.request(no)</script> -->\r\n";
    let found = read("index.html", page);
    assert_eq!(warnings(&found), Vec::<String>::new());
    assert_eq!(
        needs(&found),
        [
            "4:1 GET /rest/api/3/myself READ",
            "7:18 POST /rest/api/3/issue WRITE",
            "8:4 GET /rest/api/3/myself READ",
        ]
    );
}

#[test]
fn template_tags_do_not_get_in_the_way() {
    let page = "{% extends \"base.html\" %}\n<script>\n  const key = {{ key | tojson }};\n  \
        {% if admin %}\n  AP.request(`/rest/api/3/issue/${key}`);\n  {% else %}\n  \
        AP.request('/rest/api/3/issue/{{ other }}', { type: 'PUT' });\n  {% endif %}\n  \
        <%= more %>;\n</script>\n";
    let found = read("page.tera", page);
    assert_eq!(warnings(&found), Vec::<String>::new());
    assert_eq!(
        needs(&found),
        [
            "5:3 GET /rest/api/3/issue/{issueIdOrKey} READ",
            "7:3 PUT /rest/api/3/issue/{issueIdOrKey} WRITE",
        ]
    );
    let script = read(
        "app.js.hbs",
        "{{#if a}}AP.request('/rest/api/3/issue/' + {{key}}){{/if}}",
    );
    assert_eq!(
        needs(&script),
        ["1:10 GET /rest/api/3/issue/{issueIdOrKey} READ"]
    );
}

#[test]
fn one_broken_script_does_not_hide_the_others() {
    let page = "<script>\nAP.request('/rest/api/3/myself')\n</script>\n<script>\n  let AP = = 1;\n</script>\n\
        <script>function broken( {</script>\n";
    let found = read("index.html", page);
    assert_eq!(needs(&found), ["2:1 GET /rest/api/3/myself READ"]);
    assert_eq!(
        warnings(&found),
        ["index.html:5:12: could not be read as JavaScript: Unexpected token"]
    );
    let declared = format!("{page}<!-- connect: PUT /rest/api/3/issue/{{issueIdOrKey}} -->");
    let found = read("index.html", &declared);
    assert_eq!(
        needs(&found),
        [
            "2:1 GET /rest/api/3/myself READ",
            "8:6 PUT /rest/api/3/issue/{issueIdOrKey} WRITE",
        ]
    );
    assert_eq!(warnings(&found), Vec::<String>::new());
}

#[test]
fn a_script_that_does_not_parse_can_declare_what_it_does() {
    let found = read("app.js", "let AP = = 1;\n");
    assert_eq!(
        warnings(&found),
        ["app.js:1:10: could not be read as JavaScript: Unexpected token"]
    );
    assert!(
        found
            .warnings
            .iter()
            .all(|warning| warning.contains("connect: scopes NONE"))
    );
    let found = read(
        "app.js",
        "let AP = = 1;\n// connect: scopes NONE\n/* connect: GET /rest/api/3/myself */",
    );
    assert_eq!(
        needs(&found),
        ["2:4 scopes![]", "3:4 GET /rest/api/3/myself READ"]
    );
    assert_eq!(warnings(&found), Vec::<String>::new());
    // One that does not mention `AP` has nothing to read.
    assert_eq!(
        warnings(&read("app.js", "let a = = 1;")),
        Vec::<String>::new()
    );
}
