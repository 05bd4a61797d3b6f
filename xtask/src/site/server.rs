//! A small static server for one site.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use anyhow::{Context, Result};
use axum::Router;
use axum::http::{HeaderValue, header::CACHE_CONTROL};
use tokio::net::TcpListener;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// A site that is listening, but not answering yet.
pub struct Server {
    listener: TcpListener,
    site: Router,
}

impl Server {
    /// Listens on loopback; `port` 0 takes a free one. What `more` answers is not in the folder `dist`.
    ///
    /// # Errors
    /// A port that is taken.
    pub async fn bind(dist: &Path, more: Router, port: u16) -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("port {port} cannot be used, try another --port"))?;
        let fresh = HeaderValue::from_static("no-cache");
        let site = more
            .fallback_service(ServeDir::new(dist).precompressed_br().precompressed_gzip())
            .layer(SetResponseHeaderLayer::overriding(CACHE_CONTROL, fresh));
        Ok(Self { listener, site })
    }

    /// Where the site is.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn url(&self) -> Result<String> {
        Ok(format!("http://127.0.0.1:{}/", self.listener.local_addr()?.port()))
    }

    /// Answers until the process ends.
    ///
    /// # Errors
    /// Those of the socket.
    pub async fn serve(self) -> Result<()> {
        Ok(axum::serve(self.listener, self.site).await?)
    }
}
