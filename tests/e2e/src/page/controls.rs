//! Buttons, fields and keys.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use thirtyfour::{TypingData, WebElement};

use super::Page;

impl Page {
    /// The button with this accessible name.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn button(&self, name: &str) -> Result<WebElement> {
        let find = format!("buttonNamed({})", Value::from(name));
        self.until(&find).await?;
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

    /// Presses the button with this accessible name, from within the page, if there is one now.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn press_if_there(&self, name: &str) -> Result<()> {
        self.call("buttonNamed(arguments[0])?.click()", json!([name])).await?;
        Ok(())
    }

    /// Presses the button with this accessible name at the moment when a JavaScript expression is true,
    /// from within the page: a run may be over by the time that a test hears of it.
    ///
    /// # Errors
    /// Where it never is true, or there is no such button then.
    pub async fn press_when(&self, name: &str, expression: &str) -> Result<()> {
        let script = format!(
            "return (async () => {{
                while (!({expression})) await new Promise(requestAnimationFrame);
                buttonNamed(arguments[0]).click();
            }})()"
        );
        // Arrow functions have the arguments of what is around them.
        self.call(&script, json!([name])).await?;
        Ok(())
    }

    /// Presses a key, wherever the focus is.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn key(&self, key: impl Into<TypingData>) -> Result<()> {
        Ok(self.browser.driver().action_chain().send_keys(key).perform().await?)
    }

    /// Gives the focus to the first element that a selector finds.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn focus(&self, selector: &str) -> Result<()> {
        self.call("document.querySelector(arguments[0]).focus()", json!([selector])).await?;
        Ok(())
    }

    /// Sets the field of a parameter, as a reader does who leaves it afterwards.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn set_param(&self, name: &str, value: &str) -> Result<()> {
        let script = "const field = document.getElementById(`param-${arguments[0]}`);
            field.value = arguments[1];
            field.dispatchEvent(new Event('change', { bubbles: true }))";
        self.call(script, json!([name, value])).await?;
        Ok(())
    }

    /// Waits until the field of a parameter has a value.
    ///
    /// # Errors
    /// Where it never has.
    pub async fn until_param(&self, name: &str, value: &str) -> Result<()> {
        self.until(&format!("document.getElementById('param-{name}')?.value === '{value}'")).await
    }

    /// Opens what the reader can take along.
    ///
    /// # Errors
    /// Where there is nothing of that.
    pub async fn open_share(&self) -> Result<()> {
        self.eval("document.querySelector('.share').open = true").await?;
        Ok(())
    }

    /// Waits until the page has these colours: `light` or `dark`.
    ///
    /// # Errors
    /// Where it never has.
    pub async fn until_theme(&self, theme: &str) -> Result<()> {
        self.until(&format!("document.documentElement.dataset.theme === '{theme}'")).await
    }
}
