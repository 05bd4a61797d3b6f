//! What scenes have other threads call is found there by its name.

use std::collections::BTreeSet;
use std::rc::Rc;

use meanwhile::runtime::{Runtime, blocking, virtual_host};
use meanwhile::scenes::{self, Code, jobs, program};

use crate::support::host::CountingHost;

/// The addresses of a scene with each of its choices.
fn addresses(scene: &scenes::Scene) -> Vec<String> {
    let mut addresses = vec![scene.id.to_owned()];
    for param in scene.params {
        for choice in param.choices {
            addresses.push(format!("{}?{}={choice}", scene.id, param.name));
        }
    }
    addresses
}

#[test]
fn every_function_for_other_threads_is_in_the_list_and_is_used() {
    let host = CountingHost::new();
    for (scene, address) in
        scenes::ALL.iter().flat_map(|scene| addresses(scene).into_iter().map(move |of| (scene, of)))
    {
        for number in 0..scene.programs.len() {
            match program(&address, number).unwrap() {
                (Code::Async(run), settings) => {
                    let runtime = Runtime::new(Rc::clone(&host) as _, run(settings));
                    host.run(&runtime, virtual_host::LIMIT);
                }
                (Code::Blocking(block), settings) => {
                    blocking::run(Rc::clone(&host) as _, || block(&settings));
                }
            }
        }
    }
    let listed: BTreeSet<_> = jobs::all().iter().map(meanwhile::runtime::thread::JobFunction::name).collect();
    assert_eq!(host.functions(), listed);
    for name in listed {
        assert_eq!(jobs::find(name).unwrap().name(), name);
    }
    let missing = jobs::find("meanwhile::scenes::gil::nothing").unwrap_err();
    assert_eq!(missing, "no function for other threads is called meanwhile::scenes::gil::nothing");
}
