//! The playground in a browser: press, wait, read.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::{TypingData, WebElement};
use tokio::time::{Instant, sleep};

use crate::browser::Browser;
use crate::finish::Finish;
use crate::quiet::STRANGERS;

/// Runs in every page before the page's own scripts: keeps what would be gone when asked for.
pub const BEFORE_LOAD: &str = r#"
    window.finishDetails = [];
    addEventListener("meanwhile:finish", (event) => finishDetails.push(event.detail));
    window.buttonNamed = (name) => [...document.querySelectorAll("button, [role=button]")]
        .find((button) => (button.getAttribute("aria-label") ?? button.textContent).trim() === name);
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
                self.browser.expect_failure();
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

    /// Goes to another route of the same page, as a link would, and waits until it is shown.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn route(&self, hash: &str) -> Result<()> {
        let script = "const before = location.hash;
            location.hash = arguments[0];
            return location.hash === before || new Promise((done) =>
                addEventListener('hashchange', () => requestAnimationFrame(() => setTimeout(done))))";
        self.eval(script, json!([hash])).await?;
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
        self.eval(&format!("if (!window.finishDetails) {{ {BEFORE_LOAD} }}"), json!([])).await?;
        self.until_started().await
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
        let find = format!("buttonNamed({})", Value::from(name));
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
    pub async fn run_scene(&self) -> Result<Finish> {
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
    /// Where there was none, or it is not in the shape that hosts rely on.
    pub async fn finish_detail(&self) -> Result<Finish> {
        let detail = self.eval("return finishDetails.at(-1) ?? null", json!([])).await?;
        ensure!(!detail.is_null(), "no run has finished");
        serde_json::from_value(detail.clone()).with_context(|| detail.to_string())
    }

    /// Waits until something on the page that calls for attention says this, and returns all of it.
    ///
    /// # Errors
    /// Where nothing does within ten seconds.
    pub async fn until_alert(&self, part: &str) -> Result<String> {
        let alerts =
            "[...document.querySelectorAll('[role=alert]')].map((alert) => alert.innerText).join('\\n')";
        self.until(&format!("{alerts}.includes({})", Value::from(part)), SOON).await?;
        let text = self.eval(&format!("return {alerts}"), json!([])).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// The names of the panels, in the order of their tabs.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn panels(&self) -> Result<Vec<String>> {
        let script = "return [...document.querySelectorAll('[role=tab]')].map((tab) => tab.textContent)";
        Ok(serde_json::from_value(self.eval(script, json!([])).await?)?)
    }

    /// The table of one side's tasks, `Async` or `Blocking`, head first: opens the table panel.
    ///
    /// # Errors
    /// Where there is no such table.
    pub async fn table_of(&self, side: &str) -> Result<Vec<Vec<String>>> {
        self.press("Table").await?;
        self.table(side).await
    }

    /// The lines that one side has printed, `Async` or `Blocking`: opens the console panel.
    ///
    /// # Errors
    /// Where there is no such panel.
    pub async fn printed(&self, side: &str) -> Result<Vec<String>> {
        self.press("Console").await?;
        let script = "const heading = [...document.querySelectorAll('[role=tabpanel] h2')]
            .find((heading) => heading.textContent.startsWith(arguments[0]));
            return [...heading.parentElement.querySelectorAll('li')].map((line) => line.lastElementChild.textContent)";
        Ok(serde_json::from_value(self.eval(script, json!([side])).await?)?)
    }

    /// Presses a key, wherever the focus is.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn key(&self, key: impl Into<TypingData>) -> Result<()> {
        Ok(self.browser.driver().action_chain().send_keys(key).perform().await?)
    }

    /// Nothing on the page is wider than the view.
    ///
    /// # Errors
    /// Says how wide both are, where something is.
    pub async fn fits(&self) -> Result<()> {
        // Not `innerWidth`: a phone zooms out of what is too wide for it.
        let script = "const { scrollWidth, clientWidth } = document.documentElement;
            return [scrollWidth, clientWidth]";
        let [needed, there]: [u32; 2] = serde_json::from_value(self.eval(script, json!([])).await?)?;
        ensure!(needed <= there, "the page is {needed} px wide, the view {there} px");
        Ok(())
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

    /// The requests that left the page's origin, for whatever is no friend of the test's.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn strangers(&self) -> Result<Vec<String>> {
        let names: Vec<String> = serde_json::from_value(self.eval(STRANGERS, json!([])).await?)?;
        Ok(self.browser.without_friends(names))
    }
}
