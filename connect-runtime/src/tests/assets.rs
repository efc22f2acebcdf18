//! Asset folders: an embedded one, as in a release build, and one on disk.

use std::fs;
use std::sync::LazyLock;

use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use reqwest::Response;

use super::fixture::Host;
use crate::assets::{AssetFile, AssetFolder, asset};

static FILES: [AssetFile; 3] = [
    AssetFile::new("app.js", b"let a = 1;"),
    AssetFile::new("css/votes.css", b"p {}"),
    AssetFile::new("logo.svg", b"<svg/>"),
];
inventory::submit! { AssetFolder::embedded("static", &FILES) }
inventory::submit! { AssetFolder::on_disk("web/dist", concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests")) }

async fn get(host: &Host, target: &str) -> Response {
    host.client.get(host.url(target)).send().await.unwrap()
}

#[tokio::test]
async fn a_hashed_name_is_cached_forever_and_a_plain_name_is_revalidated() {
    let host = Host::start(|app| app).await;
    let url = asset("static", "app.js");
    assert!(
        url.starts_with("/static/app.") && url.ends_with(".js") && url.len() == 31,
        "{url}"
    );
    let hashed = get(&host, &url).await;
    assert_eq!(hashed.status(), 200);
    assert_eq!(
        hashed.headers()[CACHE_CONTROL],
        "public, max-age=31536000, immutable"
    );
    assert_eq!(
        hashed.headers()[CONTENT_TYPE],
        "text/javascript; charset=utf-8"
    );
    assert_eq!(hashed.headers()["x-content-type-options"], "nosniff");
    let tag = hashed.headers()[ETAG].to_str().unwrap().to_owned();
    assert_eq!(hashed.text().await.unwrap(), "let a = 1;");

    let named = get(&host, "/static/app.js").await;
    assert_eq!(named.headers()[CACHE_CONTROL], "no-cache");
    assert_eq!(named.headers()[ETAG].to_str().unwrap(), tag);
    for known in [tag.clone(), format!("\"x\", W/{tag}")] {
        let again = host
            .client
            .get(host.url("/static/app.js"))
            .header("if-none-match", known);
        let again = again.send().await.unwrap();
        assert_eq!(again.status(), 304);
        assert_eq!(again.text().await.unwrap(), "");
    }
    // A hash from another version: the current file, which must not be cached.
    let other = get(&host, "/static/app.0123456789abcdef.js").await;
    assert_eq!(
        (other.status().as_u16(), &other.headers()[CACHE_CONTROL]),
        (200, &"no-cache".parse().unwrap())
    );
    for (file, kind) in [
        ("css/votes.css", "text/css; charset=utf-8"),
        ("logo.svg", "image/svg+xml"),
    ] {
        let file = get(&host, &asset("static", file)).await;
        assert_eq!(file.headers()[CONTENT_TYPE], kind);
    }
}

#[tokio::test]
async fn a_file_on_disk_is_read_each_time() {
    static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());
    let path: &'static str = FOLDER.path().to_str().unwrap().to_owned().leak();
    let folder = AssetFolder::on_disk("other", path);
    fs::write(FOLDER.path().join("a.js"), "1").unwrap();
    let one = folder.asset("a.js").unwrap();
    fs::write(FOLDER.path().join("a.js"), "2").unwrap();
    let two = folder.asset("a.js").unwrap();
    assert_eq!((&*one.content, &*two.content), (&b"1"[..], &b"2"[..]));
    assert_ne!(one.hash, two.hash);
    assert!(!folder.asset(&format!("a.{}.js", one.hash)).unwrap().by_hash);
    assert!(folder.asset(&format!("a.{}.js", two.hash)).unwrap().by_hash);

    let host = Host::start(|app| app).await;
    let own = get(&host, &asset("web/dist", "assets.rs")).await;
    assert_eq!(
        own.headers()[CACHE_CONTROL],
        "public, max-age=31536000, immutable"
    );
    assert_eq!(own.text().await.unwrap(), include_str!("assets.rs"));
}

#[tokio::test]
async fn nothing_else_is_served() {
    let host = Host::start(|app| app).await;
    for target in [
        "/static/none.js",
        "/static/css",
        "/static/",
        "/static/.env",
        "/static/%2e%2e/Cargo.toml",
        "/web/dist/..%2f..%2fCargo.toml",
        "/web/dist/%2e%2e/lib.rs",
        "/web/dist/..%5clib.rs",
        "/web/dist//etc/passwd",
        "/web/dist/%2fetc%2fpasswd",
        "/web/dist/a%00.rs",
    ] {
        assert_eq!(host.status(target).await, 404, "{target}");
    }
    let post = host
        .client
        .post(host.url("/static/app.js"))
        .send()
        .await
        .unwrap();
    assert_eq!(post.status(), 405);
}

#[tokio::test]
async fn below_the_path_of_the_base_url() {
    let base_url = "https://x.example/ctx/".parse().unwrap();
    let deployment = crate::deployment::Deployment::of(&base_url, None);
    let url =
        crate::deployment::Deployment::within(deployment.as_ref(), || asset("static", "app.js"));
    assert!(url.starts_with("/ctx/static/app."), "{url}");
}
