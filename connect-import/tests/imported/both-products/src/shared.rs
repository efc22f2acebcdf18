use connect_runtime::prelude::*;

#[admin_page(name = "Admin", admin_only = true)]
async fn admin() -> Page {
    not_written!()
}

#[general_page(name = "Anywhere")]
async fn anywhere() -> Page {
    not_written!()
}

#[post_install_page(name = "Welcome")]
async fn welcome() -> Page {
    not_written!()
}
