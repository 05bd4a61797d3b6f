//! The element on somebody's page: its picture, its button, its frame, its events.

use std::time::Duration;

use anyhow::Result;
use e2e::{Finish, Host};
use serde_json::json;

const SOON: Duration = Duration::from_secs(10);
const RUN: Duration = Duration::from_mins(1);

/// A scene whose run is soon over.
const SHORT: &str = "scene=three-requests params='a=50&b=90&c=20'";

#[tokio::test]
async fn a_picture_with_its_link_until_it_is_wanted_and_then_a_run() -> Result<()> {
    let host = Host::of_one(SHORT)?;
    let page = host.open().await?;
    page.until("shadow('img')?.complete && shadow('img').naturalWidth > 0", SOON).await?;
    // Nothing of the playground is there before, and nothing moves when the picture comes.
    assert_eq!(host.asked_of_playground(), Vec::<String>::new());
    let before = page.host("[document.querySelectorAll('iframe').length, shadow('iframe')]").await?;
    assert_eq!(before, json!([0, null]));
    assert_eq!(page.host("one.querySelector('a').checkVisibility()").await?, json!(true));

    page.host("shadow('button').click()").await?;
    page.until("all('finish').length > 0", RUN).await?;
    let finish: Finish = serde_json::from_value(page.host("all('finish')[0].detail").await?)?;
    assert_eq!((finish.scene.as_str(), finish.level), ("three-requests", 1));
    assert_eq!((finish.run.tasks, finish.run.failed, finish.blocking.failed), (3, 0, 0));
    assert!((0.09..0.5).contains(&finish.run.seconds), "{finish:?}");
    let names = page.host("[...new Set(heard.map((event) => event.name))].sort().join()").await?;
    assert_eq!(names, json!("finish,ready,resize,statechange"));
    let states =
        page.host("[...new Set(all('statechange').map((event) => event.detail.state))].join()").await?;
    assert_eq!(states, json!("idle,running,finished"));
    Ok(())
}
