//! The code panel: both languages in colours, with the lines marked that tasks are at.

use anyhow::Result;
use e2e::{Browser, Key, Site};
use serde_json::json;

/// The texts of the marked lines, Rust's and Python's.
const MARKED: &str = "return [...document.querySelectorAll('.file pre')].map((pane) =>
    [...pane.querySelectorAll('.at, .hot')].map((line) => line.textContent.trim()))";

#[tokio::test]
async fn both_files_show_where_the_tasks_are() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/producer-consumer?t=0.7").await?;
    page.until("document.querySelector('.line.hot')").await?;
    assert_eq!(
        page.eval(MARKED).await?,
        json!([
            [
                "sleep(time).await;",
                "sleep(times[number - 1]).await;",
                "join_all(tasks).await;",
                "blocking::sleep(time);",
                "blocking::task(&format!(\"use {number}\"), || consume_blocking(number, to_use));"
            ],
            [
                "await asyncio.sleep(seconds)",
                "await asyncio.sleep(times[number - 1])",
                "await asyncio.gather(produce(queue, to_make), consume(queue, to_use))",
                "time.sleep(seconds)",
                "use(number, to_use)"
            ]
        ])
    );
    // Of all these tasks one has a thread: the one that holds it.
    let at = "return [...document.querySelectorAll('.line.at')].map((line) => line.textContent.trim())";
    assert_eq!(page.eval(at).await?, json!(["blocking::sleep(time);", "time.sleep(seconds)"]));
    let colours = "return document.querySelectorAll('.line .keyword').length > 20";
    assert_eq!(page.eval(colours).await?, json!(true));
    // What is seen first is the async program, not what it imports.
    let first = "return [...document.querySelectorAll('.file pre')].map((pane) => {
        const top = pane.getBoundingClientRect().top;
        const lines = [...pane.querySelectorAll('.line')];
        return lines.find((line) => line.getBoundingClientRect().bottom > top + 4).textContent.includes('── Async ──');
    })";
    assert_eq!(page.eval(first).await?, json!([true, true]));
    Ok(())
}

#[tokio::test]
async fn a_line_leads_to_where_it_runs_next() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/greet-in-turn?t=0").await?;
    page.until("document.querySelector('.line.step')").await?;
    let shown = "return document.querySelector('.transport output.at').textContent";
    let before = page.eval(shown).await?;
    // In Python: the line of the Rust file that does the same is the one that runs.
    let press = "const line = [...document.querySelectorAll('.file:last-child .line.step')]
        .find((line) => line.textContent.includes('await asyncio.sleep'));
        line.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));";
    for _ in 0..2 {
        page.eval(press).await?;
    }
    page.until("document.querySelector('.line.at')").await?;
    let marked = page.eval(MARKED).await?;
    assert!(marked[0].to_string().contains("sleep(stay).await"), "{marked}");
    assert_ne!(page.eval(shown).await?, before);
    Ok(())
}

/// A file is one stop of the Tab key, and the arrows go from line to line that runs.
#[tokio::test]
async fn arrows_go_through_the_lines_that_run() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/greet-in-turn?t=0").await?;
    page.until("document.querySelector('.line.step')").await?;
    page.eval("document.querySelector('.file pre').focus()").await?;
    let numbers = "return [...document.querySelectorAll('.file:first-child .line.step')].map((line) => line.dataset.line)";
    let numbers: Vec<String> = serde_json::from_value(page.eval(numbers).await?)?;
    assert!(numbers.len() > 2, "{numbers:?}");
    let focused = "return document.activeElement.dataset.line ?? null";
    for (key, place) in [(Key::Down, 0), (Key::Down, 1), (Key::Up, 0)] {
        page.key(key + "").await?;
        assert_eq!(page.eval(focused).await?, json!(numbers[place]));
    }
    page.key(Key::Enter + "").await?;
    page.until("document.querySelector('.line.lit')").await?;
    assert_eq!(page.eval(focused).await?, json!(numbers[0]), "the focus is not lost");
    Ok(())
}

#[tokio::test]
async fn without_the_colours_the_files_are_shown_as_they_are() -> Result<()> {
    let site = Site::built()?;
    site.lose("code/greet_in_turn.txt");
    let page = Browser::start().await?.open(&site, "#/scene/greet-in-turn").await?;
    page.browser().expect_error("404");
    page.until("document.querySelector('.line')").await?;
    let text = "return [...document.querySelectorAll('.file pre')].map((pane) => [
        pane.textContent.includes('async '), pane.querySelector('span') === null])";
    assert_eq!(page.eval(text).await?, json!([[true, true], [true, true]]));
    Ok(())
}

#[tokio::test]
async fn a_line_that_is_chosen_says_how_often_it_ran_until_escape() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/greet-in-turn?t=0").await?;
    page.until("document.querySelector('.line.step')").await?;
    let said = "document.querySelector('.said').textContent";
    let press = "[...document.querySelectorAll('.file .line.step')]
        .find((line) => line.textContent.includes('sleep(stay).await')).click()";
    page.eval(press).await?;
    page.until(&format!("/Line \\d+ ran \\d+ times in the async program/.test({said})")).await?;
    // It and its counterpart in Python.
    let lit = "[...document.querySelectorAll('.line.lit')].map((line) => line.textContent.trim())";
    assert_eq!(
        page.eval(&format!("return {lit}")).await?,
        json!(["sleep(stay).await;", "await asyncio.sleep(STAY)"])
    );
    page.key(Key::Escape + "").await?;
    page.until(&format!("{lit}.length === 0 && !{said}.includes('Line ')")).await
}

/// The line that runs is brought into the visible part of its file; the page stays where it is.
#[tokio::test]
async fn the_panes_follow_the_moment() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/producer-consumer?t=0.7").await?;
    page.until("document.querySelector('.line.hot')").await?;
    let file = "document.querySelector('.file pre')";
    let hide =
        format!("const pane = {file}; pane.style.maxHeight = '6rem'; pane.scrollTop = 0; scrollTo(0, 0);");
    page.eval(&hide).await?;
    page.key(".").await?;
    let seen = format!(
        "[...{file}.querySelectorAll('.at')].some((line) => {{
            const [inner, outer] = [line, {file}].map((element) => element.getBoundingClientRect());
            return inner.top >= outer.top && inner.bottom <= outer.bottom;
        }})"
    );
    page.until(&seen).await?;
    assert_eq!(page.eval("return scrollY").await?, json!(0));
    Ok(())
}
