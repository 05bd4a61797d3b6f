//! A page with two functions. `ours(tasks, awaits)` lets so many tasks give way so often each, on the
//! page's event loop; it returns a promise of how many records that left. `timeless(tasks, awaits)`
//! does the same in virtual time, where nobody looks at a clock.

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::cell::RefCell;
    use std::rc::Rc;

    use js_sys::{Function, Promise, Reflect};
    use meanwhile::browser::{AsyncRun, Epoch, Level, NetworkChoice, RunConfig, Token};
    use meanwhile::runtime::{join_all, simulate, spawn, yield_now};
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::Closure;

    /// Tasks that give way `awaits` times each.
    async fn program(tasks: u32, awaits: u32) {
        let tasks = (0..tasks).map(|number| {
            spawn(&format!("task {number}"), async move {
                for _ in 0..awaits {
                    yield_now().await;
                }
            })
        });
        join_all(tasks).await;
    }

    /// Runs the program on the page's event loop, as a scene is run; resolves when it is over.
    fn run(tasks: u32, awaits: u32) -> Promise {
        Promise::new(&mut |resolve: Function, _| {
            let run: Rc<RefCell<Option<AsyncRun>>> = Rc::default();
            let ended = {
                let run = Rc::clone(&run);
                move || {
                    let over = run.borrow().as_ref().is_some_and(AsyncRun::is_finished);
                    if let Some(run) = over.then(|| run.take()).flatten() {
                        let records = u32::try_from(run.trace().len()).unwrap_or(u32::MAX);
                        let _ = resolve.call1(&JsValue::UNDEFINED, &records.into());
                    }
                }
            };
            let config = RunConfig {
                pace: 1.0,
                network: NetworkChoice::Local,
                level: Level::Timers,
                token: Token::random(),
            };
            let started = AsyncRun::start(&config, Epoch::now(), program(tasks, awaits), Rc::new(ended));
            run.replace(Some(started));
        })
    }

    /// Runs the program in virtual time.
    fn run_timeless(tasks: u32, awaits: u32) -> u32 {
        u32::try_from(simulate(program(tasks, awaits)).len()).unwrap_or(u32::MAX)
    }

    thread_local! {
        // They live as long as the page.
        static OURS: Closure<dyn Fn(u32, u32) -> Promise> = Closure::new(run);
        static TIMELESS: Closure<dyn Fn(u32, u32) -> u32> = Closure::new(run_timeless);
    }

    /// Gives the page its functions.
    pub fn install() {
        OURS.with(|function| give("ours", function.as_ref()));
        TIMELESS.with(|function| give("timeless", function.as_ref()));
    }

    fn give(name: &str, function: &JsValue) {
        let given = Reflect::set(&js_sys::global(), &name.into(), function);
        assert!(given.is_ok(), "a page's global object takes new names");
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    browser::install();
}
