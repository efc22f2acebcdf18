//! What the host asks of the app.

use std::fmt;

/// What the host asks of the app with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExchangeKind {
    /// Its descriptor.
    Descriptor,
    /// To take note of a step of its life: `installed`, `enabled`, and so on.
    Lifecycle,
    /// A page for an iframe.
    Page,
    /// The content of a static macro.
    StaticMacro,
    /// Something for the app's own page.
    Endpoint,
    /// To hear of an event.
    Webhook,
    /// Something that a browser fetches for a page of the app: a script, a picture.
    Browser,
    /// Something for a page of the app on Forge: the page itself, or what its script asks for.
    Invocation,
    /// To hear of an event on Forge, or to do something at a time or in place of the product.
    ForgeCall,
    /// Anything else that a host asks from server to server, such as a condition.
    Request,
}

impl ExchangeKind {
    /// The word for it in tables.
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
