//! The route of a folder of assets: public, because a browser has no token for a script.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::served::Public;
use crate::assets::{Asset, AssetFolder};
use crate::error_answer::ErrorAnswer;

/// For a hashed name, whose content never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// May be cached, but is revalidated each time.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// The route that serves a folder's files.
pub(super) fn route(folder: &'static AssetFolder) -> (String, MethodRouter) {
    let answer = async move |Path(name): Path<String>, headers: HeaderMap| {
        let found = if folder.waits() {
            let name = name.clone();
            let read = tokio::task::spawn_blocking(move || folder.asset(&name));
            read.await.ok().flatten()
        } else {
            folder.asset(&name)
        };
        let mut response = match found {
            Some(asset) => file(&name, asset, &headers),
            None => ErrorAnswer::new(StatusCode::NOT_FOUND).into_response(),
        };
        Public.on(&mut response);
        response
    };
    (folder.route(), get(answer))
}

fn file(name: &str, asset: Asset, asked: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", asset.hash);
    let mut response = if is_known(asked, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = asset.content.into_response();
        response
            .headers_mut()
            .insert(CONTENT_TYPE, content_type(name));
        response
    };
    let headers = response.headers_mut();
    headers.insert(
        CACHE_CONTROL,
        if asset.by_hash { FOR_EVER } else { ASK_AGAIN },
    );
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(ETAG, tag);
    }
    response
}

/// Whether the browser already has this content.
fn is_known(asked: &HeaderMap, tag: &str) -> bool {
    let known = asked.get_all(IF_NONE_MATCH).into_iter();
    known
        .filter_map(|tags| tags.to_str().ok())
        .flat_map(|tags| tags.split(','))
        // A proxy that compresses responses weakens the tag.
        .map(|known| known.trim().trim_start_matches("W/"))
        .any(|known| known == tag || known == "*")
}

/// The content type for a file extension. With `nosniff`, a browser rejects a script of another
/// type.
fn content_type(name: &str) -> HeaderValue {
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    let is_text = guess.type_() == mime_guess::mime::TEXT || guess.subtype() == "javascript";
    let text = if is_text {
        format!("{}; charset=utf-8", guess.essence_str())
    } else {
        guess.essence_str().to_owned()
    };
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}
