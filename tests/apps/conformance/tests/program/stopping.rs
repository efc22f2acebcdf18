//! The end of a program on a signal.

use std::fs;

use connect_host::{Host, KeyHost};

use crate::running::WorkingFolder;

#[tokio::test]
async fn a_program_shuts_down_on_a_signal_and_loses_nothing() {
    let folder = WorkingFolder::new();
    let keys = KeyHost::start().await.unwrap();
    let host = Host::jira().key_host(&keys).start().await.unwrap();
    let settings = [
        ("CONNECT_KEY_HOST", keys.url().as_str()),
        ("CONNECT_ADDRESS_FILE", "address"),
    ];
    for (round, signal) in ["TERM", "INT"].into_iter().enumerate() {
        let program = folder.serving(&settings);
        let written = fs::read_to_string(folder.path("address")).unwrap();
        assert_eq!(written, program.url, "for supervisors");
        let descriptor = reqwest::get(format!("{}atlassian-connect.json", program.url));
        assert_eq!(descriptor.await.unwrap().status(), 200);
        if round == 0 {
            host.install_url(&program.url).await.unwrap();
        } else {
            // The row outlived the first process.
            let target = "/panel?issue.key=DEMO-1";
            let token = host.request_token("GET", target).build().unwrap();
            let url = format!("{}{}&jwt={token}", program.url, &target[1..]);
            assert_eq!(reqwest::get(url).await.unwrap().status(), 200);
        }
        program.signal(signal);
        let (status, stderr) = program.ended();
        assert_eq!(status.code(), Some(0), "{signal}: {stderr}");
        assert!(stderr.contains("stopping"), "{stderr}");
        assert!(
            !stderr.contains("ERROR") && !stderr.contains("panicked"),
            "{stderr}"
        );
        // The database was closed: its log has been folded back into the one file.
        let left = ["address", "connect.sqlite", "connect.sqlite-gate"];
        assert_eq!(folder.files(), left, "{signal}");
    }
}
