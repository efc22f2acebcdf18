use connect_runtime::prelude::*;

#[admin_page(name = "Below", location = crate::navigation::MyTools)]
async fn below() -> Page {
    todo!("below")
}

#[admin_page(name = "Beside", location = crate::navigation::OptionWebSection)]
async fn beside() -> Page {
    todo!("beside")
}
