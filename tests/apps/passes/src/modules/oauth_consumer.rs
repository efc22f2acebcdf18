use connect_runtime::prelude::*;

#[oauth_consumer(client_id = "votes-for-bitbucket")]
struct Consumer;
