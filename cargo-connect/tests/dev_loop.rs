//! The loop of `cargo connect dev`: an app is changed while it runs, and watched as a browser would.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests, outside of `#[test]`"
)]

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use connect_testing::ScratchPackage;
use connect_testing::browser::Browser;
use connect_testing::scratch_package::{built, succeeded};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// A build on a busy machine takes its time.
const PATIENCE: Duration = Duration::from_secs(600);

/// A running `cargo connect dev`.
struct Dev {
    child: Child,
    pages: String,
    app: String,
    http: reqwest::Client,
    /// The state that the pages receive.
    events: reqwest::Response,
    unread: Vec<u8>,
    /// What it prints.
    lines: Receiver<String>,
}

impl Dev {
    async fn start(workspace: &ScratchPackage, name: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_cargo-connect"))
            .args(["connect", "dev"])
            // Any ports, because other tests run beside this one.
            .args(["--listen", "127.0.0.1:0", "--app", "127.0.0.1:0"])
            .current_dir(workspace.path(name))
            .env("CARGO_TARGET_DIR", built(env!("CARGO_TARGET_TMPDIR")))
            .env("CARGO_NET_OFFLINE", "true")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = lines(child.stdout.take().unwrap());
        let pages = url(&lines, "pages");
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let events = http.get(format!("{pages}_host/reload")).send();
        let events = events.await.unwrap();
        let mut dev = Self {
            child,
            pages,
            app: String::new(),
            http,
            events,
            unread: Vec::new(),
            lines,
        };
        dev.until(|state| state["page"] == 1).await;
        dev.app = url(&dev.lines, "app");
        dev
    }

    /// Waits until the pages receive a state that is wanted, and returns it.
    async fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let state = tokio::time::timeout(PATIENCE, self.next_state(wanted)).await;
        state.expect("it never arrived")
    }

    async fn next_state(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let end = self.unread.windows(2).position(|end| end == b"\n\n");
            if let Some(end) = end {
                let event: Vec<u8> = self.unread.drain(..end + 2).collect();
                let event = String::from_utf8(event).unwrap();
                let Some(data) = event.trim().strip_prefix("data: ") else {
                    continue;
                };
                let state = serde_json::from_str(data).unwrap();
                if wanted(&state) {
                    return state;
                }
                continue;
            }
            let chunk = self.events.chunk().await.unwrap();
            self.unread.extend(chunk.expect("the events ended"));
        }
    }

    /// The title and the text of what is wrong.
    async fn trouble(&mut self) -> (String, String) {
        let state =
            self.until(|state| state["building"] == false && state["trouble"] != Value::Null);
        let trouble = state.await["trouble"].take();
        let runs = trouble["text"].as_array().unwrap().iter();
        let text = runs.map(|run| run["text"].as_str().unwrap()).collect();
        (trouble["title"].as_str().unwrap().to_owned(), text)
    }

    /// The app's answer at a path that anyone may call.
    async fn get(&self, path: &str) -> String {
        let answer = self.http.get(format!("{}{path}", self.app)).send();
        answer.await.unwrap().text().await.unwrap()
    }

    /// Sends a signal, and waits for the end.
    fn end(&mut self, signal: Signal) -> ExitStatus {
        let pid = i32::try_from(self.child.id()).unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
        self.child.wait().unwrap()
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        // After a failed test. A killed process could not end the app.
        if let Ok(None) = self.child.try_wait() {
            self.end(Signal::TERM);
        }
    }
}

fn lines(stdout: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        // Read to the end in any case: a full pipe would block the writer.
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    receiver
}

/// The rest of the next line that begins with this.
fn rest_of_line(lines: &Receiver<String>, subject: &str) -> String {
    loop {
        let line = lines.recv_timeout(PATIENCE).unwrap();
        if let Some(rest) = line.trim_start().strip_prefix(subject) {
            return rest.trim_start().to_owned();
        }
    }
}

/// The address in that line.
fn url(lines: &Receiver<String>, subject: &str) -> String {
    let rest = rest_of_line(lines, &format!("{subject} "));
    rest.split_whitespace().next().unwrap().to_owned()
}

/// A new app, beside the framework.
fn new(name: &str) -> ScratchPackage {
    let workspace = ScratchPackage::beside_the_framework();
    let made = Command::new(env!("CARGO_BIN_EXE_cargo-connect"))
        .args(["connect", "new", name, "--path", "."])
        .current_dir(workspace.root())
        .output()
        .unwrap();
    succeeded(&made);
    workspace.without_lints(name);
    workspace
}

/// The same, with something to change.
fn app() -> ScratchPackage {
    let package = new("app");
    package.write("app/static/greeting.txt", "old");
    let main = package.read("app/src/main.rs");
    let main = main.replace(
        "#[connect_runtime::main]",
        "#[assets(\"static\")]\nstruct Static;\n\n\
         #[public(GET \"/version\")]\nasync fn version() -> &'static str {\n    \"one\"\n}\n\n\
         #[connect_runtime::main]",
    );
    package.write("app/src/main.rs", &main);
    package
}

/// Makes an app answer in a way that no host can use.
const BROKEN: &str = "
use connect_runtime::axum::http::StatusCode;
use connect_runtime::axum::middleware::map_response;
use connect_runtime::axum::response::Response;

async fn broken(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::IM_A_TEAPOT;
    response
}
";

