//! The forms that a call can have.

use super::*;

const EDIT: &str = "PUT /rest/api/3/issue/{issueIdOrKey}";
const SHOW: &str = "GET /rest/api/3/issue/{issueIdOrKey}";
const CREATE: &str = "POST /rest/api/3/issue";
const MYSELF: &str = "GET /rest/api/3/myself";

/// The operations that a script's calls refer to, none of them ambiguous.
fn operations(name: &str, script: &str) -> Vec<String> {
    let found = read(name, script);
    assert!(found.warnings.is_empty(), "{script}\n{:?}", found.warnings);
    let mut operations: Vec<String> = found
        .needs
        .iter()
        .map(|need| need.to_string().replace("AP.request ", ""))
        .collect();
    operations.sort();
    operations
}

#[test]
fn each_shape_is_recognised() {
    for (script, expected) in [
        // How it is called.
        ("AP.request('/rest/api/3/myself')", &[MYSELF][..]),
        ("AP.request({ url: '/rest/api/3/myself' })", &[MYSELF]),
        (
            "AP.request('/rest/api/3/issue', { type: 'POST' })",
            &[CREATE],
        ),
        (
            "AP.request({ 'type': \"post\", [`url`]: `/rest/api/3/issue` })",
            &[CREATE],
        ),
        (
            "AP.request({ url: '/rest/api/3/issue', method: 'POST' })",
            &[CREATE],
        ),
        (
            "AP.request({ url: '/rest/api/3/myself', success() {}, ...{ cache: 1 } })",
            &[MYSELF],
        ),
        ("window.AP.request('/rest/api/3/myself')", &[MYSELF]),
        ("parent['AP']['request']('/rest/api/3/myself')", &[MYSELF]),
        ("(window.AP || {}).request('/rest/api/3/myself')", &[MYSELF]),
        ("AP?.request?.('/rest/api/3/myself')", &[MYSELF]),
        ("(AP?.request)('/rest/api/3/myself')", &[MYSELF]),
        ("AP.request.call(AP, '/rest/api/3/myself')", &[MYSELF]),
        (
            "const { request } = AP; request('/rest/api/3/myself')",
            &[MYSELF],
        ),
        (
            "const { request: r = 0 } = window.AP; r('/rest/api/3/myself')",
            &[MYSELF],
        ),
        (
            "var r = AP.request; function f() { r('/rest/api/3/myself') }",
            &[MYSELF],
        ),
        (
            "const r = AP.request.bind(AP); r('/rest/api/3/myself')",
            &[MYSELF],
        ),
        (
            "const ap = AP; const r = ap.request; r('/rest/api/3/myself')",
            &[MYSELF],
        ),
        (
            "const { AP: ap } = window; ap.request('/rest/api/3/myself')",
            &[MYSELF],
        ),
        (
            "(function (a) { a.request('/rest/api/3/myself') })(window.AP)",
            &[MYSELF],
        ),
        (
            "(function (a) { a.request('/rest/api/3/myself') }).call(this, AP)",
            &[MYSELF],
        ),
        ("((r) => r('/rest/api/3/myself'))(AP.request)", &[MYSELF]),
        (
            "AP.require('request', function (r) { r('/rest/api/3/myself') })",
            &[MYSELF],
        ),
        (
            "AP.require(['env', 'request'], (env, r) => r({ url: '/rest/api/3/myself' }))",
            &[MYSELF],
        ),
        (
            "import AP from 'ap'; await AP.request('/rest/api/3/myself')",
            &[MYSELF],
        ),
        (
            "if (AP && AP.request) AP.request('/rest/api/3/myself').then(f)",
            &[MYSELF],
        ),
        (
            "AP.request('/rest/api/3/myself', { success: () => AP.request('/rest/api/3/issue', { type: 'POST' }) })",
            &[MYSELF, CREATE],
        ),
        // What the path is.
        ("AP.request('/rest/api/3/issue/' + key)", &[SHOW]),
        (
            "AP.request('/rest/api/3/issue/' + encodeURIComponent(key) + '?fields=' + f)",
            &[SHOW],
        ),
        (
            "AP.request(`/rest/api/3/issue/${issue.key}?expand=${x}`)",
            &[SHOW],
        ),
        ("AP.request(`/rest/api/3/issue/DEMO-${n}`)", &[SHOW]),
        (
            "AP.request('/rest/api/3/issue/'.concat(key, '?a=b'))",
            &[SHOW],
        ),
        ("AP.request('rest/api/3/issue/DEMO-1#x')", &[SHOW]),
        ("AP.request('/rest/api/latest/issue/DEMO-1')", &[SHOW]),
        ("AP.request('/rest/api/3/myself' + query)", &[MYSELF]),
        (
            "const base = '/rest/api/' + 3; AP.request(`${base}/myself`)",
            &[MYSELF],
        ),
        (
            "let base = '/rest/api/3'; { var url = base + '/myself'; AP.request(url) }",
            &[MYSELF],
        ),
        (
            "const P = { me: '/rest/api/3/myself' }; AP.request(P.me)",
            &[MYSELF],
        ),
        (
            "const P = Object.freeze({ a: { b: 1 }, me: '/rest/api/3/myself' }); AP.request(P['me'])",
            &[MYSELF],
        ),
        (
            "const { me } = { me: '/rest/api/3/myself' }; AP.request(me)",
            &[MYSELF],
        ),
        (
            "AP.request(me ? '/rest/api/3/myself' : `/rest/api/3/issue/${key}`)",
            &[SHOW, MYSELF],
        ),
        (
            "AP.request('/rest/api/content/search')",
            &["GET /wiki/rest/api/content/search"],
        ),
        (
            "AP.request('/api/v2/pages/' + id)",
            &["GET /wiki/api/v2/pages/{id}"],
        ),
        ("AP.request('/rest/api/3/issue/{{ issue.key }}')", &[SHOW]),
        // What the options are.
        (
            "const o = { url: '/rest/api/3/issue', type: 'POST' }; AP.request(o)",
            &[CREATE],
        ),
        (
            "const o = { type: 'POST' }; AP.request({ ...o, url: '/rest/api/3/issue' })",
            &[CREATE],
        ),
        (
            "const url = '/rest/api/3/issue', type = 'POST'; AP.request({ url, type })",
            &[CREATE],
        ),
        (
            "AP.request({ url: key ? '/rest/api/3/issue/' + key : '/rest/api/3/issue', type: key ? 'PUT' : 'POST' })",
            &[CREATE, EDIT],
        ),
        // What is not a request.
        ("request('/rest/api/3/myself'); fetch('/AP.request')", &[]),
        (
            "AP.resize(); AP.getLocation(f); MAP.request('/x'); AP.requestAll('/x')",
            &[],
        ),
        (
            "typeof AP.request === 'function'; delete AP.request; AP.request = f",
            &[],
        ),
        ("// AP.request('/x')\n\"AP.request('/x')\"", &[]),
    ] {
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(operations("app.js", script), expected, "{script}");
    }
}

