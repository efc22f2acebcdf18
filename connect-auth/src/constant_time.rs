//! Tests that values which an attacker may guess are compared in constant time. No measurement shows
//! that reliably, so the sources are inspected: each comparison is in one place, and only that place
//! may compare.

use std::fs;
use std::path::Path;

fn source(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file);
    let text = fs::read_to_string(&path).unwrap();
    // Tests may compare in any way.
    let code = text.split("#[cfg(test)]\nmod tests {").next();
    code.unwrap_or_default().to_owned()
}

/// The body of a function, up to its closing brace.
fn body<'s>(source: &'s str, head: &str) -> &'s str {
    let at = source.find(head).unwrap_or_else(|| panic!("no `{head}`"));
    let rest = &source[at..];
    let end = rest.find("\n    }\n").unwrap();
    &rest[..end]
}

#[test]
fn signatures_hashes_and_secrets_are_compared_in_constant_time() {
    for (file, head, compares) in [
        (
            "jwt/hmac.rs",
            "fn verify(",
            "hmac::verify(&self.0, message, signature).is_ok()",
        ),
        ("jwt/parse.rs", "fn check_hs256(", "if key.verify("),
        ("qsh.rs", "fn matches(", "verify_slices_are_equal("),
        ("qsh.rs", "fn eq(", "verify_slices_are_equal("),
        ("secret.rs", "fn eq(", "verify_slices_are_equal("),
    ] {
        let source = source(file);
        let body = body(&source, head);
        assert!(body.contains(compares), "{file}: {body}");
        for other in [" == ", " != ", ".eq(", "starts_with", ".cmp("] {
            assert!(
                !body.contains(other),
                "{file} compares by `{other}`: {body}"
            );
        }
    }
    // A derived comparison stops at the first byte that differs.
    for (file, item) in [
        ("jwt/hmac.rs", "pub struct HmacKey("),
        ("qsh.rs", "pub struct Qsh("),
        ("secret.rs", "pub struct Secret("),
    ] {
        let source = source(file);
        let before = source.split(item).next().unwrap();
        let derived = before.lines().rev().take_while(|line| !line.is_empty());
        for line in derived {
            assert!(!line.contains("PartialEq"), "{file}: {line}");
        }
    }
    // A computed signature is never compared with a received one.
    for file in [
        "jwt.rs",
        "jwt/hmac.rs",
        "jwt/claims.rs",
        "jwt/parse.rs",
        "session.rs",
        "form_token.rs",
    ] {
        for line in source(file).lines() {
            let signs = line.contains(".sign(") || line.contains("hmac::sign(");
            assert!(!signs || !line.contains("=="), "{file}: {line}");
        }
    }
}
