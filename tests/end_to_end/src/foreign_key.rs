//! A key that no key host publishes.

use std::sync::OnceLock;

use connect_host::tokens::RsaKey;

/// An attacker's own RSA key, made once per process because making one is slow.
pub fn foreign_key() -> RsaKey {
    static KEY: OnceLock<RsaKey> = OnceLock::new();
    KEY.get_or_init(|| RsaKey::generate().unwrap()).clone()
}
