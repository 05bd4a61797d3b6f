//! Steps go through all records and back, playing visits them all, and no action leads astray.

use meanwhile::timeline::playback::{
    Action, Direction, Link, Mode, Place, Playback, Range, Recording, Speed, Target,
};
use meanwhile::trace::{Micros, SiteId, TaskId, Trace, What};
use proptest::prelude::*;

use Direction::{Back, Forward};

use crate::support::film::{Film, small};
use crate::support::invariants::{Check, cases};
use crate::support::records::{Sample, hostile, plausible, wild};

fn films() -> impl Strategy<Value = (Sample, Sample)> {
    prop_oneof![(plausible(), plausible()), (hostile(), hostile()), (wild(), wild()), (plausible(), wild()),]
}

/// After so many records in the order of playing, each side has so many.
fn counts(order: &[(Micros, usize)], shown: usize) -> Vec<usize> {
    (0..2).map(|side| order[..shown].iter().filter(|record| record.1 == side).count()).collect()
}

/// Stepping goes through all records in their order, and back the same way.
fn steps_there_and_back(film: &Film) -> Check {
    let order = film.order();
    film.watch(|recording| {
        let step = |playback: Playback, direction| {
            playback.reduce(Action::Jump(direction, Target::Record), recording)
        };
        let mut now = Playback::default().reduce(Action::Rewind, recording);
        prop_assert_eq!(now.place(recording), Place::START);
        for shown in 1..=order.len() {
            let next = step(now, Forward);
            prop_assert_eq!(recording.records(next.place(recording)), counts(&order, shown));
            prop_assert_eq!((next.mode(), next.notice()), (Mode::Paused, None));
            prop_assert_eq!(next.place(recording).at(), order[shown - 1].0);
            let back = step(next, Back);
            prop_assert_eq!(back, now, "back to {}", shown - 1);
            now = next;
        }
        let beyond = step(now, Forward);
        prop_assert_eq!(beyond.place(recording), now.place(recording));
        prop_assert!(beyond.notice().is_some());
        Ok(())
    })
}

/// From any time a step forward and one back show the same records again.
fn steps_from_times(film: &Film, times: &[u64]) -> Check {
    film.watch(|recording| {
        let last = film.end().0.max(1);
        for time in times {
            let here = Playback::default().reduce(Action::Seek(Micros(time % last)), recording);
            if recording.is_all_shown(here.place(recording)) {
                continue;
            }
            let next = here.reduce(Action::Jump(Forward, Target::Record), recording);
            let back = next.reduce(Action::Jump(Back, Target::Record), recording);
            let [here, next, back] = [here, next, back].map(|playback| playback.place(recording));
            prop_assert!(next > here);
            prop_assert_eq!(recording.records(back), recording.records(here));
        }
        Ok(())
    })
}

/// The places at which one of the wanted records lies last, in the order of playing.
fn polls(film: &Film) -> Vec<usize> {
    let mut polls = Vec::new();
    let mut seen = [0, 0];
    for (shown, (_, side)) in (1..).zip(film.order()) {
        let record = film.traces[side].records().nth(seen[side]).unwrap();
        seen[side] += 1;
        if record.what == What::PollStarted {
            polls.push(shown);
        }
    }
    polls
}

fn steps_by_polls(film: &Film) -> Check {
    let (order, polls) = (film.order(), polls(film));
    film.watch(|recording| {
        let step =
            |playback: Playback, direction| playback.reduce(Action::Jump(direction, Target::Poll), recording);
        let mut now = Playback::default().reduce(Action::Rewind, recording);
        for shown in &polls {
            now = step(now, Forward);
            prop_assert_eq!(recording.records(now.place(recording)), counts(&order, *shown));
        }
        prop_assert!(step(now, Forward).notice().is_some());
        for shown in polls.iter().rev().skip(1) {
            now = step(now, Back);
            prop_assert_eq!(recording.records(now.place(recording)), counts(&order, *shown));
        }
        prop_assert!(step(now, Back).notice().is_some());
        Ok(())
    })
}

/// Played in any rhythm, time moves by what has passed, every record comes by, and then it stops.
fn plays_to_the_end(film: &Film, speed: Speed, rhythm: &[u64]) -> Check {
    film.watch(|recording| {
        let mut now = Playback::default();
        for action in [Action::Rewind, Action::Speed(speed), Action::Play] {
            now = now.reduce(action, recording);
        }
        // So that even a trace of many years comes to its end.
        let hundredths = u64::from(speed.hundredths());
        let whole = film.end().0 / hundredths / 2;
        let (mut passed, mut shown) = (0_u128, vec![0, 0]);
        for tick in rhythm.iter().cycle().take(100_000) {
            if now.mode() != Mode::Playing {
                break;
            }
            let tick = tick + whole;
            now = now.reduce(Action::Tick(Micros(tick)), recording);
            passed += u128::from(tick) * u128::from(hundredths);
            let place = now.place(recording);
            prop_assert_eq!(u128::from(place.at().0), (passed / 100).min(film.end().0.into()));
            let more = recording.records(place);
            prop_assert!(more.iter().zip(&shown).all(|(more, shown)| more >= shown), "{more:?} {shown:?}");
            shown = more;
        }
        prop_assert_eq!(now.mode(), Mode::Paused);
        prop_assert_eq!(shown, film.traces.each_ref().map(Trace::len).to_vec());
        prop_assert!(recording.is_all_shown(now.place(recording)));
        Ok(())
    })
}

