//! Where the token may be, and which URI counts.

use axum::extract::OriginalUri;
use http::Request;
use serde_json::json;

use super::site::{
    BASE_URL, SECRET_A, Site, UNAUTHORIZED, claims, get, hs256, parts, status, with_token,
};

const TARGET: &str = "/panel?issue.key=DEMO-1&lic=active&cp=";

#[tokio::test]
async fn a_token_in_query_or_header() {
    let site = Site::at(BASE_URL).await;
    let token = hs256(&claims("GET", TARGET, json!({})), SECRET_A);
    let verified = site
        .verifier
        .request(&get(&with_token(TARGET, &token)), None)
        .await
        .unwrap();
    assert_eq!(verified.tenant().client_key(), "a");
    assert_eq!(verified.account_id.as_deref(), Some("557058:user"));
    assert_eq!(verified.context.json(), None);
    for scheme in ["JWT", "jwt", "Jwt"] {
        let request = Request::get(TARGET).header("authorization", format!("{scheme} {token}"));
        assert!(
            site.verifier.request(&parts(request), None).await.is_ok(),
            "{scheme}"
        );
    }
}

#[tokio::test]
async fn exactly_one_well_formed_token_is_accepted() {
    let site = Site::at(BASE_URL).await;
    let token = hs256(&claims("GET", TARGET, json!({})), SECRET_A);
    let in_query = with_token(TARGET, &token);
    let good = format!("JWT {token}");
    let refused: &[(&str, &[&str])] = &[
        (TARGET, &[&format!("Bearer {token}")]),
        (TARGET, &[&token]),
        (TARGET, &[]),
        (TARGET, &[""]),
        (&with_token(TARGET, ""), &[]),
        (&format!("{TARGET}&jwt"), &[]),
        (&in_query, &["JWT bad"]),
        (&in_query, &[&good]),
        (&in_query, &["JWT"]),
        (&with_token(TARGET, "bad"), &[&good]),
        (&with_token(TARGET, ""), &[&good]),
        (&with_token(&in_query, &token), &[]),
        (&format!("{in_query}&%6Awt={token}"), &[]),
        (TARGET, &[&good, &good]),
        (TARGET, &[&format!("JWT\t{token}")]),
        (TARGET, &[&format!("JWT  {token}")]),
        (TARGET, &[&format!("JWT {token} x")]),
        (TARGET, &[&format!("JWT {token}, JWT {token}")]),
    ];
    for (target, headers) in refused {
        let mut request = Request::get(*target);
        for header in *headers {
            request = request.header("authorization", *header);
        }
        let result = site.verifier.request(&parts(request), None).await;
        assert_eq!(status(&result), UNAUTHORIZED, "{target} {headers:?}");
    }
    // A header of another scheme is not a second token.
    let request = Request::get(&in_query).header("authorization", "Basic eDp5");
    assert!(site.verifier.request(&parts(request), None).await.is_ok());
}

#[tokio::test]
async fn a_token_in_a_form() {
    let site = Site::at(BASE_URL).await;
    let verifier = &site.verifier;
    let believed = async |method: &str, target: &str, form: &str| {
        let request = parts(Request::builder().method(method).uri(target));
        status(&verifier.request(&request, Some(form.as_bytes())).await)
    };
    let signed = |method, target| hs256(&claims(method, target, json!({})), SECRET_A);
    let over_query = signed("POST", "/p?a=1");
    let over_form = signed("POST", "/p?b=2");
    let over_nothing = signed("POST", "/p");
    assert_eq!(
        believed("POST", "/p?a=1", &format!("b=2&jwt={over_query}")).await,
        200
    );
    assert_eq!(
        believed("POST", "/p?a=1", &format!("b=2&jwt={over_form}")).await,
        UNAUTHORIZED
    );
    assert_eq!(
        believed("POST", "/p", &format!("b=2&jwt={over_form}")).await,
        200
    );
    assert_eq!(
        believed("POST", "/p", &format!("b=2&jwt={over_nothing}")).await,
        200
    );
    assert_eq!(
        believed("POST", "/p", &format!("b=3&jwt={over_form}")).await,
        UNAUTHORIZED
    );
    let both = format!("jwt={over_nothing}");
    assert_eq!(
        believed("POST", &with_token("/p", &over_nothing), &both).await,
        UNAUTHORIZED
    );
    let patch = signed("PATCH", "/p?b=2");
    assert_eq!(
        believed("PATCH", "/p", &format!("b=2&jwt={patch}")).await,
        UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_token_is_accepted_behind_a_proxy() {
    let site = Site::at("https://x.example/ctx").await;
    let token = hs256(&claims("GET", "/panel?a=1", json!({})), SECRET_A);
    for target in ["/ctx/panel?a=1", "/panel?a=1", "/ctx/panel/?a=1"] {
        let result = site
            .verifier
            .request(&get(&with_token(target, &token)), None)
            .await;
        assert_eq!(status(&result), 200, "{target}");
    }
    let mut forwarded = get(&with_token("/elsewhere?a=1", &token));
    forwarded
        .headers
        .insert("x-forwarded-uri", "/panel?a=1".parse().unwrap());
    forwarded
        .headers
        .insert("x-forwarded-prefix", "/panel".parse().unwrap());
    assert_eq!(
        status(&site.verifier.request(&forwarded, None).await),
        UNAUTHORIZED
    );
}

#[tokio::test]
async fn the_path_before_nesting_is_hashed() {
    let site = Site::at(BASE_URL).await;
    let token = hs256(&claims("GET", "/app/panel?a=1", json!({})), SECRET_A);
    let mut request = get(&with_token("/panel?a=1", &token));
    assert_eq!(
        status(&site.verifier.request(&request, None).await),
        UNAUTHORIZED
    );
    let original = with_token("/app/panel?a=1", &token).parse().unwrap();
    request.extensions.insert(OriginalUri(original));
    assert_eq!(status(&site.verifier.request(&request, None).await), 200);
}

#[tokio::test]
async fn many_parameters_are_hashed() {
    let site = Site::at(BASE_URL).await;
    let many: String = (0..1000).map(|n| format!("p{n}={n}&")).collect();
    let token = hs256(&claims("GET", "/p", json!({})), SECRET_A);
    let result = site
        .verifier
        .request(&get(&format!("/p?{many}jwt={token}")), None)
        .await;
    assert_eq!(status(&result), UNAUTHORIZED);
    let token = hs256(&claims("GET", &format!("/p?{many}"), json!({})), SECRET_A);
    let result = site
        .verifier
        .request(&get(&format!("/p?{many}jwt={token}")), None)
        .await;
    assert_eq!(status(&result), 200);
}
