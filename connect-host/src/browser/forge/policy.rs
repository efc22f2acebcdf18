//! The policy that Atlassian's server sends with apps' static files.

/// As computed by Atlassian; a comment in the file says how it was obtained.
const POLICY: &str = include_str!("policy.txt");
/// The product's address in it.
const PRODUCT: &str = "https://example.atlassian.net";

/// The policy for frames in a product's pages at this origin.
pub(super) fn of_frames(product: &str) -> String {
    let lines = POLICY.lines().filter(|line| !line.starts_with('#'));
    let lines: Vec<String> = lines.map(|line| line.replace(PRODUCT, product)).collect();
    lines.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_products_and_admits_no_inline_script() {
        let policy = of_frames("http://localhost:4000");
        assert!(
            !policy.contains(PRODUCT) && !policy.contains('#'),
            "{policy}"
        );
        let directive = |name: &str| {
            let found = policy.split("; ").find(|one| one.starts_with(name));
            found.unwrap_or_default().to_owned()
        };
        assert!(directive("frame-ancestors ").contains(" http://localhost:4000 "));
        assert!(directive("style-src ").contains("'unsafe-inline'"));
        let scripts = directive("script-src ");
        assert!(scripts.starts_with("script-src 'self' "), "{scripts}");
        for never in ["unsafe", "localhost"] {
            assert!(!scripts.contains(never), "{scripts}");
        }
    }
}
