//! Opening a module: what happens when a page of the product shows it.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde::de::DeserializeOwned;
use url::{Url, form_urlencoded};

use crate::answer::{Verdict, json};
use crate::call::{Call, Who};
use crate::context::{self, Context};
use crate::error::HostError;
use crate::frame;
use crate::host::{CONNECT_VERSION, Host, Installation, Outgoing};
use crate::install::{below, target};
use crate::module::{Module, find};
use crate::product::HostProduct;
use crate::qsh::CanonicalRequest;

/// A module about to be opened; `.await` opens it.
#[derive(Clone)]
#[must_use = "a module is opened by awaiting it"]
pub struct Open {
    host: Host,
    key: String,
    part: Option<String>,
    context: Context,
    who: Who,
    samples: bool,
    strict: bool,
}

/// A module's page as the app served it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Opened {
    /// The status. Redirects are not followed.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
    /// The signed URL that was requested.
    pub url: Url,
    /// The module that was opened.
    pub module: Module,
    unbound: Vec<String>,
    host: Host,
    context: Context,
    who: Who,
}

/// A module's address, ready for an iframe.
struct Address {
    url: Url,
    module: Module,
    unbound: Vec<String>,
}

impl Host {
    /// Opens the module with this key, as a page of the product would: fills the context parameters
    /// into its URL, adds the host's own parameters, signs the URL and requests it.
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// let page = host.open("votes").with("issue.key", "DEMO-1").await?;
    /// assert!(page.body.contains("DEMO-1"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Awaiting it fails with [`HostError::UnknownModule`], [`HostError::NotOpenable`],
    /// [`HostError::NotInstalled`], [`HostError::Disabled`], [`HostError::Unreachable`], and in
    /// [strict](Open::strict) mode [`HostError::MissingContext`]. An answer of any status is
    /// an answer.
    pub fn open(&self, key: &str) -> Open {
        Open {
            host: self.clone(),
            key: key.to_owned(),
            part: None,
            context: Context::default(),
            who: Who::Default,
            samples: false,
            strict: false,
        }
    }
}

