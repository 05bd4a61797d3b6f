//! The program that runs scenes, and the workers of its two sides: gone when they are stopped, and
//! explained when they do not start.

use anyhow::{Context as _, Result};
use e2e::{Browser, Page, Site, until};
use serde_json::json;

const SCENE: &str = "#/scene/hundred-urls?n=5&latency=50";

/// How many dedicated workers the browser has.
async fn workers(page: &Page) -> Result<usize> {
    let targets = page.browser().devtools("Target.getTargets", json!({})).await?;
    let targets = targets["targetInfos"].as_array().context("there are targets")?;
    Ok(targets.iter().filter(|target| target["type"] == "worker").count())
}

#[tokio::test]
async fn a_stopped_worker_is_gone() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/hundred-urls").await?;
    page.until_level(1).await?;
    for answers in [1, 0, 2] {
        page.press("Run").await?;
        page.until_state("running").await?;
        if answers > 0 {
            page.until_done("Blocking", answers).await?;
        }
        page.press("Stop").await?;
        page.until_state("stopped").await?;
    }
    until_spare_workers_are_left(&page).await
}

/// Two are kept ready for the next run.
async fn until_spare_workers_are_left(page: &Page) -> Result<()> {
    until("there are at most two workers", async || Ok(workers(page).await? <= 2)).await
}

/// Runs that are stopped before their threads are there or while they are starting, and one that has used
/// them.
#[tokio::test]
async fn threads_are_gone_whenever_the_run_is_stopped() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/gil?n=1").await?;
    page.until("document.querySelector('main').dataset.level === '1' && meanwhile.order").await?;
    for used in [vec![false; 9], vec![true]].concat() {
        page.press("Run").await?;
        if used {
            page.until(
                "meanwhile.order(['held']) > 0 || document.querySelector('main').dataset.state !== 'running'",
            )
            .await?;
        }
        // It may be over by now: then there is no such button.
        page.press_if_there("Stop").await?;
        page.until("document.querySelector('main').dataset.state !== 'running'").await?;
        page.until("meanwhile.order(['held']) === 0").await?;
    }
    until_spare_workers_are_left(&page).await
}

/// The page says what happened to the worker, and runs when it has been mended.
async fn expect_sentence(
    browser: Browser,
    site: &Site,
    sentence: &str,
    mend: impl FnOnce(),
) -> Result<Browser> {
    let page = browser.open(site, SCENE).await?;
    page.press("Run").await?;
    page.until_alert(sentence).await?;
    page.until_state("failed").await?;
    mend();
    let finish = page.run_scene().await?;
    assert_eq!((finish.level, finish.run().tasks, finish.blocking().tasks), (1, 5, 5), "{finish:#?}");
    page.until_no_alert().await?;
    page.leave().await
}

/// Of the page's own program, which is missed first; whether the worker's is told of as well is a race.
const DID_NOT_START: &str = "loading the programs of the scenes failed";

#[tokio::test]
async fn each_of_its_files_is_missed() -> Result<()> {
    let mut browser = Browser::start().await?;
    browser.expect_error("404");
    let whole = Site::built()?;
    let files = [".js", "_bg.wasm"].map(|end| whole.names("runner", end)).concat();
    assert_eq!(files.len(), 2, "{files:?}");
    drop(whole);
    for file in files {
        let site = Site::built()?;
        site.lose(&file);
        let found = expect_sentence(browser, &site, DID_NOT_START, || site.restore(&file)).await;
        browser = found.with_context(|| file.clone())?;
    }
    Ok(())
}

#[tokio::test]
async fn a_damaged_program_is_a_sentence() -> Result<()> {
    let site = Site::built()?;
    let file = site.names("runner", ".wasm").pop().context("there is a program")?;
    let whole = site.bytes(&file);
    site.replace(&file, *b"\0asm\x01\0\0\0broken");
    expect_sentence(Browser::start().await?, &site, DID_NOT_START, || site.replace(&file, whole)).await?;
    Ok(())
}

/// What goes wrong in a worker that has started, and the sentence for it. An order to run a program begins
/// with 1, and then 0 for the async one or 1 for the blocking one.
const TROUBLES: [(&str, &str); 4] = [
    (
        "addEventListener('message', (event) => {
            if (event.data[0] !== 1 || event.data[1] !== 1) return;
            event.stopImmediatePropagation();
            throw new Error('out of luck');
        });",
        "The blocking program broke off: Uncaught Error: out of luck",
    ),
    (
        "addEventListener('message', (event) => {
            if (event.data[0] !== 1 || event.data[1] !== 0) return;
            event.stopImmediatePropagation();
            throw new Error('out of luck');
        });",
        "The async program broke off: Uncaught Error: out of luck",
    ),
    (
        "const post = postMessage.bind(self);
        self.postMessage = (message, ...rest) =>
            message[0] === 'batch' ? post(['batch', new ArrayBuffer(3)]) : post(message, ...rest);",
        "The trace is",
    ),
    (
        "const post = postMessage.bind(self);
        self.postMessage = ([kind, ...rest], moved) =>
            kind === 'ready' ? post([kind, 1e6, ...rest.slice(1)]) : post([kind, ...rest], moved);",
        "The site was replaced while this page was open: reload it",
    ),
];

#[tokio::test]
async fn trouble_in_it_is_a_sentence() -> Result<()> {
    let mut browser = Browser::start().await?;
    browser.expect_error("out of luck");
    for (trouble, sentence) in TROUBLES {
        let site = Site::built()?;
        let file = site.names("runner", ".js").pop().context("there is the glue")?;
        let glue = site.bytes(&file);
        // The same file serves the page, where there is no trouble.
        let trouble = format!("if (typeof document === 'undefined') {{ {trouble} }}\n");
        site.replace(&file, [trouble.as_bytes(), &glue].concat());
        let mend = || site.replace(&file, glue);
        browser = expect_sentence(browser, &site, sentence, mend).await.with_context(|| sentence)?;
    }
    Ok(())
}

/// The worker breaks after some answers of a hundred, whatever it was doing.
#[tokio::test]
async fn a_worker_that_dies_between_two_batches_leaves_what_it_recorded() -> Result<()> {
    let site = Site::built()?;
    let file = site.names("runner", ".js").pop().context("there is the glue")?;
    let trouble = "if (typeof document === 'undefined') {
        const post = postMessage.bind(self);
        self.postMessage = (message, ...rest) => {
            post(message, ...rest);
            if (message[0] !== 'batch') return;
            self.postMessage = post;
            setTimeout(() => {
                throw new Error('it died');
            }, 1000);
        };
    }\n";
    site.replace(&file, [trouble.as_bytes(), &site.bytes(&file)].concat());
    let browser = Browser::start().await?;
    browser.expect_error("it died");
    let page = browser.open(&site, "#/scene/hundred-urls?latency=1000&jitter=40").await?;
    page.press("Run").await?;
    page.until_alert("The async program broke off: Uncaught Error: it died").await?;
    page.until_state("failed").await?;
    page.until_done("Async", 1).await?;
    page.leave().await?;
    Ok(())
}
