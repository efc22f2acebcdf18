//! Serving the files in the frame.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::policy;
use super::shell::Shell;

/// Plays the script that Atlassian puts at the top of each page.
const BRIDGE: &str = "global-bridge.js";
const BRIDGE_SCRIPT: &str = include_str!("assets/global-bridge.js");
const PAGE: &str = "index.html";
/// In bytes: no file of a shell is larger.
const MAX_FILE_BYTES: u64 = 64 << 20;

/// `GET /_forge/…`
pub(super) async fn serve(
    State(shell): State<Shell>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    // Under the product's own name, the app's scripts would run as the product's.
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok());
    let own = shell.origin().split_once("://").map(|(_, rest)| rest);
    if host.is_none() || host != own {
        return (StatusCode::NOT_FOUND, "nothing is here by this name").into_response();
    }
    if name == BRIDGE {
        return answer(&shell, &name, BRIDGE_SCRIPT.into());
    }
    match read(&shell, &name).await {
        Some(content) => answer(&shell, &name, content),
        None => (StatusCode::NOT_FOUND, "no such file of the shell").into_response(),
    }
}

/// Reads a file of the shell's folder, if there is one of this name.
async fn read(shell: &Shell, name: &str) -> Option<Vec<u8>> {
    let is_plain = |part: &str| {
        let is_odd = |c: char| c.is_control() || matches!(c, '\\' | ':');
        !part.is_empty() && !part.starts_with('.') && !part.contains(is_odd)
    };
    if !name.split('/').all(is_plain) {
        return None;
    }
    let path = shell.folder().join(name);
    let about = tokio::fs::symlink_metadata(&path).await.ok()?;
    if !about.is_file() || about.len() > MAX_FILE_BYTES {
        return None;
    }
    tokio::fs::read(path).await.ok()
}

fn answer(shell: &Shell, name: &str, content: Vec<u8>) -> Response {
    let mut headers = HeaderMap::new();
    let mut put = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    put(header::CONTENT_TYPE, kind(name));
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // The next build may write different files.
    put(header::CACHE_CONTROL, "no-cache");
    put(
        header::CONTENT_SECURITY_POLICY,
        &policy::of_frames(shell.product()),
    );
    if name == PAGE {
        let page = String::from_utf8_lossy(&content);
        let bridge = format!("<head><script src=\"{BRIDGE}\"></script>");
        return (headers, page.replacen("<head>", &bridge, 1)).into_response();
    }
    (headers, content).into_response()
}

/// The content type for a file name's extension.
fn kind(name: &str) -> &'static str {
    const KINDS: [(&str, &str); 12] = [
        ("html", "text/html; charset=utf-8"),
        ("js", "text/javascript; charset=utf-8"),
        ("mjs", "text/javascript; charset=utf-8"),
        ("css", "text/css; charset=utf-8"),
        ("json", "application/json"),
        ("svg", "image/svg+xml"),
        ("png", "image/png"),
        ("jpg", "image/jpeg"),
        ("gif", "image/gif"),
        ("webp", "image/webp"),
        ("woff2", "font/woff2"),
        ("txt", "text/plain; charset=utf-8"),
    ];
    let ending = name.rsplit('.').next().unwrap_or_default();
    let known = KINDS.iter().find(|(known, _)| *known == ending);
    known.map_or("application/octet-stream", |(_, kind)| kind)
}
