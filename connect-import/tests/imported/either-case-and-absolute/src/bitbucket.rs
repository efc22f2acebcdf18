use connect_runtime::prelude::*;

#[oauth_consumer(client_id = "abc")]
struct OauthConsumer;
