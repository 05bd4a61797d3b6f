//! Which network a run uses, and the addresses that follow from it.

use std::fmt;

use js_sys::Math;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use web_sys::Url;

use crate::runtime::{NetworkError, Request};

/// The public example API that the articles about this subject use.
pub const PUBLIC: &str = "https://jsonplaceholder.typicode.com/";

/// Which network a run uses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NetworkChoice {
    /// The page's own: nothing leaves the origin.
    #[default]
    Local,
    /// [`PUBLIC`].
    Public,
    /// The reader's own: an absolute address that ends with a slash.
    Base(String),
}

/// Why a text names no network. Each text is a sentence for the reader.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NetworkChoiceError {
    /// It is none of the words, and no address.
    #[error(
        "the network is `local`, `public`, or an address that begins with http:// or https://, not `{0}`"
    )]
    NotAnAddress(String),
    /// It carries a name and a password.
    #[error("an address with a password in it is not taken, since it would stand in every link")]
    Credentials,
    /// It carries a query or a fragment, behind which no path can be put.
    #[error("the address of a network cannot have a `?` or a `#` in it")]
    Query,
    /// The browser would block it.
    #[error("this page was loaded by https://, so the browser would block {0}")]
    MixedContent(String),
}

impl NetworkChoice {
    /// Reads what [`Display`](fmt::Display) writes: `local`, `public`, or an address.
    ///
    /// # Errors
    ///
    /// When the text is none of these, or the browser could never use the address.
    pub fn parse(text: &str) -> Result<Self, NetworkChoiceError> {
        match text {
            "local" => return Ok(Self::Local),
            "public" => return Ok(Self::Public),
            _ => {}
        }
        let unknown = || NetworkChoiceError::NotAnAddress(text.to_owned());
        let url = Url::new(text).map_err(|_| unknown())?;
        if !matches!(url.protocol().as_str(), "http:" | "https:") || url.host().is_empty() {
            return Err(unknown());
        }
        if !url.username().is_empty() || !url.password().is_empty() {
            return Err(NetworkChoiceError::Credentials);
        }
        if !url.search().is_empty() || !url.hash().is_empty() || text.ends_with(['?', '#']) {
            return Err(NetworkChoiceError::Query);
        }
        if is_mixed(&url) {
            return Err(NetworkChoiceError::MixedContent(url.href()));
        }
        let mut base = url.href();
        if !base.ends_with('/') {
            base.push('/');
        }
        Ok(Self::Base(base))
    }

    /// Where paths are put behind, for a network that is not this page's own.
    #[must_use]
    pub fn base(&self) -> Option<&str> {
        match self {
            Self::Local => None,
            Self::Public => Some(PUBLIC),
            Self::Base(base) => Some(base),
        }
    }
}

/// Browsers make an exception for the reader's own machine.
fn is_mixed(url: &Url) -> bool {
    let secure = web_sys::window().is_some_and(|window| window.is_secure_context());
    let own = matches!(url.hostname().as_str(), "localhost" | "127.0.0.1" | "[::1]");
    let page = web_sys::window().and_then(|window| window.location().protocol().ok());
    secure && page.as_deref() == Some("https:") && url.protocol() == "http:" && !own
}

impl fmt::Display for NetworkChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => f.write_str("local"),
            Self::Public => f.write_str("public"),
            Self::Base(base) => f.write_str(base),
        }
    }
}

/// A word that the local network repeats in each answer. Who does not know it is somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token(String);

impl Token {
    /// A word that nobody has used before.
    #[must_use]
    pub fn random() -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 2^53")]
        let number = (Math::random() * 9_007_199_254_740_992.0) as u64;
        Self(number.to_string())
    }

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Token {
    fn from(word: String) -> Self {
        Self(word)
    }
}

/// The addresses of a run's requests.
#[derive(Clone, Debug)]
pub struct Routes {
    /// The page's folder, with a slash at its end.
    pub site: String,
    /// Which network.
    pub network: NetworkChoice,
    /// What the local network repeats.
    pub token: Token,
    /// Scene seconds a real second.
    pub pace: f64,
}

impl Routes {
    /// The address at the local network, with the plan.
    #[must_use]
    pub fn local(&self, request: &Request) -> String {
        let Self { site, token: Token(token), pace, .. } = self;
        format!("{site}net/{}?{}&token={token}", request.path, request.plan.query(*pace))
    }

    /// The file that holds the same, where nobody answers for the local network.
    #[must_use]
    pub fn file(&self, request: &Request) -> Option<String> {
        let number: u32 = request.path.strip_prefix("posts/")?.parse().ok()?;
        let exists = (1..=100).contains(&number) && request.plan.size.is_none();
        exists.then(|| format!("{}data/posts/{number}.json", self.site))
    }

    /// The address at another network.
    #[must_use]
    pub fn foreign(&self, request: &Request) -> Option<String> {
        Some(format!("{}{}", self.network.base()?, request.path))
    }

    /// The address as errors name it: the path alone where it is this page's own network, as in
    /// virtual time.
    #[must_use]
    pub fn shown(&self, request: &Request) -> String {
        self.foreign(request).unwrap_or_else(|| request.path.clone())
    }

    /// What an answer of the local network reports, if it is one.
    ///
    /// # Errors
    ///
    /// [`NetworkError::Stranger`] if it is not.
    pub fn report(&self, request: &Request, header: Option<&str>) -> Result<Report, NetworkError> {
        header
            .and_then(|header| Report::read(header, &self.token))
            .ok_or_else(|| NetworkError::Stranger { url: self.shown(request) })
    }
}

/// The header in which the local network reports.
pub const REPORT: &str = "x-meanwhile";

/// What the local network measured: real microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How long the request took to come in.
    pub up: u64,
    /// How long the answer was thought about.
    pub think: u64,
}

impl Report {
    /// Reads `token=…;up=…;think=…`; none if the token is another one.
    #[must_use]
    pub fn read(header: &str, token: &Token) -> Option<Self> {
        let part =
            |name: &str| header.split(';').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
        if part("token")? != token.as_str() {
            return None;
        }
        let number = |name: &str| part(name).and_then(|digits| digits.parse().ok()).unwrap_or(0);
        Some(Self { up: number("up"), think: number("think") })
    }
}