impl Open {
    /// Gives a context parameter its value. For a macro: also a parameter of its own.
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.context.set(name, value.to_string());
        self
    }

    /// Gives every context parameter that the URL asks for and that has no value yet a plausible
    /// one, where there is such ([`sample`](crate::sample)).
    pub fn with_samples(mut self) -> Self {
        self.samples = true;
        self
    }

    /// Opens another page of the module, the one whose URL stands at `<part>.url` in the
    /// descriptor: a macro's `editor`, a workflow function's `create`, a theme's
    /// `routes.spaceview`. Of an action of Jira Software (`actions.createBranch`) it is the one at
    /// `<part>.templateUrl`.
    pub fn part(mut self, part: &str) -> Self {
        self.part = Some(part.to_owned());
        self
    }

    /// Sets who is at the screen: an account id.
    pub fn as_user(mut self, account_id: &str) -> Self {
        self.who = Who::User(account_id.to_owned());
        self
    }

    /// Nobody is logged in: the token has no `sub`.
    pub fn anonymous(mut self) -> Self {
        self.who = Who::Nobody;
        self
    }

    /// Refuses to open the module while its URL asks for context that was not given. Without this
    /// the values are left empty, as a real host does, and listed in [`Opened::unbound`].
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// The signed URL for a browser's iframe, without requesting it.
    ///
    /// # Errors
    /// As awaiting it, short of those that a request brings.
    pub fn page_url(self) -> Result<Url, HostError> {
        Ok(self.address()?.url)
    }

    fn address(&self) -> Result<Address, HostError> {
        let installation = self.host.enabled(&format!("open \"{}\"", self.key))?;
        let module = find(&installation.accepted.modules, &self.key)?.clone();
        let template = module.template(self.part.as_deref())?;
        // A cacheable page has one URL for everybody.
        let cacheable = module.cacheable();
        let resolved = context::resolve(template, |name| {
            let given = self.context.get(name).map(str::to_owned);
            let sample = || {
                self.samples
                    .then(|| context::sample(name).map(str::to_owned))
                    .flatten()
            };
            if cacheable {
                None
            } else {
                given.or_else(sample)
            }
        });
        if self.strict && !resolved.unbound.is_empty() {
            return Err(HostError::MissingContext {
                module: self.key.clone(),
                missing: resolved.unbound,
            });
        }
        let whose = format!("module \"{}\"", self.key);
        let mut url = below(&installation.accepted.base_url, &resolved.url, &whose)?;
        if !cacheable {
            let query = self.standard_query(url.query(), &installation);
            url.set_query(Some(&query));
            let token = self
                .who
                .sign(&self.host)
                .claim("context", self.context.claim(self.host.product()))
                .qsh(
                    CanonicalRequest::of_target(
                        "GET",
                        &target(&installation.accepted.base_url, &url),
                    )
                    .hash(),
                )
                .build()?;
            url.set_query(Some(&format!("{query}&jwt={token}")));
        }
        Ok(Address {
            url,
            module,
            unbound: resolved.unbound,
        })
    }

    /// The module's own query and the parameters that every iframe gets ("Context parameters",
    /// standard parameters).
    fn standard_query(&self, own: Option<&str>, installation: &Installation) -> String {
        let app = &installation.accepted.key;
        let product = self.host.product();
        let origin = self.host.base_url().origin().ascii_serialization();
        let license = if self.host.0.licensed {
            "active"
        } else {
            "none"
        };
        let standard = form_urlencoded::Serializer::new(String::new())
            .append_pair("xdm_e", &origin)
            .append_pair("xdm_c", &format!("channel-{app}__{}", self.key))
            .append_pair("cp", context_path(product, self.host.base_url()))
            .append_pair("xdm_deprecated_addon_key_do_not_use", app)
            .append_pair("lic", license)
            .append_pair("cv", CONNECT_VERSION)
            .finish();
        match own {
            None | Some("") => standard,
            Some(own) => format!("{own}&{standard}"),
        }
    }

    async fn send(self) -> Result<Opened, HostError> {
        let Address {
            url,
            module,
            unbound,
        } = self.address()?;
        let mut headers = HeaderMap::new();
        headers.insert(
            header::ACCEPT,
            HeaderValue::from_static("text/html,*/*;q=0.8"),
        );
        let answer = self
            .host
            .send(Outgoing {
                purpose: format!("open \"{}\"", self.key),
                method: Method::GET,
                url,
                headers,
                body: None,
            })
            .await?;
        Ok(Opened {
            status: answer.status,
            headers: answer.headers,
            body: answer.body,
            url: answer.url,
            module,
            unbound,
            host: self.host,
            context: self.context,
            who: self.who,
        })
    }
}

/// `cp`: where the product is below its origin.
fn context_path(product: HostProduct, base_url: &Url) -> &str {
    match base_url.path().trim_end_matches('/') {
        "" if base_url
            .host_str()
            .is_some_and(|host| host.ends_with(".atlassian.net")) =>
        {
            product.context_path()
        }
        path => path,
    }
}

impl IntoFuture for Open {
    type Output = Result<Opened, HostError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl fmt::Debug for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Open")
            .field("key", &self.key)
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}

impl Opened {
    /// The signed URL, for a browser's iframe. Valid for three minutes.
    #[must_use]
    pub fn page_url(&self) -> &Url {
        &self.url
    }

    /// The context parameters that the URL asks for and that had no value: they were sent empty.
    #[must_use]
    pub fn unbound(&self) -> &[String] {
        &self.unbound
    }

    /// What the app made of the token.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        Verdict::of(self.status)
    }

    /// A header's value as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body, read as JSON.
    ///
    /// # Errors
    /// [`HostError::NotJson`], with the body, when it is something else.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, HostError> {
        json(self.status, &self.body)
    }

    /// Why a browser would refuse to show the answer in an iframe of the product; `None` when it
    /// would show it.
    #[must_use]
    pub fn frame_refusal(&self) -> Option<String> {
        frame::refusal(&self.headers, self.host.base_url())
    }

    /// A call that this page's script makes to its app, with the token that `AP.context.getToken`
    /// gives it: the page's user, the page's context.
    pub fn endpoint(&self, method: Method, path: &str) -> Call {
        self.host
            .endpoint(method, path)
            .on_page(self.who.clone(), self.context.clone())
    }
}
