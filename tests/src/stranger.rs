//! A key that no key host vouches for.

use std::sync::OnceLock;

use connect_host::RsaKey;

/// An attacker's own RSA key, made once per process: making one takes long.
pub fn stranger_key() -> RsaKey {
    static KEY: OnceLock<RsaKey> = OnceLock::new();
    KEY.get_or_init(|| RsaKey::generate().unwrap()).clone()
}
