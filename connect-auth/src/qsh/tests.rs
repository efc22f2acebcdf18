use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, percent_encode};
use proptest::prelude::*;

use super::{canonical_request, canonical_request_form, form_counts, hash, hash_form};

const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

fn encode(bytes: &[u8]) -> String {
    percent_encode(bytes, ENCODED).to_string()
}

fn decode(raw: &str) -> Vec<u8> {
    percent_decode(raw.replace('+', " ").as_bytes()).collect()
}

/// The rules of `docs/security.md`, "where implementations differ", as plainly as possible.
fn reference(method: &str, target: &str, base_path: &str) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut path = path.to_owned();
    let base_path = base_path.trim_end_matches('/');
    if path == base_path || path.starts_with(&format!("{base_path}/")) {
        path = path[base_path.len()..].to_owned();
    }
    if path.ends_with('/') {
        path.pop();
    }
    if !path.starts_with('/') {
        path.insert(0, '/');
    }
    let path = path.replace('&', "%26");
    let mut parameters: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    for segment in query.split('&').filter(|segment| !segment.is_empty()) {
        let (name, value) = segment.split_once('=').unwrap_or((segment, ""));
        let name = decode(name);
        if name != b"jwt" {
            parameters
                .entry(encode(&name))
                .or_default()
                .push(decode(value));
        }
    }
    let query: Vec<String> = parameters
        .into_iter()
        .map(|(name, mut values)| {
            values.sort_by_cached_key(|value| {
                let text: Vec<u16> = String::from_utf8_lossy(value).encode_utf16().collect();
                (text, value.clone())
            });
            let values: Vec<String> = values.iter().map(|value| encode(value)).collect();
            format!("{name}={}", values.join(","))
        })
        .collect();
    format!("{}&{path}&{}", method.to_ascii_uppercase(), query.join("&"))
}

fn hex_sha256(text: &str) -> String {
    aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes())
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[track_caller]
fn query(raw: &str, canonical: &str) {
    let target = format!("/p?{raw}");
    assert_eq!(
        canonical_request("GET", &target, ""),
        format!("GET&/p&{canonical}")
    );
    assert_eq!(reference("GET", &target, ""), format!("GET&/p&{canonical}"));
    assert_eq!(
        canonical_request_form("POST", "/p", raw.as_bytes(), ""),
        format!("POST&/p&{canonical}")
    );
}

#[track_caller]
fn path(raw: &str, base_path: &str, canonical: &str) {
    assert_eq!(
        canonical_request("GET", raw, base_path),
        format!("GET&{canonical}&")
    );
}

#[test]
fn the_documented_hash_is_reproduced() {
    // Documentation page "Understanding JWT for Connect apps": the sample request and its hash.
    let target =
        "/path/to/service?zee_last=param&repeated=parameter%202&first=param&repeated=parameter%201";
    assert_eq!(
        canonical_request("GET", target, ""),
        "GET&/path/to/service&first=param&repeated=parameter%201,parameter%202&zee_last=param"
    );
    assert_eq!(
        hash("GET", "/", "").to_string(),
        "c88caad15a1c1a900b8ac08aa9686f4e8184539bea1deda36e2f649430df3239"
    );
}

#[test]
fn parameters_are_sorted_and_encoded() {
    query("a=1+2&b=1%202&c=1%2B2", "a=1%202&b=1%202&c=1%2B2");
    query(
        "n=J%C3%BCrgen&s=!'()*~-._",
        "n=J%C3%BCrgen&s=%21%27%28%29%2A~-._",
    );
    query("r=b&r=a&r=B", "r=B,a,b");
    query("ids[]=2&ids%5B%5D=1", "ids%5B%5D=1,2");
    query("o[k]=v", "o%5Bk%5D=v");
    query("flag&empty=", "empty=&flag=");
    query("%C3%A9=1&z=2&a=3&~=4", "%C3%A9=1&a=3&z=2&~=4");
    query("c=1,2&c=0", "c=0,1%2C2");
}

#[test]
fn values_sort_decoded_by_utf16_code_units() {
    // U+1F600 is two surrogates (D83D DE00), before U+FB01 in UTF-16 and after it in UTF-8.
    query(
        "v=%EF%AC%81&v=%F0%9F%98%80&v=%ED%9F%BF",
        "v=%ED%9F%BF,%F0%9F%98%80,%EF%AC%81",
    );
    // Encoded, `%` would sort before `A`.
    query("v=%7B&v=A&v=z", "v=A,z,%7B");
}

#[test]
fn a_byte_that_is_not_utf_8_sorts_as_the_replacement_character() {
    // U+00A1 comes before U+FFFD, regardless of its bytes.
    query("=%C2%A1&=%Aa", "=%C2%A1,%AA");
    query("=%Aa&=%C2%A1", "=%C2%A1,%AA");
    // U+FFFD itself, and two bytes that decode to it: sorted by their bytes.
    query(
        "v=%EF%BF%BD&v=%FE&v=%80&v=%EF%BF%BE",
        "v=%80,%EF%BF%BD,%FE,%EF%BF%BE",
    );
    query("v=%F0%9F%98%80&v=%FF&v=z", "v=z,%F0%9F%98%80,%FF");
}

