//! The local hosts of an app: one, or one for each product that has its own descriptor.

use connect_host::{AppHandle, Host, KeyHost};
use connect_model::HostProduct;
use connect_model::forge::Forge;
use connect_model::paths::descriptor_path;
use url::Url;

use super::descriptors::Emitted;
use super::error::DevError;
use super::{forge, print};

/// Local hosts with one origin.
#[derive(Debug)]
pub(crate) struct Hosts(Vec<Place>);

/// A host, and whether its product has a descriptor of its own.
#[derive(Debug)]
struct Place {
    product: HostProduct,
    own: bool,
    host: Host,
}

impl Hosts {
    /// Starts the hosts. They share one key host and one authorization server, because an app has only one
    /// of each.
    pub(super) async fn start(
        emitted: &[Emitted],
        origin: &str,
        site: &str,
        keys: &KeyHost,
        on_forge: bool,
    ) -> Result<Self, DevError> {
        let mut places = Vec::new();
        for &Emitted { product, own, .. } in emitted {
            let host = host(product, own, origin, site, keys, on_forge).await?;
            places.push(Place { product, own, host });
        }
        Ok(Self(places))
    }

    /// Whether these hosts match the descriptors.
    pub(super) fn fit(&self, emitted: &[Emitted]) -> bool {
        let these = self.0.iter().map(|place| (place.product, place.own));
        these.eq(emitted.iter().map(|one| (one.product, one.own)))
    }

    /// Installs or reinstalls the app; on Forge, its manifest.
    pub(super) async fn install(&self, app: &Url, forge: Option<&Forge>) -> Result<(), DevError> {
        for place in &self.0 {
            match forge {
                Some(forge) => {
                    let handle = AppHandle::at_url(app.clone()).on_forge(forge.clone());
                    place.host.install(handle).await?;
                }
                None => place.host.install_url(&place.address_of(app)).await?,
            }
        }
        Ok(())
    }

    pub(crate) fn all(&self) -> Vec<Host> {
        self.0.iter().map(|place| place.host.clone()).collect()
    }

    pub(super) fn print(&self) {
        for Place { product, host, .. } in &self.0 {
            print::line("host", format!("{} ({product:?})", host.base_url()));
        }
    }
}

impl Place {
    /// The address from which the host installs the app: its base URL, or the URL of the product's own
    /// descriptor.
    fn address_of(&self, app: &Url) -> String {
        let app = app.as_str().trim_end_matches('/');
        let path = self.own.then(|| descriptor_path(Some(self.product.into())));
        format!("{app}{}", path.unwrap_or_default())
    }
}

/// A host whose tenant is the same at every start, so that the app's database can be kept.
async fn host(
    product: HostProduct,
    own: bool,
    origin: &str,
    site: &str,
    keys: &KeyHost,
    on_forge: bool,
) -> Result<Host, DevError> {
    let mut builder = match product {
        HostProduct::Jira => Host::jira().base_url(origin),
        HostProduct::Confluence => Host::confluence().base_url(format!("{origin}/wiki")),
    };
    if on_forge {
        builder = builder.forge_app(forge::app_ari());
    }
    let client_key = if own {
        format!("local-{site}-{}", product.name())
    } else {
        format!("local-{site}")
    };
    let host = builder.client_key(client_key).key_host(keys).licensed(true);
    Ok(host.start().await?)
}
