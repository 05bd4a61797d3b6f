//! The playground in a browser: press, wait, read.
//!
//! Here is what holds of every page. What the playground's pages have is in the modules, a part of the
//! page each.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::browser::session::STRANGERS;
use crate::patience::until;

mod controls;
mod panels;
mod playback;
mod quality;
mod run;
mod timeline;

pub use run::Main;
pub use timeline::{Finger, Spot};

/// Runs in every page before the page's own scripts: keeps what would be gone when asked for.
pub const BEFORE_LOAD: &str = r#"
    window.finishDetails = [];
    addEventListener("meanwhile:finish", (event) => finishDetails.push(event.detail));
    window.buttonNamed = (name) => [...document.querySelectorAll("button, [role=button]")]
        .find((button) => (button.getAttribute("aria-label") ?? button.textContent).trim() === name);
    performance.setResourceTimingBufferSize(20000);
"#;

/// Resolves when the page has drawn what it was about to draw, and has heard what was sent to it.
pub(crate) const SETTLED: &str = "return new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))";

/// An opened page; its browser ends with it.
pub struct Page {
    browser: Browser,
}

impl Page {
    pub(crate) fn new(browser: Browser) -> Self {
        Self { browser }
    }

    /// The browser that shows this page.
    #[must_use]
    pub fn browser(&self) -> &Browser {
        &self.browser
    }

    /// What a piece of JavaScript returns: `page.eval("return document.title")`. Promises are awaited.
    ///
    /// # Errors
    /// What the script throws.
    pub async fn eval(&self, script: &str) -> Result<Value> {
        self.call(script, json!([])).await
    }

    /// What a piece of JavaScript returns whose `arguments` are those of the list.
    ///
    /// # Errors
    /// What the script throws.
    pub async fn call(&self, script: &str, arguments: Value) -> Result<Value> {
        let Value::Array(arguments) = arguments else { anyhow::bail!("arguments are a list") };
        let driver = self.browser.driver();
        Ok(driver.execute(script, arguments).await.with_context(|| script.to_owned())?.json().clone())
    }

    /// The value of an expression that is a text.
    ///
    /// # Errors
    /// What it throws; where it is no text.
    pub async fn string(&self, expression: &str) -> Result<String> {
        let value = self.eval(&format!("return {expression}")).await?;
        value.as_str().map(str::to_owned).with_context(|| format!("{expression} is {value}"))
    }

    /// Waits until a JavaScript expression is true; it may `await`.
    ///
    /// # Errors
    /// Names the expression where it never is, and says what the page reads.
    pub async fn until(&self, expression: &str) -> Result<()> {
        let script = format!("return (async () => !!({expression}))()");
        let look = async || Ok(self.eval(&script).await? == Value::Bool(true));
        let Err(error) = until(expression, look).await else { return Ok(()) };
        self.browser.expect_failure();
        let shown = self.eval("return document.body.innerText.slice(0, 400)").await?;
        Err(error.context(format!("the page reads: {shown}")))
    }

    /// Waits until the page has drawn what it was about to draw and has handled what was on its way to
    /// it: what has not happened by then does not follow from what was done before.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn settle(&self) -> Result<()> {
        self.eval(SETTLED).await?;
        Ok(())
    }

    /// Waits until the program has put itself on the page.
    ///
    /// # Errors
    /// Where it does not.
    pub async fn until_started(&self) -> Result<()> {
        self.until("document.querySelector('main') && !document.querySelector('.boot')").await
    }

    /// Goes to another route of the same page, as a link would, and waits until it is shown.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn route(&self, hash: &str) -> Result<()> {
        let script = "const before = location.hash;
            location.hash = arguments[0];
            return location.hash === before || new Promise((done) =>
                addEventListener('hashchange', () => requestAnimationFrame(() => setTimeout(done))))";
        self.call(script, json!([hash])).await?;
        Ok(())
    }

    /// Leaves this page: its browser can open another one, of another site.
    ///
    /// # Errors
    /// Where a request left this page's origin.
    pub async fn leave(self) -> Result<Browser> {
        let strangers = self.strangers().await?;
        ensure!(strangers.is_empty(), "requests to other origins: {strangers:#?}");
        Ok(self.browser)
    }

    /// Loads the page again and waits until the program is there.
    ///
    /// # Errors
    /// Those of [`Page::until_started`].
    pub async fn reload(&self) -> Result<()> {
        self.browser.driver().refresh().await?;
        self.until_started().await
    }

    /// Goes into the first frame of the page, and waits until the program has put itself there.
    ///
    /// # Errors
    /// Those of [`Page::until_started`].
    pub async fn enter_frame(&self) -> Result<()> {
        self.browser.driver().enter_frame(0).await?;
        self.prepare_frame().await
    }

    /// Makes the frame that was entered ready, and waits until the program has put itself there.
    pub(crate) async fn prepare_frame(&self) -> Result<()> {
        // A frame of another process has not been told before it loaded.
        self.eval(&format!("if (!window.finishDetails) {{ {BEFORE_LOAD} }}")).await?;
        self.until_started().await
    }

    /// Goes back to the page around the frame.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn leave_frame(&self) -> Result<()> {
        Ok(self.browser.driver().enter_default_frame().await?)
    }

    /// The console's errors since the last call: thrown, logged, refused by policy, not loaded.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn console_errors(&self) -> Result<Vec<String>> {
        let log = self.browser.driver().browser_log().await?;
        Ok(log.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message).collect())
    }

    /// The requests that left the page's origin, for whatever is no friend of the test's.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn strangers(&self) -> Result<Vec<String>> {
        let names: Vec<String> = serde_json::from_value(self.eval(STRANGERS).await?)?;
        Ok(self.browser.without_friends(names))
    }
}
