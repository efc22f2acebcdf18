//! What a person does on a page of the app: read, click, fill in.

use connect_host::requests::{ExchangeKind, OpenedModule};
use connect_host::{DocumentError, Host, HostError, Method};
use serde_json::json;

use crate::recording_app::App;

const PAGE: &str = r##"<!doctype html><html><head><title>Votes</title></head><body>
<h1>Votes <span class="lozenge">Open</span></h1>
<ul><li class="voter" data-id="557058:ann">Ann<br>Lee</li><li class="voter">Bob <b>R</b>oy</li></ul>
<script>not("read")</script>
<a class="next" href="/votes/2?jwt=own"><span>Next</span></a>
<a class="place" href="#top">Top</a>
<a class="away" href="https://example.com/a?secret=1">Away</a>
<button id="scripted" type="button">Vote</button>
<form id="vote" method="post" action="/vote">
  <input type="hidden" name="jwt" value="of the form">
  <select name="colour"><option>blue</option><option value="r">red</option></select>
  <input type="checkbox" name="tell" value="all" checked>
  <input type="checkbox" name="quiet">
  <input type="radio" name="weight" value="1"><input type="radio" name="weight" value="2" checked>
  <textarea name="why">
because</textarea>
  <fieldset disabled><input name="never" value="x"></fieldset>
  <button name="do" value="vote">Vote</button>
  <button name="do" value="leave" formaction="/leave" id="leave">Leave</button>
  <button disabled id="closed">Closed</button>
</form>
<input name="note" value="a&amp;b" form="vote">
<form id="search" action="/votes?old=1"><input name="q" value=""></form>
<form id="upload" method="post" enctype="multipart/form-data"><input name="a"></form>
</body></html>"##;

async fn opened() -> (App, Host, OpenedModule) {
    let app = App::start(json!({
        "generalPages": [{"key": "votes", "name": {"value": "Votes"}, "url": "/votes"}],
    }))
    .await;
    let host = Host::jira().start().await.unwrap();
    host.install_url(&app.url).await.unwrap();
    app.set_page(PAGE);
    let page = host.open("votes").await.unwrap();
    (app, host, page)
}

fn why(error: HostError) -> DocumentError {
    match error {
        HostError::InPage(error) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_page_is_read_as_a_person_reads_it() {
    let (.., page) = opened().await;
    // readme: read
    assert_eq!(page.one("h1").unwrap().text(), "Votes Open");
    let voters = page.select("li.voter").unwrap();
    let names: Vec<_> = voters.iter().map(|voter| voter.text()).collect();
    assert_eq!(names, ["Ann Lee", "Bob Roy"]);
    assert_eq!(voters[0].attribute("data-id"), Some("557058:ann"));
    // readme: end
    assert_eq!(voters[1].attribute("data-id"), None);
    assert_eq!(page.select("table").unwrap(), []);
    let list = page.one("ul").unwrap();
    assert_eq!((list.name(), list.text()), ("ul", "Ann Lee Bob Roy"));
    let body = page.one("body").unwrap();
    assert!(!body.text().contains("read"), "{body}");

    let nothing = why(page.one("table").unwrap_err()).to_string();
    assert!(
        nothing.contains("`table`; the page reads: Votes Open Ann"),
        "{nothing}"
    );
    let several = why(page.one("li").unwrap_err());
    assert!(
        matches!(several, DocumentError::Several { count: 2, .. }),
        "{several}"
    );
    let wrong = why(page.select("li[").unwrap_err());
    assert!(matches!(wrong, DocumentError::Selector { .. }), "{wrong}");
}

#[tokio::test]
async fn a_click_requests_what_a_browser_would() {
    let (app, host, page) = opened().await;
    // readme: click
    let next = page.click("a.next span").await.unwrap();
    assert_eq!((next.status.as_u16(), next.url.path()), (200, "/votes/2"));
    // readme: end
    let request = app.last("/votes/2");
    assert_eq!(request.uri.query(), Some("jwt=own"));
    assert!(!request.headers.contains_key("authorization"));
    let recorded = host.journal().pop().unwrap();
    assert_eq!(recorded.kind, ExchangeKind::Browser);

    next.click("#leave").await.unwrap();
    let request = app.last("/leave");
    assert_eq!(request.method, Method::POST);
    assert!(
        request.body.ends_with(b"&do=leave&note=a%26b"),
        "{request:?}"
    );

    for (selector, expected) in [
        ("a.place", "a place in the same page"),
        ("#scripted", "only a script of the page"),
        ("#closed", "it is disabled"),
        ("h1", "neither in a link nor in a button"),
        (
            "a.away",
            "https://example.com/a is not below the app's base URL",
        ),
    ] {
        let error = why(page.click(selector).await.unwrap_err()).to_string();
        assert!(error.contains(expected), "{selector}: {error}");
        assert!(!error.contains("secret"), "{error}");
    }
}

#[tokio::test]
async fn a_form_is_sent_with_its_own_values_except_where_filled_in() {
    let (app, _host, page) = opened().await;
    // readme: submit
    page.submit("#vote", [("colour", "r"), ("quiet", "on")])
        .await
        .unwrap();
    // readme: end
    let request = app.last("/vote");
    let fields: Vec<_> = url::form_urlencoded::parse(&request.body)
        .into_owned()
        .collect();
    let expected = [
        ("jwt", "of the form"),
        ("colour", "r"),
        ("tell", "all"),
        ("quiet", "on"),
        ("weight", "2"),
        ("why", "because"),
        ("do", "vote"),
        ("note", "a&b"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(fields, expected);
    assert_eq!(
        request.headers["content-type"],
        "application/x-www-form-urlencoded"
    );
    assert_eq!(request.headers["origin"], app.url.as_str());

    page.submit("#search", [("q", "a b")]).await.unwrap();
    let request = app.last("/votes");
    assert_eq!(
        (request.method, request.uri.query()),
        (Method::GET, Some("q=a+b"))
    );

    let nothing = [("", ""); 0];
    for (selector, fields, expected) in [
        (
            "#vote",
            &[("color", "r")][..],
            "no field `color`; it has jwt, colour, tell",
        ),
        ("#vote", &[("never", "r")], "no field `never`"),
        ("#upload", &nothing, "`multipart/form-data`"),
        ("h1", &nothing, "`h1` is not a form"),
    ] {
        let fields = fields.iter().copied();
        let error = why(page.submit(selector, fields).await.unwrap_err()).to_string();
        assert!(error.contains(expected), "{selector}: {error}");
    }
}

#[tokio::test]
async fn a_persons_requests_are_made_as_that_user() {
    let (app, host, _) = opened().await;
    // readme: person
    let ann = host.person("557058:ann");
    ann.open("votes").await.unwrap();
    ann.endpoint(Method::POST, "/vote").await.unwrap();
    // readme: end
    let journal = host.journal();
    let users: Vec<_> = journal[journal.len() - 2..]
        .iter()
        .map(|exchange| exchange.token.as_ref().unwrap().claims["sub"].clone())
        .collect();
    assert_eq!(users, ["557058:ann", "557058:ann"]);
    assert_eq!(app.received("/vote").len(), 1);
    let me = ann
        .product_request(Method::GET, "/rest/api/3/myself")
        .await
        .unwrap();
    let me: serde_json::Value = me.read().unwrap();
    assert_eq!(me["accountId"], "557058:ann");
}
