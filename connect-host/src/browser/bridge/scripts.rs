//! The scripts and stylesheets of both sides, as they are served.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;

use super::package::{Package, PackageError};
use crate::browser::refusal::refuse;

/// Appended to the package's script for the app's pages.
const ADDENDUM: &str = include_str!("assets/all-addendum.js");
/// Served instead of the package's script for the app's pages.
const STUB: &str = include_str!("assets/all-stub.js");

/// The scripts of the product's page, in this order: what the page knows about the local host, what the
/// package expects to find, the package, and what it leaves to the product.
const OF_PAGE: [&str; 4] = [
    "local-host.js",
    "ajs-shim.js",
    "connect-host.js",
    "product.js",
];
/// The same, without the package.
const WITHOUT_PACKAGE: [&str; 2] = ["local-host.js", "plain.js"];
/// The same, for an app that is shown as on Forge.
const OF_FORGE: [&str; 2] = ["local-host.js", "forge.js"];

const LOCAL_HOST: &str = concat!(
    include_str!("assets/local-host.js"),
    include_str!("assets/flood.js")
);
const PRODUCT: &str = concat!(
    include_str!("assets/elements.js"),
    include_str!("assets/frames.js"),
    include_str!("assets/boxes.js"),
    include_str!("assets/dialogs.js"),
    include_str!("assets/notices.js"),
    include_str!("assets/menus.js"),
    include_str!("assets/request.js"),
    include_str!("assets/product.js"),
    include_str!("assets/workflow.js"),
    include_str!("assets/jira.js"),
    include_str!("assets/confluence.js"),
    include_str!("assets/editor.js"),
    include_str!("assets/start.js")
);
const AJS_SHIM: &str = include_str!("assets/ajs-shim.js");
const STYLES: &str = include_str!("assets/bridge.css");
const FORGE: &str = concat!(
    include_str!("assets/elements.js"),
    include_str!("assets/boxes.js"),
    include_str!("assets/workflow.js"),
    include_str!("../forge/assets/forge.js"),
    include_str!("assets/editor.js"),
    include_str!("assets/start.js")
);
const PLAIN: &str = concat!(
    include_str!("assets/elements.js"),
    include_str!("assets/plain.js")
);

/// Every file that is served, by name.
pub(super) struct Scripts {
    for_app: BTreeMap<String, File>,
    for_page: BTreeMap<String, File>,
    /// The scripts of the product's pages, in order.
    of_page: &'static [&'static str],
    /// Whether the package's themes are available.
    themed: bool,
    pub(super) genuine: bool,
}

struct File {
    content: Bytes,
    tag: String,
}

impl Scripts {
    pub(super) fn genuine(origin: &str, package: &Package) -> Result<Scripts, PackageError> {
        let script = package.frame_script(&format!("{origin}/atlassian-connect"), ADDENDUM)?;
        let host = package.file("connect-host.js");
        let host = host.ok_or(PackageError::Missing("connect-host.js"))?;
        let of_page = [
            ("ajs-shim.js", Bytes::from_static(AJS_SHIM.as_bytes())),
            ("connect-host.js", host.clone()),
            ("product.js", Bytes::from_static(PRODUCT.as_bytes())),
        ];
        let mut scripts = Scripts::with(script, of_page, &OF_PAGE);
        scripts.take_themes(package);
        scripts.genuine = true;
        Ok(scripts)
    }

    pub(super) fn plain() -> Scripts {
        let plain = Bytes::from_static(PLAIN.as_bytes());
        Scripts::with(STUB, [("plain.js", plain)], &WITHOUT_PACKAGE)
    }

    /// For an app that is shown as on Forge, which needs only the themes of the package.
    pub(super) fn forge(package: Option<&Package>) -> Scripts {
        let forge = Bytes::from_static(FORGE.as_bytes());
        let mut scripts = Scripts::with(STUB, [("forge.js", forge)], &OF_FORGE);
        if let Some(package) = package {
            scripts.take_themes(package);
        }
        scripts
    }

    fn take_themes(&mut self, package: &Package) {
        let styles = package.stylesheets();
        let styles = styles.map(|(name, style)| (name.to_owned(), File::new(style.clone())));
        self.for_app.extend(styles);
        self.themed = true;
    }

    fn with(
        script: impl Into<Bytes>,
        for_page: impl IntoIterator<Item = (&'static str, Bytes)>,
        of_page: &'static [&'static str],
    ) -> Scripts {
        let for_page = for_page
            .into_iter()
            .chain([
                ("local-host.js", Bytes::from_static(LOCAL_HOST.as_bytes())),
                ("bridge.css", Bytes::from_static(STYLES.as_bytes())),
            ])
            .map(|(name, text)| (name.to_owned(), File::new(text)))
            .collect();
        Scripts {
            for_app: [("all.js".to_owned(), File::new(script))].into(),
            for_page,
            of_page,
            themed: false,
            genuine: false,
        }
    }

    /// The themes of the product's pages, as `data-theme` names them.
    pub(super) fn themes(&self) -> &'static [&'static str] {
        let themes = &["light", "dark", "spacing", "shape", "typography-modernized"];
        if self.themed { themes } else { &[] }
    }

    /// The scripts that a page of the product loads, in order.
    pub(super) fn of_page(&self) -> &'static [&'static str] {
        self.of_page
    }
}

impl File {
    fn new(content: impl Into<Bytes>) -> File {
        let content = content.into();
        let hash = digest(&SHA256, &content);
        // Half of it is enough to tell versions apart.
        let half = hash.as_ref().get(..16).unwrap_or_default();
        let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(half));
        File { content, tag }
    }

    /// Revalidated on each use, since the bridge may be another one after a restart.
    fn respond(&self, name: &str, headers: &HeaderMap) -> Response {
        let known = headers.get_all(header::IF_NONE_MATCH).iter();
        let mut known = known.filter_map(|value| value.to_str().ok());
        let unchanged = known.any(|tags| {
            let mut tags = tags.split(',').map(str::trim);
            tags.any(|tag| tag == "*" || tag.trim_start_matches("W/") == self.tag)
        });
        let about = [
            (header::ETAG, self.tag.as_str()),
            (header::CACHE_CONTROL, "no-cache"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ];
        if unchanged {
            return (StatusCode::NOT_MODIFIED, about).into_response();
        }
        let content_type = if name.ends_with(".css") {
            "text/css; charset=utf-8"
        } else {
            "text/javascript; charset=utf-8"
        };
        let content_type = [(header::CONTENT_TYPE, content_type)];
        (about, content_type, self.content.clone()).into_response()
    }
}

impl fmt::Debug for Scripts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scripts")
            .field("genuine", &self.genuine)
            .finish_non_exhaustive()
    }
}

/// Served to every origin, since the app's pages have another one.
pub(super) async fn for_app(
    State(scripts): State<Arc<Scripts>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    respond(&scripts.for_app, &name, &headers)
}

pub(super) async fn for_page(
    State(scripts): State<Arc<Scripts>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    respond(&scripts.for_page, &name, &headers)
}

fn respond(files: &BTreeMap<String, File>, name: &str, headers: &HeaderMap) -> Response {
    match files.get(name) {
        Some(file) => file.respond(name, headers),
        None => refuse(StatusCode::NOT_FOUND, "no such file of the bridge").into_response(),
    }
}
