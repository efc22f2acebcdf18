//! SHA-256 fingerprints.

use aws_lc_rs::digest::{SHA256, digest};

/// The SHA-256 hash of `bytes`.
///
/// ```
/// let fingerprint = connect_auth::fingerprint::of(b"abc");
/// assert_eq!(fingerprint[..4], [0xba, 0x78, 0x16, 0xbf]);
/// ```
#[must_use]
pub fn of(bytes: &[u8]) -> [u8; 32] {
    let mut fingerprint = [0; 32];
    fingerprint.copy_from_slice(digest(&SHA256, bytes).as_ref());
    fingerprint
}
