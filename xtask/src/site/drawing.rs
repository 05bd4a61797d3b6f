//! What takes a while to draw: the scenes' small pictures and their coloured code. While a site is being
//! worked on it is made when a browser first asks for it.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;

use anyhow::{Result, ensure};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tokio::process::Command;
use tokio::sync::OnceCell;
use tower_http::services::ServeDir;

use crate::{paths, sh};

/// The folders of the site that are drawn.
pub const PARTS: [&str; 2] = ["posters", "code"];

/// The command that draws every scene into [`paths::scenes`].
#[must_use]
pub fn command() -> std::process::Command {
    let mut cargo = sh::cargo();
    cargo.args(["run", "--quiet", "-p", "site", "--", "draw"]).arg(paths::scenes());
    cargo
}

/// Answers what is below [`PARTS`], once it is drawn.
pub fn when_asked_for() -> Router {
    let folder = paths::scenes();
    let part = |router: Router, name: &str| {
        router.nest_service(&format!("/{name}"), ServeDir::new(folder.join(name)))
    };
    let drawn = Arc::new(OnceCell::new());
    PARTS.into_iter().fold(Router::new(), part).layer(middleware::from_fn_with_state(drawn, draw_first))
}

type Drawn = Arc<OnceCell<Option<String>>>;

async fn draw_first(State(drawn): State<Drawn>, request: Request, next: Next) -> Response {
    let problem = drawn.get_or_init(|| async { draw().await.err().map(|error| error.to_string()) }).await;
    match problem {
        None => next.run(request).await,
        Some(problem) => (StatusCode::INTERNAL_SERVER_ERROR, problem.clone()).into_response(),
    }
}

/// Draws in a process of its own, whose cargo waits for no other.
async fn draw() -> Result<PathBuf> {
    println!("   drawing the scenes, for their cards and their code (the first time takes about a minute)");
    let status = Command::from(command()).stdin(Stdio::null()).status().await?;
    ensure!(status.success(), "the scenes could not be drawn: the build's output says why");
    Ok(paths::scenes())
}