/// One test, because each step is a change to the app of the step before.
#[tokio::test]
async fn an_app_is_reloaded_as_it_changes() {
    let package = app();
    let mut dev = Dev::start(&package, "app").await;
    assert_eq!(dev.get("version").await, "one");
    let page = dev.http.get(&dev.pages).send().await.unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains("/_host/reload.js"), "{page}");

    // A changed asset is shown without a build.
    package.write("app/static/greeting.txt", "new");
    let state = dev.until(|state| state["app"] == 1).await;
    assert_eq!(state["building"], false, "{state}");
    assert_eq!(dev.get("static/greeting.txt").await, "new");

    // A changed handler: there is a new app, at the same address.
    let one = package.read("app/src/main.rs");
    let two = one.replace("\"one\"", "\"two\"");
    package.write("app/src/main.rs", &two);
    let state = dev.until(|state| state["app"] == 2).await;
    assert_eq!(
        (&state["page"], &state["trouble"]),
        (&1.into(), &Value::Null)
    );
    assert_eq!(dev.get("version").await, "two");

    // The compiler's error is shown, and the last good app answers.
    package.write("app/src/main.rs", &two.replace("\"two\"", "2"));
    let (title, text) = dev.trouble().await;
    assert_eq!(title, "the build failed");
    assert!(text.contains("error[E0308]: mismatched types"), "{text}");
    assert_eq!(dev.get("version").await, "two");

    // An app that panics when it starts is reported with its last lines; the last good one keeps running.
    let main = "async fn main() -> Result<()> {\n";
    let crash = format!("{main}    panic!(\"no horses\");\n    #[allow(unreachable_code)]\n");
    package.write("app/src/main.rs", &two.replace(main, &crash));
    let (title, text) = dev.trouble().await;
    assert!(
        title.starts_with("the app exited before it listened"),
        "{title}"
    );
    assert!(text.contains("no horses"), "{text}");
    assert_eq!(dev.get("version").await, "two");

    // A changed descriptor, with a new module, is installed. An app that can't be installed is reported, and
    // the last good one keeps running.
    let module =
        "\n/// More\n#[general_page]\nasync fn more() -> &'static str {\n    \"more\"\n}\n";
    let three = format!("{}{module}", two.replace("\"two\"", "\"three\""));
    package.write(
        "app/src/main.rs",
        &format!(
            "{}{BROKEN}",
            three.replace("serve()", "serve().layer(map_response(broken))")
        ),
    );
    let (title, text) = dev.trouble().await;
    assert!(format!("{title}{text}").contains("418"), "{title}\n{text}");
    assert_eq!(dev.get("version").await, "two");
    package.write("app/src/main.rs", &three);
    let state = dev.until(|state| state["page"] == 2).await;
    assert_eq!(state["trouble"], Value::Null);
    assert_eq!(dev.get("version").await, "three");

    // A new file, and a save while the previous build still runs.
    package.write("app/src/main.rs", &format!("{three}\nmod more_of_it;\n"));
    let (_, text) = dev.trouble().await;
    assert!(text.contains("file not found for module"), "{text}");
    package.write("app/src/more_of_it.rs", "// nothing\n");
    dev.until(|state| state["building"] == true).await;
    let four = three.replace("\"three\"", "\"four\"");
    package.write("app/src/main.rs", &four);
    dev.until(|state| state["building"] == false && state["trouble"] == Value::Null)
        .await;
    assert_eq!(dev.get("version").await, "four");

    // An app that exits is reported, and its address says why it does not answer.
    let exit = "    std::process::exit(7)\n";
    let five = four.replace("    \"four\"\n", exit);
    package.write("app/src/main.rs", &five);
    dev.until(|state| state["building"] == true).await;
    dev.until(|state| state["building"] == false).await;
    let ended = dev.http.get(format!("{}version", dev.app)).send().await;
    assert!(ended.is_err(), "{ended:?}");
    let (title, _) = dev.trouble().await;
    assert_eq!(title, "the app exited: exit status: 7");
    assert_eq!(dev.get("version").await, format!("{title}\n"));
    package.write("app/src/main.rs", &four);
    dev.until(|state| state["building"] == false && state["trouble"] == Value::Null)
        .await;
    assert_eq!(dev.get("version").await, "four");

    // A supervisor's signal ends the app, too.
    let app = dev
        .app
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    assert!(TcpStream::connect(&app).is_ok());
    assert!(dev.end(Signal::TERM).success());
    assert!(TcpStream::connect(&app).is_err(), "{app} still answers");
}

/// A user has the app's panel open while its handler is changed.
#[tokio::test]
async fn an_open_page_shows_the_change() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let package = new("seen");
    let mut dev = Dev::start(&package, "seen").await;
    browser.go(&format!("{}browse/DEMO-1", dev.pages)).await;
    let before = package.read("seen/src/main.rs");
    let shows = async |text: &str| {
        browser.leave().await;
        browser
            .until("document.querySelector('.ap-frame iframe')")
            .await;
        browser.enter(".ap-frame iframe").await;
        let shown = format!("document.body?.innerText.includes({text:?})");
        browser.becomes_true(&shown).await
    };
    shows("Hello").await.unwrap();

    let began = Instant::now();
    package.write("seen/src/main.rs", &before.replace("Hello", "Goodbye"));
    dev.until(|state| state["app"] == 1).await;
    shows("Goodbye").await.unwrap();
    let all = began.elapsed();
    let reloaded = rest_of_line(&dev.lines, "reloaded ");
    let (_, cargo) = reloaded.rsplit_once("took ").unwrap();
    let cargo: f64 = cargo.trim_end_matches(" s").parse().unwrap();
    let beyond = all.as_secs_f64() - cargo;
    println!("seen {all:.1?} after it was saved: {beyond:.1} s more than cargo's build took");
    browser.close().await;
    assert!(dev.end(Signal::TERM).success());
}
