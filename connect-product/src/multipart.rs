//! Forms with files.

use bytes::Bytes;
use futures_util::stream;
use multer::{Multipart, parse_boundary};

use crate::failure::Failure;
use crate::request::Body;

/// A form: its files, and its other fields.
#[derive(Debug, Default)]
pub(crate) struct Form {
    pub(crate) files: Vec<File>,
    fields: Vec<(String, String)>,
}

/// A file in a form.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) media_type: String,
    pub(crate) bytes: Vec<u8>,
}

impl Form {
    /// A field that is not a file.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Parses the form in a request.
pub(crate) async fn read(body: &Body) -> Result<Form, Failure> {
    let wrong =
        |error: multer::Error| Failure::bad_request(format!("The form can't be read: {error}"));
    let boundary = parse_boundary(body.content_type.as_deref().unwrap_or_default());
    let bytes = Bytes::from(body.bytes.clone());
    let stream = stream::iter([Ok::<_, std::convert::Infallible>(bytes)]);
    let mut parts = Multipart::new(stream, boundary.map_err(wrong)?);
    let mut form = Form::default();
    while let Some(part) = parts.next_field().await.map_err(wrong)? {
        let name = part.name().unwrap_or_default().to_owned();
        let media_type = part.content_type().map(ToString::to_string);
        match part.file_name().map(str::to_owned) {
            Some(file_name) => {
                // Some browsers send a whole path by mistake.
                let name = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
                form.files.push(File {
                    name: name.to_owned(),
                    media_type: media_type.unwrap_or_else(|| "application/octet-stream".to_owned()),
                    bytes: part.bytes().await.map_err(wrong)?.to_vec(),
                });
            }
            None => {
                let value = part.text().await.map_err(wrong)?;
                form.fields.push((name, value));
            }
        }
    }
    Ok(form)
}