fn actions() -> impl Strategy<Value = Action> {
    let time = prop_oneof![0_u64..3000, any::<u64>()].prop_map(Micros);
    let direction = prop_oneof![Just(Forward), Just(Back)];
    let target = prop_oneof![
        Just(Target::Record),
        Just(Target::Poll),
        Just(Target::Mistake),
        (0_usize..3, 0_u32..3).prop_map(|(side, site)| Target::Line { side, site: SiteId(site) }),
        (0_usize..3, 0_u32..5).prop_map(|(side, task)| Target::Task { side, task: TaskId(task) }),
    ];
    prop_oneof![
        Just(Action::Live),
        Just(Action::Play),
        Just(Action::Pause),
        Just(Action::Rewind),
        time.clone().prop_map(Action::Seek),
        (direction, target).prop_map(|(direction, target)| Action::Jump(direction, target)),
        prop::sample::select(Speed::ALL.to_vec()).prop_map(Action::Speed),
        (time.clone(), time.clone()).prop_map(|(one, other)| Action::Loop(Range::new(one, other))),
        time.prop_map(Action::Tick),
    ]
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn a_step_back_undoes_a_step_forward((one, other) in films()) {
        steps_there_and_back(&Film::of([&one, &other]))?;
    }

    #[test]
    fn a_step_from_any_time_can_be_undone(
        (one, other) in films(),
        times in prop::collection::vec(any::<u64>(), 1..9),
    ) {
        steps_from_times(&Film::of([&one, &other]), &times)?;
    }

    #[test]
    fn steps_by_polls_stop_at_every_poll((one, other) in films()) {
        steps_by_polls(&Film::of([&one, &other]))?;
    }

    #[test]
    fn playing_to_the_end_visits_every_record(
        (one, other) in films(),
        speed in prop::sample::select(Speed::ALL.to_vec()),
        rhythm in prop::collection::vec(1_u64..500, 1..5),
    ) {
        plays_to_the_end(&Film::of([&one, &other]), speed, &rhythm)?;
    }

    /// Whatever a reader does, also while the run goes on: what is shown is there, and nothing panics.
    #[test]
    fn any_actions_lead_to_what_is_there(
        (one, other) in films(),
        actions in prop::collection::vec((actions(), any::<bool>(), 0_u64..3000), 1..40),
    ) {
        let film = Film::of([&one, &other]);
        let sides = film.sides();
        let mut now = Playback::default();
        for (action, live, later) in actions {
            let end = film.end() + Micros(later);
            let recording = Recording { sides: &sides, mistakes: &film.mistakes, end, live };
            let next = now.reduce(action, &recording);
            prop_assert_eq!(next, now.reduce(action, &recording), "it depends on nothing else");
            let place = next.place(&recording);
            prop_assert!(place <= Place::after(end));
            for (side, records) in recording.records(place).into_iter().enumerate() {
                prop_assert!(records <= film.traces[side].len());
            }
            if let Action::Jump(..) = action {
                prop_assert_eq!(next.mode(), Mode::Paused);
            }
            now = next;
        }
    }

    #[test]
    fn a_link_leads_back_to_where_it_was_made(t in 0_u64..=7_500, speed in prop::sample::select(Speed::ALL.to_vec())) {
        small().watch(|recording| {
            let there = Playback::default()
                .reduce(Action::Seek(Micros(t)), recording)
                .reduce(Action::Speed(speed), recording);
            let pairs: Vec<_> = there.link(recording).pairs().collect();
            let value = |name| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.as_str());
            let (link, problems) = Link::parse(value("t"), value("speed"));
            prop_assert_eq!(problems, vec![]);
            prop_assert_eq!(Playback::open(link, recording), (there, None));
            Ok(())
        })?;
    }

    #[test]
    fn any_text_is_a_link_or_a_problem(t in "[0-9.e+-]{0,24}|[ -~]{0,9}", speed in "[ -~]{0,9}") {
        let (link, problems) = Link::parse(Some(&t), Some(&speed));
        let missing = usize::from(link.t.is_none()) + usize::from(Speed::parse(speed.trim()).is_none());
        prop_assert_eq!(problems.len(), missing);
    }
}
