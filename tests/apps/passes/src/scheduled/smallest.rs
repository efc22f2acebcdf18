use connect_runtime::prelude::*;

#[scheduled(every = "1m")]
async fn tick() {}
