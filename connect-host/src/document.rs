//! The app's pages as a person uses them: elements, links, forms.

pub(crate) mod element;
pub(crate) mod error;
pub(crate) mod form;
pub(crate) mod link;
pub(crate) mod step;

use scraper::{ElementRef, Html, Selector};
use url::Url;

use self::element::Element;
use self::error::DocumentError;

/// A parsed HTML document and its URL. It is parsed for one question and then dropped, so that
/// no future has to hold it.
pub(crate) struct Document {
    html: Html,
    /// The URL of its `<base>`, or its own URL.
    base: Url,
}

impl Document {
    pub(crate) fn parse(body: &str, url: &Url) -> Document {
        let html = Html::parse_document(body);
        let base = match Selector::parse("base[href]") {
            Ok(base) => html.select(&base).find_map(|base| base.attr("href")),
            Err(_) => None,
        };
        let base = base.and_then(|base| url.join(base).ok());
        Document {
            html,
            base: base.unwrap_or_else(|| url.clone()),
        }
    }

    /// All elements that match the selector, in document order.
    pub(crate) fn all(&self, selector: &str) -> Result<Vec<ElementRef<'_>>, DocumentError> {
        let parsed = Selector::parse(selector).map_err(|_| DocumentError::Selector {
            selector: selector.to_owned(),
        })?;
        Ok(self.html.select(&parsed).collect())
    }

    /// The only element that matches the selector; with several, it is unclear which was meant.
    pub(crate) fn one(&self, selector: &str) -> Result<ElementRef<'_>, DocumentError> {
        match self.all(selector)?.as_slice() {
            [one] => Ok(*one),
            [] => Err(DocumentError::Nothing {
                selector: selector.to_owned(),
                text: element::text(self.html.root_element()),
            }),
            several => Err(DocumentError::Several {
                selector: selector.to_owned(),
                count: several.len(),
            }),
        }
    }

    /// A link in the document, as an absolute URL.
    pub(crate) fn resolve(&self, link: &str) -> Result<Url, DocumentError> {
        self.base.join(link).map_err(|source| DocumentError::Link {
            link: link.to_owned(),
            source,
        })
    }
}

/// The elements of a body that match the selector; see
/// [`OpenedModule::select`](crate::requests::OpenedModule::select).
pub(crate) fn select(body: &str, url: &Url, selector: &str) -> Result<Vec<Element>, DocumentError> {
    let document = Document::parse(body, url);
    let found = document.all(selector)?;
    Ok(found.into_iter().map(Element::of).collect())
}

/// The only element of a body that matches the selector.
pub(crate) fn one(body: &str, url: &Url, selector: &str) -> Result<Element, DocumentError> {
    Document::parse(body, url).one(selector).map(Element::of)
}
