//! The page.

#[cfg(target_arch = "wasm32")]
#[yew::function_component]
fn App() -> yew::Html {
    yew::html! { <main>{"hi"}</main> }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    yew::Renderer::<App>::new().render();
}
