//! Random secrets in the platform's format.

use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::HostError;

/// A new shared secret or access token, which is opaque to its holder: `ATCO` and eighty
/// characters.
pub(crate) fn random_secret() -> Result<String, HostError> {
    let mut bytes = [0; 60];
    rand::fill(&mut bytes).map_err(|source| HostError::Randomness(source.into()))?;
    Ok(format!("ATCO{}", URL_SAFE_NO_PAD.encode(bytes)))
}
