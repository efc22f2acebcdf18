use connect_runtime::prelude::*;

#[admin_page(name = "Admin")]
async fn admin() -> Page {
    todo!("admin")
}

#[general_page(name = "Anywhere")]
async fn anywhere() -> Page {
    todo!("anywhere")
}

#[post_install_page(name = "Welcome")]
async fn welcome() -> Page {
    todo!("welcome")
}
