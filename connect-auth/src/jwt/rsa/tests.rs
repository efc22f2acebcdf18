use super::{InvalidPublicKey, RsaPublicKey};

const RSA_2048: &str = "-----BEGIN PUBLIC KEY-----\n\
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAswsEjBsGUVNZn7Rq6xd7\n\
QsMz8/EMScaEg2tV3R8Cysbn51/c8O5/UTKLYQvV4A9glZ5yEbVNhlFc+wJa6AyK\n\
tuXUECGkZo+wzzBghuqAn/CHIXLONdGbgpon80YvIrTIeV0lH+WU3plXJF2on4l9\n\
WsikzGIskLKAOwuBaFMF+wo03jatZC48FhUA1Hz1PThM/dnyOhGzGniWhAtjuqSw\n\
ZAVKwH0LE5md8fv2AFI1t9p/ZU+bAAvbM2wFCjKw4uBAaY4GFbP7vVXJpaUIQUGu\n\
f5E1LfUbu3OrUwA0YHAeOeWCx/psXjyDEZlRF+Gd+v2rleQpes8l+8HMIDfCYfG7\n\
4QIDAQAB\n\
-----END PUBLIC KEY-----\n";

/// The same key in PKCS #1 format.
const RSA_2048_PKCS1: &str = "-----BEGIN RSA PUBLIC KEY-----\n\
MIIBCgKCAQEAswsEjBsGUVNZn7Rq6xd7QsMz8/EMScaEg2tV3R8Cysbn51/c8O5/\n\
UTKLYQvV4A9glZ5yEbVNhlFc+wJa6AyKtuXUECGkZo+wzzBghuqAn/CHIXLONdGb\n\
gpon80YvIrTIeV0lH+WU3plXJF2on4l9WsikzGIskLKAOwuBaFMF+wo03jatZC48\n\
FhUA1Hz1PThM/dnyOhGzGniWhAtjuqSwZAVKwH0LE5md8fv2AFI1t9p/ZU+bAAvb\n\
M2wFCjKw4uBAaY4GFbP7vVXJpaUIQUGuf5E1LfUbu3OrUwA0YHAeOeWCx/psXjyD\n\
EZlRF+Gd+v2rleQpes8l+8HMIDfCYfG74QIDAQAB\n\
-----END RSA PUBLIC KEY-----\n";

const RSA_1024: &str = "-----BEGIN PUBLIC KEY-----\n\
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC/ywI3zdy7lTVzz3eWxLOX0xh5\n\
bcgEN7rVsCEhPy1ESOzlyyAAs5r1KsZkUSbrRYMjSpABuK3C18vSzVJeLuTSs1Ab\n\
Sb6VK3d0BxMJv+lQRfOMZ7IjtcxlKSCLRIUDAQDNiKOrb6NVCcKXoN/6pqF0roV4\n\
czKtqvpx9Y15lcwIuwIDAQAB\n\
-----END PUBLIC KEY-----\n";

const RSA_PSS_2048: &str = "-----BEGIN PUBLIC KEY-----\n\
MIIBIDALBgkqhkiG9w0BAQoDggEPADCCAQoCggEBANChxN0NkCJV1ARJnV64yNqD\n\
mK0APRzN2dTiqkOO/RvwoMD2quWKgr8V/7yKRfzbBQNohBzYrZgPHvRSUPKo6KEt\n\
LbifOywzcZ1wT3UMqtz/zKCZJG2s7g672m6HRZDA88xlGPtsWzhbqV+xHpAPqjYv\n\
VKu9+Tk3Zho6TwBiUqHGDI0j1t3nYkBpASobtnveYrGNm94khDqp3gyBJ0nBSr0t\n\
waoqB+zkp64BlPd+w6Zxyio899yxCkDzX6OEA/kPtOya3PuJjXoLCiWkrepOpA5h\n\
HD6pnfyXekVPbIqIq7Ldl+wMo/CDuu04jA/JwFEQnCGivZV6TtmTW79DuhRlL4UC\n\
AwEAAQ==\n\
-----END PUBLIC KEY-----\n";

const EC: &str = "-----BEGIN PUBLIC KEY-----\n\
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEQjePOePZh30kz5xNFQJvdiGNJyz0\n\
IrvoiShJALWViE5nhbybuufJfeMxcgFfgexqCWuReNCfScjxV+l8cSJwnw==\n\
-----END PUBLIC KEY-----\n";

#[test]
fn one_rsa_public_key_is_accepted() {
    for text in [
        RSA_2048.to_owned(),
        RSA_2048_PKCS1.to_owned(),
        RSA_2048.replace('\n', "\r\n"),
        RSA_2048.trim_end().to_owned(),
        RSA_2048.trim_end().replace('\n', "\r\n"),
        format!("\n{RSA_2048}\n\n"),
    ] {
        assert!(RsaPublicKey::from_pem(&text).is_ok(), "{text:?}");
    }
}

#[test]
fn nothing_else_is_accepted() {
    let relabelled = |label: &str| RSA_2048.replace("PUBLIC KEY", label);
    let pem = InvalidPublicKey::Pem;
    let der = InvalidPublicKey::NotRsa;
    for (text, error) in [
        (String::new(), pem),
        ("<!doctype html><title>Not found</title>".to_owned(), pem),
        (relabelled("CERTIFICATE"), pem),
        (relabelled("PRIVATE KEY"), pem),
        (relabelled("RSA PRIVATE KEY"), pem),
        (relabelled("RSA PUBLIC KEY"), der),
        (RSA_2048_PKCS1.replace("RSA PUBLIC KEY", "PUBLIC KEY"), der),
        (format!("{RSA_2048}{RSA_2048}"), pem),
        (format!("{RSA_2048}{EC}"), pem),
        (format!("{RSA_2048}trailer"), pem),
        (format!("header\n{RSA_2048}"), pem),
        (EC.to_owned(), der),
        (RSA_PSS_2048.to_owned(), der),
        (RSA_1024.to_owned(), InvalidPublicKey::Size(1024)),
        (RSA_2048.replace("4QIDAQAB", ""), der),
        (RSA_2048.replace("4QIDAQAB", "4QIDAQABAAAA"), der),
        (RSA_2048_PKCS1.replace("74QIDAQAB", "74QIDAQABBQA="), der),
        ("-----BEGIN PUBLIC KEY-----".to_owned(), pem),
        (
            "-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----".to_owned(),
            der,
        ),
        (
            "-----BEGIN PUBLIC KEY-----\n%%%%\n-----END PUBLIC KEY-----".to_owned(),
            der,
        ),
    ] {
        assert_eq!(
            RsaPublicKey::from_pem(&text).unwrap_err(),
            error,
            "{text:?}"
        );
    }
}
