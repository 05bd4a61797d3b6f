//! The panels below the picture, and their tables.

use anyhow::{Result, ensure};
use serde_json::json;

use super::Page;

impl Page {
    /// The names of the panels, in the order of their tabs.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn panels(&self) -> Result<Vec<String>> {
        let script = "return [...document.querySelectorAll('[role=tab]')].map((tab) => tab.textContent)";
        Ok(serde_json::from_value(self.eval(script).await?)?)
    }

    /// The rows of the first table whose caption contains `caption`, head first.
    ///
    /// # Errors
    /// Where there is no such table.
    pub async fn table(&self, caption: &str) -> Result<Vec<Vec<String>>> {
        let script = "const table = [...document.querySelectorAll('table')]
            .find((table) => (table.caption?.textContent ?? '').includes(arguments[0]));
            return table && [...table.rows].map((row) => [...row.cells].map((cell) => cell.innerText.trim()))";
        let rows = self.call(script, json!([caption])).await?;
        ensure!(!rows.is_null(), "no table's caption contains {caption:?}");
        Ok(serde_json::from_value(rows)?)
    }

    /// The table of one side's tasks, `Async` or `Blocking`, head first: opens the table panel.
    ///
    /// # Errors
    /// Where there is no such table.
    pub async fn table_of(&self, side: &str) -> Result<Vec<Vec<String>>> {
        self.show("Table").await?;
        self.table(side).await
    }

    /// Presses a button at the moment when so many tasks of a side are done: opens the table panel.
    ///
    /// # Errors
    /// Where they never are, or there is no such button then.
    pub async fn press_when_done(&self, name: &str, side: &str, tasks: usize) -> Result<()> {
        self.show("Table").await?;
        self.press_when(name, &format!("{} >= {tasks}", done(side))).await
    }

    /// Waits until so many tasks of a side are done: opens the table panel.
    ///
    /// # Errors
    /// Where they never are.
    pub async fn until_done(&self, side: &str, tasks: usize) -> Result<()> {
        self.show("Table").await?;
        self.until(&format!("{} >= {tasks}", done(side))).await
    }

    /// Opens a panel, and waits until it is drawn.
    async fn show(&self, panel: &str) -> Result<()> {
        self.press(panel).await?;
        self.settle().await
    }

    /// The lines that one side has printed, `Async` or `Blocking`: opens the console panel.
    ///
    /// # Errors
    /// Where there is no such panel.
    pub async fn printed(&self, side: &str) -> Result<Vec<String>> {
        self.show("Console").await?;
        let script = "const heading = [...document.querySelectorAll('[role=tabpanel] h2')]
            .find((heading) => heading.textContent.startsWith(arguments[0]));
            return [...heading.parentElement.querySelectorAll('li')].map((line) => line.lastElementChild.textContent)";
        Ok(serde_json::from_value(self.call(script, json!([side])).await?)?)
    }
}

/// How many tasks of a side the table panel has as done, as JavaScript counts them.
fn done(side: &str) -> String {
    let table = format!(
        "[...document.querySelectorAll('table')].find((table) => table.caption?.textContent.includes('{side}'))"
    );
    format!("[...({table})?.rows ?? []].filter((row) => row.lastElementChild.innerText === 'done').length")
}
