//! What a host's request asks of the app.

use std::fmt;

/// What a request of the host asks of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExchangeKind {
    /// The app's descriptor.
    Descriptor,
    /// A lifecycle callback: `installed`, `enabled`, and so on.
    Lifecycle,
    /// A page for an iframe.
    Page,
    /// The content of a static macro.
    StaticMacro,
    /// An endpoint that the app's own page calls.
    Endpoint,
    /// The delivery of a webhook.
    Webhook,
    /// A resource that a browser fetches for a page of the app, such as a script or a picture.
    Browser,
    /// A call for a page of the app on Forge: the page itself, or a request of its script.
    Invocation,
    /// A server-to-server call of Forge: an event, a scheduled trigger, or a function that the product calls.
    ForgeCall,
    /// Any other server-to-server request of a host, such as a condition.
    Request,
}

impl ExchangeKind {
    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ExchangeKind::Descriptor => "descriptor",
            ExchangeKind::Lifecycle => "lifecycle",
            ExchangeKind::Page => "page",
            ExchangeKind::StaticMacro => "static macro",
            ExchangeKind::Endpoint => "endpoint",
            ExchangeKind::Webhook => "webhook",
            ExchangeKind::Browser => "browser",
            ExchangeKind::Invocation => "invocation",
            ExchangeKind::ForgeCall => "Forge call",
            ExchangeKind::Request => "request",
        }
    }
}

impl fmt::Display for ExchangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
