//! Forms with files: how attachments are uploaded.

use std::fmt;

use bytes::{BufMut, Bytes, BytesMut};

/// A `multipart/form-data` body: fields and files.
///
/// ```
/// use connect_client::Multipart;
///
/// let form = Multipart::new().file("file", "votes.csv", "text/csv", "issue,votes\nDEMO-1,3\n");
/// ```
#[derive(Clone)]
#[must_use]
pub struct Multipart {
    boundary: String,
    bytes: BytesMut,
}

impl Multipart {
    /// An empty form.
    pub fn new() -> Self {
        Self {
            // Random, so that no file contains it.
            boundary: format!("connect-{:032x}", fastrand::u128(..)),
            bytes: BytesMut::new(),
        }
    }

    /// Adds a field.
    pub fn text(mut self, name: &str, value: &str) -> Self {
        self.part(&format!("name=\"{}\"", Quoted(name)), "", value.as_bytes());
        self
    }

    /// Adds a file. Jira takes attachments in fields called `file` ("Add attachment").
    pub fn file(
        mut self,
        name: &str,
        file_name: &str,
        content_type: &str,
        content: impl AsRef<[u8]>,
    ) -> Self {
        // A line break in a content type would add headers.
        let content_type = if content_type.contains(|c: char| c.is_control()) {
            "application/octet-stream"
        } else {
            content_type
        };
        self.part(
            &format!(
                "name=\"{}\"; filename=\"{}\"",
                Quoted(name),
                Quoted(file_name)
            ),
            &format!("Content-Type: {content_type}\r\n"),
            content.as_ref(),
        );
        self
    }

    fn part(&mut self, disposition: &str, header: &str, content: &[u8]) {
        let boundary = &self.boundary;
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n{header}\r\n"
        );
        self.bytes.reserve(head.len() + content.len() + 2);
        self.bytes.put_slice(head.as_bytes());
        self.bytes.put_slice(content);
        self.bytes.put_slice(b"\r\n");
    }

    /// The content type and the body.
    pub(super) fn finish(mut self) -> (String, Bytes) {
        let end = format!("--{}--\r\n", self.boundary);
        self.bytes.put_slice(end.as_bytes());
        let content_type = format!("multipart/form-data; boundary={}", self.boundary);
        (content_type, self.bytes.freeze())
    }
}

impl Default for Multipart {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Multipart")
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// A quoted name, written as browsers do (HTML, "Multipart form data").
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '"' => f.write_str("%22"),
            '\r' => f.write_str("%0D"),
            '\n' => f.write_str("%0A"),
            c => fmt::Write::write_char(f, c),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_types_add_no_headers() {
        let form = Multipart::new().text("a\"\r\nX: y", "1").file(
            "file",
            "ä\"\r\nX: y.txt",
            "text/plain\r\nX: y",
            b"--\xff",
        );
        let (content_type, body) = form.finish();
        let boundary = content_type.split_once("boundary=").unwrap().1;
        let body = String::from_utf8_lossy(&body).replace(boundary, "B");
        assert_eq!(
            body,
            "--B\r\nContent-Disposition: form-data; name=\"a%22%0D%0AX: y\"\r\n\r\n1\r\n\
             --B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ä%22%0D%0AX: y.txt\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n--\u{fffd}\r\n--B--\r\n"
        );
    }
}
