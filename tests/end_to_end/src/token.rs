//! Values that can be sent as a token.

use connect_host::tokens::TokenBuilder;

/// A token under construction, or any text at all.
pub trait Token {
    /// The text that is sent.
    fn text(self) -> String;
}

impl Token for TokenBuilder {
    fn text(self) -> String {
        self.build().unwrap()
    }
}

impl Token for &str {
    fn text(self) -> String {
        self.to_owned()
    }
}

impl Token for String {
    fn text(self) -> String {
        self
    }
}
