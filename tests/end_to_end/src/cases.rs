//! Many cases of one form: the requests that are sent, and the status of each response.

/// Makes a test of each case: on a fresh [`RunningApp`](crate::RunningApp) with both tenants, each
/// request of the list gets that status ([`Response::is`](crate::Response::is)). Then `then` is
/// called with the app and the responses.
///
/// Also makes `every_request`, which returns the requests of all cases.
#[macro_export]
macro_rules! cases {
    (then $then:path; $($case:ident($app:ident) is $status:literal: $requests:expr;)+) => {
        mod requests {
            use super::*;
            $(
                pub(super) fn $case($app: &$crate::RunningApp) -> Vec<$crate::Request<'_>> {
                    Vec::from($requests)
                }
            )+
        }

        $(
            #[tokio::test]
            async fn $case() {
                let app = $crate::RunningApp::start().await;
                let mut responses = Vec::new();
                for request in requests::$case(&app) {
                    responses.push(request.await.is($status));
                }
                assert!(!responses.is_empty());
                $then(&app, &responses).await;
            }
        )+

        #[allow(dead_code, reason = "not every file sends all of its requests to one app")]
        fn every_request(app: &$crate::RunningApp) -> Vec<(&'static str, u16, $crate::Request<'_>)> {
            let mut all = Vec::new();
            $(
                for request in requests::$case(app) {
                    all.push((stringify!($case), $status, request));
                }
            )+
            all
        }
    };
}
