//! Where a site will be.

use std::fmt;
use std::str::FromStr;

use anyhow::{Context, Error, Result, ensure};
use url::Url;

/// The address of a site's folder: absolute, over HTTP or HTTPS, with a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(Url);

impl PublicUrl {
    /// The address of something on the site; an empty path is the site itself.
    #[must_use]
    pub fn of(&self, path: &str) -> String {
        format!("{self}{path}")
    }
}

impl FromStr for PublicUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        const EXAMPLE: &str = "an address such as https://example.org/async/ is needed";
        let mut url = Url::parse(text).context(EXAMPLE)?;
        ensure!(matches!(url.scheme(), "http" | "https"), "{EXAMPLE}, with http or https");
        let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        ensure!(plain, "{EXAMPLE}, without a query, a fragment or a user");
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Ok(Self(url))
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::PublicUrl;

    #[test]
    fn a_folder_has_a_slash_at_its_end() {
        for text in ["https://example.org/a/b", "https://example.org/a/b/"] {
            let public: PublicUrl = text.parse().unwrap();
            assert_eq!(public.of("scene/"), "https://example.org/a/b/scene/");
        }
        assert_eq!("http://localhost:8000".parse::<PublicUrl>().unwrap().of(""), "http://localhost:8000/");
    }

    #[test]
    fn what_is_no_such_address_is_refused_in_a_sentence() {
        for text in ["./", "/a/b/", "example.org", "file:///a/", "https://a.org/?b", "https://a.org/#b", ""] {
            let error = text.parse::<PublicUrl>().unwrap_err().to_string();
            assert!(error.starts_with("an address such as https://"), "{text}: {error}");
        }
    }
}
