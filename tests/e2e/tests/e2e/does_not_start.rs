//! The program cannot start, or breaks: a sentence says so, and the lesson stays readable.

use anyhow::Result;
use e2e::{Browser, Page, Site};

async fn expect_sentence(page: &Page, sentence: &str) -> Result<()> {
    page.until_alert(sentence).await?;
    let text = page.text().await?;
    assert!(text.contains("A hundred requests"), "the lesson is gone: {text}");
    Ok(())
}

#[tokio::test]
async fn a_file_of_it_is_not_there_or_damaged() -> Result<()> {
    let mut browser = Browser::start().await?;
    browser.expect_error("404");
    for file in ["page-*.wasm", "page-*.js"] {
        let (start, end) = file.split_once('*').unwrap_or_default();
        for damaged in [false, true] {
            let site = Site::built()?;
            for name in site.names(start, end) {
                if damaged {
                    site.replace(&name, *b"\0asm\x01\0\0\0broken");
                } else {
                    site.lose(&name);
                }
            }
            let page = browser.go(&site, "").await?;
            expect_sentence(&page, "The playground did not load").await?;
            browser = page.leave().await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn there_is_no_webassembly() -> Result<()> {
    let browser = Browser::start().await?;
    browser.before_load("delete window.WebAssembly").await?;
    let site = Site::built()?;
    let page = browser.go(&site, "").await?;
    expect_sentence(&page, "does not run WebAssembly").await
}

#[tokio::test]
async fn it_breaks_while_it_starts() -> Result<()> {
    let browser = Browser::start().await?;
    // A browser without a clock: the program has no answer to that.
    browser.before_load("delete window.performance").await?;
    browser.expect_error("panicked at");
    browser.expect_error("unreachable");
    let site = Site::built()?;
    let page = browser.go(&site, "#/scene/hundred-urls").await?;
    page.until_alert("Something in the page broke").await?;
    page.press("Dismiss").await?;
    page.until_no_alert().await
}

#[tokio::test]
async fn it_breaks_later() -> Result<()> {
    let (_site, page) = e2e::open("").await?;
    page.browser().expect_error("panicked at");
    page.browser().expect_error("unreachable");
    // Only what a scene has, and the catalogue has not.
    let broken = "const real = document.createElement.bind(document);
        document.createElement = (name, ...rest) => {
            if (name === 'canvas') throw new Error('there is no canvas');
            return real(name, ...rest);
        }";
    page.eval(broken).await?;
    page.route("#/scene/hundred-urls?n=7").await?;
    let sentence = page.until_alert("Something in the page broke").await?;
    assert!(sentence.contains("your parameters are in the address"), "{sentence}");
    page.press("Reload").await?;
    page.until_started().await?;
    page.until_param("n", "7").await
}