#[test]
fn typescript_and_jsx_are_read() {
    for (name, script) in [
        (
            "a.ts",
            "const url: string = '/rest/api/3/myself' as const; (window as any).AP!.request<User>(url!)",
        ),
        (
            "a.ts",
            "declare const AP: { request(u: string): void }; <any>AP.request('/rest/api/3/myself')",
        ),
        (
            "a.tsx",
            "const f = <T,>() => <b onClick={() => AP.request('/rest/api/3/myself')}>don't</b>",
        ),
        (
            "a.jsx",
            "export default () => <b onClick={() => AP.request('/rest/api/3/myself')}/>",
        ),
        (
            "a.cjs",
            "module.exports = () => { return AP.request('/rest/api/3/myself') }",
        ),
        (
            "a.mjs",
            "import './b.mjs'; export const me = async () => await AP.request('/rest/api/3/myself')",
        ),
        (
            "a.js",
            "with (x) { AP.request('/rest/api/3/myself', { cache: 010 }) }",
        ),
    ] {
        assert_eq!(operations(name, script), [MYSELF], "{script}");
    }
}

#[test]
fn what_cannot_be_known_is_a_warning() {
    let which = "can't determine which operation AP.request calls";
    let passed_on = "can't follow AP.request where it is passed on";
    for (script, expected) in [
        ("AP.request(url)", which),
        ("AP.request()", which),
        ("AP.request(...all)", which),
        ("AP.request(base + '/rest/api/3/myself')", which),
        ("AP.request({ type: 'GET' })", which),
        ("AP.request({ url: '/rest/api/3/myself', ...more })", which),
        (
            "let url = '/rest/api/3/myself'; url = f(); AP.request(url)",
            which,
        ),
        (
            "var u = '/rest/api/3/myself'; var u = '/b'; AP.request(u)",
            which,
        ),
        (
            "const o = { url: '/rest/api/3/myself' }; o.url = f(); AP.request(o)",
            which,
        ),
        (
            "const o = { url: '/rest/api/3/myself' }; Object.assign(o, p); AP.request(o)",
            which,
        ),
        (
            "function f(url) { return AP.request(url) } f('/rest/api/3/myself')",
            which,
        ),
        ("const a = b, b = a; AP.request(a)", which),
        (
            "AP.request('/rest/api/3/issue', options)",
            "can't determine the method of AP.request \"/rest/api/3/issue\"",
        ),
        (
            "AP.request({ url: '/rest/api/3/issue', type: verb() })",
            "can't determine the method of AP.request \"/rest/api/3/issue\"",
        ),
        (
            "AP.request({ url: '/rest/api/3/issue', type: 'POSTT' })",
            "can't determine the method of AP.request \"/rest/api/3/issue\"",
        ),
        (
            "AP.request('/rest/api/3/isue/' + key)",
            "AP.request GET: unknown Jira path \"/rest/api/3/isue/{key}\"",
        ),
        (
            "AP.request('/rest/api/3/myself', { type: 'POST' })",
            "AP.request POST: unknown method `POST` of \"/rest/api/3/myself\"",
        ),
        (
            "AP.request('/mine/' + x)",
            "AP.request GET: unknown path \"/mine/{x}\"",
        ),
        (
            "AP.request('/rest/api/3/myself', { type: put ? 'PUT' : 'GET' })",
            "no path of AP.request here has the method PUT",
        ),
        ("export const request = AP.request", passed_on),
        ("export const { request } = AP", passed_on),
        ("const r = AP.request; export { r }", passed_on),
        ("wrap(AP.request)", passed_on),
        ("const api = { get: AP.request }", passed_on),
        ("let r; r = AP.request", passed_on),
        ("AP.request.apply(AP, all)", passed_on),
        ("const f = () => AP.request", passed_on),
    ] {
        let found = read("app.js", script);
        let warned: Vec<_> = warnings(&found)
            .iter()
            .map(|warning| warning.split_once(": ").unwrap().1.to_owned())
            .collect();
        assert_eq!(warned, [expected], "{script}");
    }
}

#[test]
fn what_no_app_can_call_is_a_warning() {
    let inaccessible = connect_model::operation::operations()
        .iter()
        .find(|it| {
            it.access() == connect_model::operation::Access::Inaccessible
                && !it.path().contains('{')
        })
        .unwrap();
    let (method, path) = (inaccessible.method(), inaccessible.path());
    let found = read(
        "a.js",
        &format!("AP.request('{path}', {{ type: '{method}' }})"),
    );
    let warned = warnings(&found);
    assert_eq!(
        warned,
        [format!(
            "a.js:1:1: no Connect app can call `{method} {path}`, so it fails for users"
        )]
    );
    assert!(found.needs.is_empty());
}

#[test]
fn a_call_has_its_place_and_its_scope() {
    let script = "'use strict';\nfunction ä(key) {\n  /* ä */ AP.request(`/rest/api/3/issue/${key}`, {\n    \
                  type: 'DELETE'\n  });\n}\n";
    assert_eq!(
        needs(&read("app.js", script)),
        ["3:11 DELETE /rest/api/3/issue/{issueIdOrKey} DELETE"]
    );
}
