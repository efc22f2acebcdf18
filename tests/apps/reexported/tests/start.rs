//! The build script and the linker see the same app.

use reexported_app as _;
use reexported_framework::connect_runtime::App;

#[tokio::test]
async fn the_app_starts() {
    let app = App::collected().unwrap().spawn().await.unwrap();
    assert!(
        app.descriptor_url()
            .path()
            .ends_with("/atlassian-connect.json")
    );
    app.shutdown().await;
}
