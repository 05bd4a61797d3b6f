//! The smallest yew page: a button that counts.

#[cfg(target_arch = "wasm32")]
#[yew::function_component]
fn App() -> yew::Html {
    let count = yew::use_state(|| 0);
    let onclick = {
        let count = count.clone();
        move |_| count.set(*count + 1)
    };
    yew::html! { <main><button {onclick}>{"Run"}</button><p>{ *count }</p></main> }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    yew::Renderer::<App>::new().render();
}
