//! What holds of a good page, and what it says.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::Page;

impl Page {
    /// Nothing on the page is wider than the view.
    ///
    /// # Errors
    /// Says how wide both are, where something is.
    pub async fn fits(&self) -> Result<()> {
        // Not `innerWidth`: a phone zooms out of what is too wide for it.
        let script = "const { scrollWidth, clientWidth } = document.documentElement;
            return [scrollWidth, clientWidth]";
        let [needed, there]: [u32; 2] = serde_json::from_value(self.eval(script).await?)?;
        ensure!(needed <= there, "the page is {needed} px wide, the view {there} px");
        Ok(())
    }

    /// Everybody can use the page as it stands, and it has room.
    ///
    /// # Errors
    /// Names the state and what is wrong with it.
    pub async fn expect_good(&self, state: &str) -> Result<()> {
        let violations = self.violations().await?;
        ensure!(violations.is_empty(), "{state}: {violations:#?}");
        self.fits().await.with_context(|| state.to_owned())
    }

    /// The text on the page, as it reads.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn text(&self) -> Result<String> {
        self.string("document.body.innerText").await
    }

    /// Waits until something on the page that calls for attention says this, and returns all of it.
    ///
    /// # Errors
    /// Where nothing does.
    pub async fn until_alert(&self, part: &str) -> Result<String> {
        let alerts =
            "[...document.querySelectorAll('[role=alert]')].map((alert) => alert.innerText).join('\\n')";
        self.until(&format!("{alerts}.includes({})", Value::from(part))).await?;
        self.string(alerts).await
    }

    /// Waits until nothing on the page calls for attention.
    ///
    /// # Errors
    /// Where something goes on to.
    pub async fn until_no_alert(&self) -> Result<()> {
        self.until("!document.querySelector('[role=alert]')").await
    }
}