#[test]
fn jwt_is_removed_after_decoding_and_only_in_lower_case() {
    query("jwt=x&a=1&%6Awt=y&j%77%74", "a=1");
    query("JWT=x&a=1", "JWT=x&a=1");
    query("jwtx=1&xjwt=2", "jwtx=1&xjwt=2");
}

#[test]
fn malformed_escapes_and_bytes_that_are_not_text() {
    query("a=%zz&b=%4&c=%", "a=%25zz&b=%254&c=%25");
    query("a=%c3%a9&b=%41", "a=%C3%A9&b=A");
    query("a=%FF", "a=%FF");
    query("&&=x&=&a", "=,x&a=");
}

#[test]
fn paths_stay_as_received() {
    path("", "", "/");
    path("/", "", "/");
    path("/a/", "", "/a");
    path("//", "", "/");
    path("/a%2Fb/%2f/./..;x//y", "", "/a%2Fb/%2f/./..;x//y");
    path("/a&b", "", "/a%26b");
}

#[test]
fn the_base_path_is_removed() {
    path("/ctx/panel", "/ctx", "/panel");
    path("/ctx/panel", "/ctx/", "/panel");
    path("/panel", "/ctx", "/panel");
    path("/ctx", "/ctx", "/");
    path("/app/", "/app", "/");
    path("/application/x", "/app", "/application/x");
}

#[test]
fn a_form_counts_only_without_a_query() {
    assert!(form_counts("PUT", "/p?"));
    assert!(form_counts("post", "/p"));
    assert!(!form_counts("POST", "/p?jwt=x"));
    assert!(!form_counts("PATCH", "/p"));
}

#[test]
fn long_queries_hash_like_short_ones() {
    let many: String = (0..1000).map(|n| format!("p{n}=v%20{n}&")).collect();
    let long = format!("a={}", "x+%2b".repeat(20_000));
    for target in [format!("/p?{many}"), format!("/p?{long}&b=1")] {
        assert_eq!(
            hash("GET", &target, "").to_string(),
            hex_sha256(&reference("GET", &target, ""))
        );
    }
}

#[test]
fn every_split_between_stack_and_heap_gives_the_same_hash() {
    for length in 480..560 {
        let target = format!("/{}?a={}&b=%20", "x".repeat(length), "y".repeat(600));
        assert_eq!(
            hash("GET", &target, "").to_string(),
            hex_sha256(&reference("GET", &target, ""))
        );
    }
}

/// Fragments from which queries are built: each rule has its own.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-cA-C0-2._~-]{1,3}",
        2 => Just("&".to_owned()),
        2 => Just("=".to_owned()),
        1 => Just("jwt".to_owned()),
        1 => Just("%6Awt".to_owned()),
        1 => Just("+".to_owned()),
        1 => Just("%20".to_owned()),
        1 => Just("%2B".to_owned()),
        1 => Just("%2b".to_owned()),
        1 => Just("%".to_owned()),
        1 => Just("%zz".to_owned()),
        1 => Just("%4".to_owned()),
        1 => Just("%41".to_owned()),
        1 => "[!'()*,;:@/?\\[\\]]",
        1 => any::<char>().prop_map(|c| encode(c.to_string().as_bytes())),
        1 => any::<char>().prop_map(|c| encode(c.to_string().as_bytes()).to_lowercase()),
        1 => proptest::char::range('\u{D000}', '\u{1F64F}').prop_map(|c| encode(c.to_string().as_bytes())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn the_hash_is_that_of_the_reference(
        path in "(/[a&%2.;~-]{0,4}){0,4}/?",
        query in proptest::collection::vec(piece(), 0..40),
        base in prop_oneof![Just(""), Just("/"), Just("/a"), Just("/a/")],
    ) {
        let target = format!("{path}?{}", query.concat());
        let canonical = reference("POST", &target, base);
        prop_assert_eq!(&canonical_request("POST", &target, base), &canonical);
        prop_assert_eq!(hash("POST", &target, base).to_string(), hex_sha256(&canonical));
        let form = query.concat();
        prop_assert_eq!(
            hash_form("POST", &path, form.as_bytes(), base).to_string(),
            hex_sha256(&canonical)
        );
    }

    #[test]
    fn utf16_order_is_that_of_utf16(one in any::<String>(), other in any::<String>()) {
        prop_assert_eq!(
            super::slow::utf16_order(one.as_bytes(), other.as_bytes()),
            one.encode_utf16().cmp(other.encode_utf16())
        );
    }

    #[test]
    fn nothing_panics(method in any::<String>(), target in any::<String>(), base in any::<String>(), form in any::<Vec<u8>>()) {
        let _ = hash(&method, &target, &base);
        let _ = hash_form(&method, &target, &form, &base);
    }
}
