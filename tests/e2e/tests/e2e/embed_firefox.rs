//! The element and its frame in Firefox.

use anyhow::Result;
use e2e::host::one;
use e2e::{Finish, Firefox, Host};
use serde_json::json;

#[tokio::test]
async fn a_picture_a_run_colours_and_a_second_life() -> Result<()> {
    let body = one("scene=three-requests params='a=50&b=90&c=20'");
    let host = Host::of(&format!("<section id=there></section>{body}"))?;
    let Some(firefox) = Firefox::start().await? else { return Ok(()) };
    firefox.go(&host.host.url("")).await?;
    firefox.until("shadow('img')?.naturalWidth > 0").await?;
    assert_eq!(host.asked_of_playground(), Vec::<String>::new());

    firefox.eval("(shadow('button').click(), 0)").await?;
    firefox.until("all('finish').length").await?;
    let finish: Finish = serde_json::from_value(firefox.eval("all('finish')[0].detail").await?)?;
    assert_eq!((finish.run().tasks, finish.run().failed, finish.blocking().failed), (3, 0, 0));
    assert_eq!(firefox.eval("one.getState().then(({ state }) => state)").await?, json!("finished"));
    firefox.until("shadow('iframe').offsetHeight > 300").await?;

    firefox.eval("(document.body.style.background = '#101010', 0)").await?;
    firefox.until("shadow('.box').classList.contains('dark')").await?;
    firefox.eval("one.seek(0.03)").await?;
    assert_eq!(firefox.eval("one.getState().then(({ seconds }) => seconds)").await?, json!(0.03));

    firefox.eval("(there.append(one), 0)").await?;
    firefox.until("all('ready').length === 2").await?;
    firefox.eval("(one.destroy(), one.destroy(), 0)").await?;
    assert_eq!(
        firefox.eval("[frames.length, one.querySelector('a').offsetWidth > 0]").await?,
        json!([0, true])
    );
    Ok(())
}
