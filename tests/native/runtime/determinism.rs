//! The same program and the same seed give the same trace, to the byte.

use std::collections::BTreeSet;

use meanwhile::runtime::network::Latency;
use meanwhile::runtime::{Plan, blocking, http, join_all, simulate, simulate_blocking, spawn};
use meanwhile::trace::{Micros, Trace};
use proptest::prelude::*;

use crate::support::at_ms;

const fn latency(seed: u64) -> Latency {
    Latency { base: at_ms(500), jitter: 0.4, seed }
}

fn requests(latency: Latency) -> Trace {
    simulate(async move {
        let tasks = (0..30).map(|number| {
            spawn(&format!("post {number}"), async move {
                http::get(format!("posts/{number}")).plan(latency.plan(number)).await?.bytes().await
            })
        });
        join_all(tasks.collect::<Vec<_>>()).await;
    })
}

#[test]
fn one_seed_gives_one_trace() {
    assert_eq!(requests(latency(7)).to_bytes(), requests(latency(7)).to_bytes());
}

#[test]
fn another_seed_gives_another_trace() {
    assert_ne!(requests(latency(7)), requests(latency(8)));
}

#[test]
fn both_variants_meet_the_same_network() {
    let latency = latency(3);
    let sum: Micros = (0..30).map(|number| latency.of(number)).sum();
    let longest = (0..30).map(|number| latency.of(number)).max().unwrap();
    let blocking = simulate_blocking(move || {
        for number in 0..30 {
            blocking::get(format!("posts/{number}")).plan(latency.plan(number)).send().unwrap();
        }
    });
    assert_eq!((requests(latency).last(), blocking.last()), (longest, sum));
}

proptest! {
    #![proptest_config(crate::support::invariants::cases(300))]

    #[test]
    fn latencies_stay_within_their_bounds(
        base in 0_u64..100_000_000,
        jitter in 0.0_f64..=1.0,
        seed in any::<u64>(),
        number in any::<u64>(),
    ) {
        let latency = Latency { base: Micros(base), jitter, seed };
        let (base, drawn) = (Micros(base).secs(), latency.of(number).secs());
        let (least, most) = (base * (1.0 - jitter), base * (1.0 + jitter));
        prop_assert!((least - 1e-6..=most + 1e-6).contains(&drawn), "{drawn} is not in {least}..{most}");
        prop_assert_eq!(latency.of(number), latency.of(number));
    }

    #[test]
    fn a_plan_takes_its_latency(micros in 0_u64..10_000_000_000) {
        let plan = Plan::taking(Micros(micros));
        prop_assert_eq!(plan.uplink + plan.think + plan.downlink, Micros(micros));
        prop_assert_eq!(plan.uplink, plan.downlink);
    }
}

#[test]
fn without_jitter_every_latency_is_the_base() {
    let steady = Latency { jitter: 0.0, ..latency(1) };
    assert!((0..100).all(|number| steady.of(number) == steady.base));
}

/// All latencies of a seed, as places between the least and the most, from 0 to 1.
fn places(seed: u64) -> Vec<f64> {
    let drawn = (0..2000).map(|number| latency(seed).of(number).secs());
    drawn.map(|drawn| (drawn - 0.3) / 0.4).collect()
}

#[test]
fn latencies_are_spread_evenly() {
    for seed in [0, 1, 2, 7, 1 << 40, u64::MAX] {
        let mut tenths = [0_u32; 10];
        for place in places(seed) {
            let tenth = (1..10).filter(|tenth| place * 10.0 >= f64::from(*tenth)).count();
            tenths[tenth] += 1;
        }
        assert!(tenths.iter().all(|count| (140..260).contains(count)), "seed {seed}: {tenths:?}");
    }
}

/// No pattern from one request to the next: neighbours are as far apart as strangers.
#[test]
fn neighbouring_latencies_have_nothing_to_do_with_each_other() {
    for seed in [0, 1, 2, 7, 1 << 40, u64::MAX] {
        let places = places(seed);
        for step in [1, 2, 3] {
            let pairs = places.iter().zip(&places[step..]);
            let correlation: f64 = pairs.map(|(one, other)| (one - 0.5) * (other - 0.5) * 12.0).sum();
            let correlation = correlation / 2000.0;
            assert!(correlation.abs() < 0.1, "seed {seed}, {step} apart: {correlation}");
        }
    }
}

/// A seed is not another one moved along: hardly any latency of the one is met in the other.
#[test]
fn seeds_share_no_latencies() {
    let drawn = |seed| (0..200).map(|number| latency(seed).of(number).0 / 10).collect::<BTreeSet<_>>();
    for (one, other) in [(0, 1), (0, 2), (1, 3), (7, 11), (5, 1005)] {
        let shared = drawn(one).intersection(&drawn(other)).count();
        assert!(shared < 20, "{shared} of 200 latencies are the same with seeds {one} and {other}");
    }
}
