//! Many cases of one form: what is sent, and the status of each answer.

/// Makes a test of each case: on a fresh [`Site`](crate::Site) with both tenants, every attempt
/// of the list gets that status ([`Reply::is`](crate::Reply::is)). Afterwards `then` sees the site
/// and the answers.
///
/// Also makes `every_attempt`, which gives all of them to be made one after the other.
#[macro_export]
macro_rules! cases {
    (then $then:path; $($case:ident($site:ident) is $status:literal: $attempts:expr;)+) => {
        mod attempts {
            use super::*;
            $(
                pub(super) fn $case($site: &$crate::Site) -> Vec<$crate::Attempt<'_>> {
                    Vec::from($attempts)
                }
            )+
        }

        $(
            #[tokio::test]
            async fn $case() {
                let site = $crate::Site::start().await;
                let mut replies = Vec::new();
                for attempt in attempts::$case(&site) {
                    replies.push(attempt.await.is($status));
                }
                assert!(!replies.is_empty());
                $then(&site, &replies).await;
            }
        )+

        #[allow(dead_code, reason = "only some of the lists are also run as one")]
        fn every_attempt(site: &$crate::Site) -> Vec<(&'static str, u16, $crate::Attempt<'_>)> {
            let mut all = Vec::new();
            $(
                for attempt in attempts::$case(site) {
                    all.push((stringify!($case), $status, attempt));
                }
            )+
            all
        }
    };
}
