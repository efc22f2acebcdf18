//! Key sets (RFC 7517): several public keys published at one address.

use std::collections::BTreeMap;

use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;
use serde_json::Value;

use super::{InvalidPublicKey, RsaPublicKey};

/// The usable keys of a key set: RS256 keys that have an id.
#[derive(Debug, Clone, Default)]
pub struct KeySet(BTreeMap<String, RsaPublicKey>);

/// The response is not a key set.
#[derive(Debug, thiserror::Error)]
#[error("not a JSON Web Key Set")]
pub struct InvalidKeySet(#[from] serde_json::Error);

impl KeySet {
    /// Parses a key set. A key of another type is skipped, as RFC 7517, section 5, requires; so are
    /// all keys that share an id, because it can't be known which one is meant.
    ///
    /// # Errors
    /// If it is not a JSON object with a list of `keys`.
    ///
    /// ```
    /// use connect_auth::jwt::KeySet;
    ///
    /// let keys = KeySet::parse(br#"{"keys":[{"kty":"oct","kid":"a","k":"c2VjcmV0"}]}"#)?;
    /// assert!(keys.is_empty());
    /// # Ok::<(), connect_auth::jwt::InvalidKeySet>(())
    /// ```
    pub fn parse(json: &[u8]) -> Result<Self, InvalidKeySet> {
        #[derive(Deserialize)]
        struct Published {
            keys: Vec<Value>,
        }
        let published: Published = serde_json::from_slice(json)?;
        let mut keys: BTreeMap<String, Option<RsaPublicKey>> = BTreeMap::new();
        for key in published.keys {
            let Some((id, key)) = read(key) else {
                continue;
            };
            let entry = keys.entry(id);
            entry.and_modify(|twice| *twice = None).or_insert(key.ok());
        }
        let usable = keys.into_iter().filter_map(|(id, key)| Some((id, key?)));
        Ok(Self(usable.collect()))
    }

    /// The key with this id.
    pub fn get(&self, key_id: &str) -> Option<&RsaPublicKey> {
        self.0.get(key_id)
    }

    /// Whether there are no usable keys.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A key's id and the key; `None` for one that no token can refer to.
fn read(key: Value) -> Option<(String, Result<RsaPublicKey, InvalidPublicKey>)> {
    let id = key.get("kid")?.as_str()?.to_owned();
    let key = serde_json::from_value::<Jwk>(key).map_err(|_| InvalidPublicKey::NotRsa);
    Some((id, key.and_then(|jwk| RsaPublicKey::from_jwk(&jwk))))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use connect_testing::host_keys::{lifecycle_token, public_components};

    fn jwk(change: Value) -> Value {
        let (modulus, exponent) = public_components();
        let mut jwk = json!({
            "kty": "RSA", "kid": "kid-1", "use": "sig", "alg": "RS256", "n": modulus, "e": exponent,
        });
        for (name, value) in change.as_object().unwrap() {
            jwk[name] = value.clone();
        }
        jwk.as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
        jwk
    }

    fn parse(keys: &[Value]) -> KeySet {
        KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
    }

    #[test]
    fn a_token_is_verified_by_the_key_that_it_names() {
        let token = lifecycle_token("kid-1", &json!({ "iss": "a", "iat": 1, "exp": 2 }));
        let token = super::super::parse(&token).unwrap();
        for keys in [
            vec![jwk(json!({}))],
            vec![jwk(json!({ "use": null, "alg": null }))],
            vec![
                json!(7),
                json!({ "kty": "EC", "kid": "other" }),
                jwk(json!({})),
            ],
        ] {
            let keys = parse(&keys);
            let key = keys.get(token.key_id().unwrap()).unwrap();
            assert!(token.claims().unwrap().verify_rs256(key).is_ok());
            assert!(keys.get("kid-2").is_none());
        }
    }

    #[test]
    fn keys_that_are_not_for_rs256_are_left_out() {
        for change in [
            json!({ "use": "enc" }),
            json!({ "alg": "RS512" }),
            json!({ "alg": "PS256" }),
            json!({ "alg": "HS256" }),
            json!({ "kty": "EC" }),
            json!({ "kty": "oct", "k": "c2VjcmV0" }),
            json!({ "kid": null }),
            json!({ "kid": 7 }),
            json!({ "n": "AQAB" }),
            json!({ "n": "" }),
            json!({ "n": "%%%" }),
            json!({ "n": null }),
        ] {
            assert!(parse(&[jwk(change.clone())]).is_empty(), "{change}");
        }
        assert!(
            parse(&[jwk(json!({})), jwk(json!({}))]).is_empty(),
            "two with one id"
        );
        assert!(parse(&[jwk(json!({})), jwk(json!({ "kty": "EC" }))]).is_empty());
        assert!(parse(&[]).is_empty());
    }

    #[test]
    fn what_is_not_a_key_set_is_refused() {
        for body in [
            "",
            "[]",
            "{}",
            r#"{"keys":{}}"#,
            "<html>",
            r#"{"keys":null}"#,
        ] {
            assert!(KeySet::parse(body.as_bytes()).is_err(), "{body}");
        }
    }
}
