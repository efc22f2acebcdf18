//! The last lines printed by a program, which are shown if it ends unexpectedly.

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::task::JoinSet;

use super::print;

/// How many lines are kept if they are also passed on.
const LINES: usize = 40;
/// How many bytes of a line are kept; a program that prints megabytes on one must not fill the memory.
const LINE_BYTES: u64 = 16 * 1024;

/// The last lines of a program.
#[derive(Debug, Clone)]
pub(super) struct LastLines {
    lines: Arc<Mutex<VecDeque<String>>>,
    /// How many lines are kept.
    most: usize,
}

/// Where lines are passed on to as they arrive.
#[derive(Debug, Clone, Copy)]
pub(super) enum Onward {
    Output,
    Error,
    /// They are only kept.
    Nowhere,
}

impl Default for LastLines {
    fn default() -> Self {
        Self::keeping(LINES)
    }
}

impl LastLines {
    pub(super) fn keeping(most: usize) -> Self {
        let lines = Arc::default();
        Self { lines, most }
    }

    /// Reads a stream to its end.
    pub(super) fn follow(
        &self,
        stream: impl AsyncRead + Unpin + Send + 'static,
        onward: Onward,
        tasks: &mut JoinSet<()>,
    ) {
        let kept = self.clone();
        tasks.spawn(async move {
            let mut reader = BufReader::new(stream);
            let mut line = Vec::new();
            loop {
                line.clear();
                let mut limited = tokio::io::AsyncReadExt::take(&mut reader, LINE_BYTES);
                match limited.read_until(b'\n', &mut line).await {
                    Ok(0) | Err(_) => return,
                    Ok(_) => {}
                }
                let text = String::from_utf8_lossy(&line);
                match onward {
                    Onward::Output => print::text(&text),
                    Onward::Error => print::error_text(&line),
                    Onward::Nowhere => {}
                }
                kept.push(text.trim_end());
            }
        });
    }

    fn push(&self, line: &str) {
        let mut lines = self.lines.lock();
        if lines.len() == self.most {
            lines.pop_front();
        }
        lines.push_back(line.to_owned());
    }

    /// The kept lines as one text.
    pub(super) fn text(&self) -> String {
        let lines = self.lines.lock();
        lines.iter().map(|line| format!("{line}\n")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_last_lines_are_kept_and_long_ones_divided() {
        let mut printed: String = (0..100).map(|line| format!("line {line}\n")).collect();
        printed.push_str(&"x".repeat(20_000));
        let lines = LastLines::default();
        let mut tasks = JoinSet::new();
        let stream = std::io::Cursor::new(printed.into_bytes());
        lines.follow(stream, Onward::Error, &mut tasks);
        while tasks.join_next().await.is_some() {}
        let text = lines.text();
        assert_eq!(text.lines().count(), LINES);
        assert!(text.starts_with("line 62\n"), "{text}");
        let longest = text.lines().map(str::len).max().unwrap();
        assert_eq!(longest, 16 * 1024);
    }
}
