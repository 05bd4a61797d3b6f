//! The playground in a browser: press, wait, read.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::WebElement;
use tokio::time::{Instant, sleep};

use crate::browser::Browser;

/// Runs in every page before the page's own scripts: keeps what would be gone when asked for.
pub const BEFORE_LOAD: &str = r#"
    window.finishDetails = [];
    addEventListener("meanwhile:finish", (event) => finishDetails.push(event.detail));
    performance.setResourceTimingBufferSize(20000);
"#;

/// How long the page may take for what should be there at once.
const SOON: Duration = Duration::from_secs(10);

/// How long a run may take.
const RUN: Duration = Duration::from_secs(90);

const POLL: Duration = Duration::from_millis(20);

/// What `<main>` says about the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Main {
    /// `data-scene`: the scene's name, empty on other pages.
    pub scene: String,
    /// `data-state`: `idle`, `running`, `finished`, `stopped`, `failed`.
    pub state: String,
    /// `data-level`: `1` to `4`.
    pub level: String,
}

/// An opened page; its browser ends with it.
pub struct Page {
    browser: Browser,
    origin: String,
}

impl Page {
    pub(crate) fn new(browser: Browser, origin: String) -> Self {
        Self { browser, origin }
    }

    /// The browser that shows this page.
    #[must_use]
    pub fn browser(&self) -> &Browser {
        &self.browser
    }

    /// The value of a piece of JavaScript: `page.eval("return document.title", json!([]))`.
    /// The `arguments` are those of the list.
    ///
    /// # Errors
    /// What the script throws.
    pub async fn eval(&self, script: &str, arguments: Value) -> Result<Value> {
        let Value::Array(arguments) = arguments else { anyhow::bail!("arguments are a list") };
        let driver = self.browser.driver();
        Ok(driver.execute(script, arguments).await.with_context(|| script.to_owned())?.json().clone())
    }

    /// Waits until a JavaScript expression is true; it may `await`.
    ///
    /// # Errors
    /// Names the expression when `patience` is over.
    pub async fn until(&self, expression: &str, patience: Duration) -> Result<()> {
        let end = Instant::now() + patience;
        let script = format!("return (async () => !!({expression}))()");
        while self.eval(&script, json!([])).await? != Value::Bool(true) {
            let text = "return document.body.innerText.slice(0, 400)";
            if Instant::now() > end {
                let shown = self.eval(text, json!([])).await?;
                anyhow::bail!("after {patience:?} still not true: {expression}; the page reads: {shown}");
            }
            sleep(POLL).await;
        }
        Ok(())
    }

    /// Waits until the program has put itself on the page.
    ///
    /// # Errors
    /// Where it does not within ten seconds.
    pub async fn until_started(&self) -> Result<()> {
        self.until("document.querySelector('main') && !document.querySelector('.boot')", SOON).await
    }

    /// Goes to another route of the same page, as a link would.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn route(&self, hash: &str) -> Result<()> {
        self.eval("location.hash = arguments[0]", json!([hash])).await?;
        Ok(())
    }

    /// Loads the page again and waits until the program is there.
    ///
    /// # Errors
    /// Those of [`Page::until_started`].
    pub async fn reload(&self) -> Result<()> {
        self.browser.driver().refresh().await?;
        self.until_started().await
    }

    /// The button with this accessible name.
    ///
    /// # Errors
    /// Where there is none within ten seconds.
    pub async fn button(&self, name: &str) -> Result<WebElement> {
        let find = format!(
            "[...document.querySelectorAll('button, [role=button]')].find((button) => \
             (button.getAttribute('aria-label') ?? button.textContent).trim() === {})",
            Value::from(name)
        );
        self.until(&find, SOON).await?;
        Ok(self.browser.driver().execute(format!("return {find}"), vec![]).await?.element()?)
    }

    /// Presses the button with this accessible name.
    ///
    /// # Errors
    /// Where there is none, or it cannot be pressed.
    pub async fn press(&self, name: &str) -> Result<()> {
        let button = self.button(name).await?;
        button.scroll_into_view().await?;
        button.click().await.with_context(|| format!("the button {name} cannot be pressed"))
    }

    /// What `<main>` says about the page.
    ///
    /// # Errors
    /// Where there is no `<main>`.
    pub async fn main_state(&self) -> Result<Main> {
        let data = self.eval("return { ...document.querySelector('main').dataset }", json!([])).await?;
        Ok(serde_json::from_value(data)?)
    }

    /// Waits for a `data-state`.
    ///
    /// # Errors
    /// Where it does not come within 90 seconds.
    pub async fn until_state(&self, state: &str) -> Result<()> {
        self.until(&format!("document.querySelector('main')?.dataset.state === '{state}'"), RUN).await
    }

    /// Presses *Run*, waits for the end, and returns the detail of `meanwhile:finish`.
    ///
    /// # Errors
    /// Where the run does not end within 90 seconds.
    pub async fn run_scene(&self) -> Result<Value> {
        let before = self.finished().await?;
        self.press("Run").await?;
        self.until(&format!("finishDetails.length > {before}"), RUN).await?;
        self.finish_detail().await
    }

    /// How often `meanwhile:finish` came.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn finished(&self) -> Result<u64> {
        let count = self.eval("return finishDetails.length", json!([])).await?;
        count.as_u64().context("a length is a number")
    }

    /// The detail of the last `meanwhile:finish`.
    ///
    /// # Errors
    /// Where there was none.
    pub async fn finish_detail(&self) -> Result<Value> {
        let detail = self.eval("return finishDetails.at(-1) ?? null", json!([])).await?;
        ensure!(!detail.is_null(), "no run has finished");
        Ok(detail)
    }

    /// The text on the page, as it reads.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn text(&self) -> Result<String> {
        let text = self.eval("return document.body.innerText", json!([])).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// The rows of the first table whose caption contains `caption`, head first.
    ///
    /// # Errors
    /// Where there is no such table.
    pub async fn table(&self, caption: &str) -> Result<Vec<Vec<String>>> {
        let script = "const table = [...document.querySelectorAll('table')]
            .find((table) => (table.caption?.textContent ?? '').includes(arguments[0]));
            return table && [...table.rows].map((row) => [...row.cells].map((cell) => cell.innerText.trim()))";
        let rows = self.eval(script, json!([caption])).await?;
        ensure!(!rows.is_null(), "no table's caption contains {caption:?}");
        Ok(serde_json::from_value(rows)?)
    }

    /// The console's errors since the last call: thrown, logged, refused by policy, not loaded.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn console_errors(&self) -> Result<Vec<String>> {
        let log = self.browser.driver().browser_log().await?;
        Ok(log.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message).collect())
    }

    /// The requests of the page that left its origin.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn strangers(&self) -> Result<Vec<String>> {
        let script = "return performance.getEntriesByType('resource').map((entry) => entry.name)
            .filter((name) => !name.startsWith(arguments[0]) && !/^(data|blob):/.test(name))";
        let mut names: Vec<String> =
            serde_json::from_value(self.eval(script, json!([format!("{}/", self.origin)])).await?)?;
        names.extend(self.browser.asked_outside());
        Ok(names)
    }

    /// Asserts that the console has no error and that no request left the origin.
    ///
    /// # Errors
    /// Lists what there is.
    pub async fn expect_quiet(&self) -> Result<()> {
        let errors = self.console_errors().await?;
        ensure!(errors.is_empty(), "errors on the console: {errors:#?}");
        let strangers = self.strangers().await?;
        ensure!(strangers.is_empty(), "requests to other origins: {strangers:#?}");
        Ok(())
    }
}
