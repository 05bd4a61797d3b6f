//! Live, paused, playing and jumping: what each action makes of the view.

use meanwhile::timeline::playback::{
    Action, Direction, Link, LinkProblem, Mode, Notice, Playback, Range, Recording, Speed, Target,
};
use meanwhile::trace::{Micros, SiteId, TaskId, Trace};

use Direction::{Back, Forward};

use crate::support::film::{Film, small};

/// The state after some actions on the small film.
fn after(actions: &[Action]) -> Playback {
    small().watch(|recording| {
        actions.iter().fold(Playback::default(), |now, action| now.reduce(*action, recording))
    })
}

fn at(playback: &Playback) -> u64 {
    small().watch(|recording| playback.place(recording).at().0)
}

#[test]
fn a_view_follows_the_run_until_it_is_paused() {
    let film = small();
    let sides = film.sides();
    let live = |end| Recording { sides: &sides, mistakes: &[], end: Micros(end), live: true };
    let following = Playback::default();
    assert_eq!(following.place(&live(3_000)).at(), Micros(3_000));
    assert_eq!(following.reduce(Action::Tick(Micros(100)), &live(3_100)), following);
    let paused = following.reduce(Action::Pause, &live(3_000));
    assert_eq!(paused.place(&live(9_000)).at(), Micros(3_000), "the run goes on, the view does not");
    assert_eq!(paused.reduce(Action::Tick(Micros(100)), &live(9_000)), paused);
    let again = paused.reduce(Action::Live, &live(9_000));
    assert_eq!(again.place(&live(9_500)).at(), Micros(9_500));
    // There is nothing to play beyond the present.
    assert_eq!(following.reduce(Action::Play, &live(9_000)).mode(), Mode::Live);
}

#[test]
fn who_catches_up_with_a_run_follows_it() {
    let film = small();
    let sides = film.sides();
    let live = |end| Recording { sides: &sides, mistakes: &[], end: Micros(end), live: true };
    let playing = Playback::default().reduce(Action::Seek(Micros(7_000)), &live(8_000));
    let playing = playing.reduce(Action::Play, &live(8_000));
    let near = playing.reduce(Action::Tick(Micros(900)), &live(8_000));
    assert_eq!((near.mode(), near.place(&live(8_000)).at()), (Mode::Playing, Micros(7_900)));
    assert_eq!(near.reduce(Action::Tick(Micros(900)), &live(8_100)).mode(), Mode::Live);
}

/// Records of the blocking side come in batches, later than they were made: a view that is paused
/// gets them, and a place that was stepped to stays at its record.
#[test]
fn records_that_come_late_are_shown_where_they_belong() {
    let whole = small();
    let early = Film::of([&whole.traces[0], &Trace::new()]);
    let seek = |recording: &Recording<'_>| Playback::default().reduce(Action::Seek(Micros(2_000)), recording);
    let paused = early.watch(seek);
    let stepped = early.watch(|recording| paused.reduce(Action::Jump(Forward, Target::Record), recording));
    assert_eq!(early.watch(|recording| recording.records(paused.place(recording))), [3, 0]);
    assert_eq!(whole.watch(|recording| recording.records(paused.place(recording))), [3, 2]);
    assert_eq!(early.watch(|recording| recording.records(stepped.place(recording))), [4, 0]);
    assert_eq!(whole.watch(|recording| recording.records(stepped.place(recording))), [4, 3]);
}

#[test]
fn slow_speeds_lose_nothing() {
    let slow = [Action::Rewind, Action::Speed(Speed::ALL[0]), Action::Play];
    let ticks = vec![Action::Tick(Micros(7)); 100];
    assert_eq!(at(&after(&[&slow[..], &ticks].concat())), 35, "a twentieth of 700");
    let fast = [Action::Rewind, Action::Speed(Speed::ALL[8]), Action::Play, Action::Tick(Micros(7))];
    assert_eq!(at(&after(&fast)), 140);
    // A tick too short to be seen leaves a place between records of one time alone.
    let step = [Action::Rewind, Action::Jump(Forward, Target::Record), Action::Play];
    let short = [Action::Speed(Speed::ALL[0]), Action::Tick(Micros(1))];
    let [before, now] = [&step[..], &[&step[..], &short].concat()].map(after);
    small().watch(|recording| assert_eq!(before.place(recording), now.place(recording)));
}

#[test]
fn speeds_go_from_one_to_the_next() {
    assert_eq!(
        (Speed::ONE.faster().to_string(), Speed::ONE.slower().to_string()),
        ("2".into(), "0.5".into())
    );
    let texts = Speed::ALL.map(|speed| speed.to_string());
    assert_eq!(texts, ["0.05", "0.1", "0.25", "0.5", "1", "2", "5", "10", "20"]);
    assert_eq!((Speed::ALL[0].slower(), Speed::ALL[8].faster()), (Speed::ALL[0], Speed::ALL[8]));
}

#[test]
fn at_the_end_it_stops_and_starts_again() {
    let play = [Action::Rewind, Action::Play, Action::Tick(Micros(8_000))];
    let ended = after(&play);
    assert_eq!((ended.mode(), at(&ended)), (Mode::Paused, 7_500));
    let again = after(&[&play[..], &[Action::Play]].concat());
    assert_eq!((again.mode(), at(&again)), (Mode::Playing, 0));
    // So does a view that shows the end because it followed the run.
    assert_eq!(at(&after(&[Action::Play, Action::Tick(Micros(20))])), 20);
}

#[test]
fn seeking_while_it_plays_goes_on_from_there() {
    let seek = after(&[Action::Rewind, Action::Play, Action::Seek(Micros(2_000)), Action::Tick(Micros(50))]);
    assert_eq!((seek.mode(), at(&seek)), (Mode::Playing, 2_050));
    let beyond = after(&[Action::Seek(Micros(u64::MAX))]);
    assert_eq!((beyond.mode(), at(&beyond)), (Mode::Paused, 7_500));
}

#[test]
fn a_range_is_played_again_and_again() {
    let range = Range::new(Micros(4_000), Micros(3_000));
    let mut now = after(&[Action::Loop(range), Action::Rewind, Action::Play]);
    let mut seen = Vec::new();
    small().watch(|recording| {
        for _ in 0..6 {
            seen.push(now.place(recording).at().0);
            now = now.reduce(Action::Tick(Micros(700)), recording);
        }
    });
    // The end of the range is shown before its beginning is.
    assert_eq!(seen, [3_000, 3_700, 4_000, 3_000, 3_700, 4_000]);
    assert_eq!(now.mode(), Mode::Playing);
    assert_eq!(Range::new(Micros(5), Micros(5)), None);
    // Before the range it plays into it, and beyond it goes back.
    let before = [Action::Loop(range), Action::Seek(Micros(2_900)), Action::Play, Action::Tick(Micros(50))];
    assert_eq!(at(&after(&before)), 2_950);
    let beyond = [Action::Loop(range), Action::Seek(Micros(6_000)), Action::Play, Action::Tick(Micros(50))];
    assert_eq!(at(&after(&beyond)), 3_000);
    // A range wholly beyond the end is none.
    let none = Action::Loop(Range::new(Micros(8_000), Micros(9_000)));
    assert_eq!(
        after(&[Action::Rewind, none, Action::Play, Action::Tick(Micros(9_000))]).mode(),
        Mode::Paused
    );
}

/// A range that goes beyond what a run has recorded waits for the rest of it.
#[test]
fn a_range_waits_for_the_run() {
    let film = small();
    let sides = film.sides();
    let live = |end| Recording { sides: &sides, mistakes: &[], end: Micros(end), live: true };
    let range = Range::new(Micros(7_000), Micros(9_000));
    let mut now = Playback::default();
    for action in [Action::Loop(range), Action::Rewind, Action::Play, Action::Tick(Micros(1_500))] {
        now = now.reduce(action, &live(8_000));
    }
    assert_eq!((now.mode(), now.place(&live(8_000)).at()), (Mode::Playing, Micros(8_000)));
    now = now.reduce(Action::Tick(Micros(5)), &live(8_200));
    assert_eq!(now.place(&live(8_200)).at(), Micros(8_005));
    now = now.reduce(Action::Tick(Micros(2_000)), &live(9_500));
    assert_eq!(now.place(&live(9_500)).at(), Micros(9_000));
    now = now.reduce(Action::Tick(Micros(5)), &live(9_500));
    assert_eq!(now.place(&live(9_500)).at(), Micros(7_000));
}

#[test]
fn mistakes_are_jumped_to_and_what_is_missing_is_told() {
    let film = small();
    film.watch(|recording| {
        let jump = |now: Playback, direction| now.reduce(Action::Jump(direction, Target::Mistake), recording);
        let first = jump(Playback::default().reduce(Action::Rewind, recording), Forward);
        let second = jump(first, Forward);
        let times = [first, second, jump(second, Back)].map(|now| now.place(recording).at().0);
        assert_eq!(times, [40, 900, 40]);
        let none = jump(second, Forward);
        assert_eq!(none.notice().unwrap().to_string(), "There is no later mistake.");
        assert_eq!(none.place(recording), second.place(recording));
        assert_eq!(none.reduce(Action::Play, recording).notice(), None);
        assert_eq!(none.reduce(Action::Tick(Micros(9)), recording), none);
        for (target, sentence) in [
            (Target::Record, "There is no earlier step."),
            (Target::Poll, "There is no earlier poll."),
            (Target::Line { side: 0, site: SiteId(0) }, "This line does not run before this moment."),
            (Target::Task { side: 9, task: TaskId(0) }, "Nothing happens to this task before this moment."),
        ] {
            let start = Playback::default().reduce(Action::Rewind, recording);
            let back = start.reduce(Action::Jump(Back, target), recording);
            assert_eq!(back.notice().map(|notice| notice.to_string()).as_deref(), Some(sentence));
        }
    });
}

#[test]
fn a_task_is_followed_on_its_own_side() {
    let film = small();
    film.watch(|recording| {
        let target = |side| Target::Task { side, task: TaskId::MAIN };
        let start = Playback::default().reduce(Action::Seek(Micros(1_200)), recording);
        let next = |side| start.reduce(Action::Jump(Forward, target(side)), recording);
        assert_eq!([next(0), next(1)].map(|now| now.place(recording).at().0), [2_000, 1_500]);
        // The last three of a time are told apart on either side.
        let mut now = Playback::default();
        let mut seen = Vec::new();
        for _ in 0..4 {
            now = now.reduce(Action::Jump(Back, target(0)), recording);
            seen.push(recording.records(now.place(recording)));
        }
        assert_eq!(seen, [[10, 7], [9, 7], [8, 7], [7, 6]]);
    });
}

#[test]
fn what_a_link_asks_for_in_vain_is_told() {
    let sentences = |t, speed| {
        let (link, problems) = Link::parse(t, speed);
        let opened = small().watch(|recording| Playback::open(link, recording));
        let all = problems.into_iter().chain(opened.1).map(|problem: LinkProblem| problem.to_string());
        (opened.0, all.collect::<Vec<_>>())
    };
    let (live, none) = sentences(None, None);
    assert_eq!((live, none.len()), (Playback::default(), 0));
    let (paused, none) = sentences(Some("0.0015"), Some("0.25"));
    assert_eq!(
        (paused.mode(), at(&paused), paused.speed(), none.len()),
        (Mode::Paused, 1_500, Speed::ALL[2], 0)
    );
    let (end, told) = sentences(Some("99"), Some("3"));
    assert_eq!((end.mode(), at(&end), end.speed()), (Mode::Paused, 7_500, Speed::ONE));
    assert_eq!(
        told,
        [
            "“speed=3” is none of 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20; 1 is used instead.",
            "“t=99” is after the end, which is at 0.0075 s; the end is shown.",
        ]
    );
    let bad = "is not a number of seconds with at most six decimals; it is ignored.";
    for t in ["soon", "-1", "1.", ".5", "1.1234567", "1e3", "", "99999999999999999999"] {
        assert_eq!(sentences(Some(t), None), (Playback::default(), vec![format!("“t={t}” {bad}")]));
    }
}

#[test]
fn a_loop_is_made_of_its_two_ends() {
    let range = |actions: &[Action]| {
        let playback = after(actions);
        (playback.range().map(|range| (range.start().0, range.end().0)), playback.notice())
    };
    let seek = |at| Action::Seek(Micros(at));
    let end = small().watch(|recording| recording.end.0);
    assert_eq!(range(&[seek(2_000), Action::LoopFrom]), (Some((2_000, end)), None));
    assert_eq!(range(&[seek(2_000), Action::LoopTo]), (Some((0, 2_000)), None));
    let both = [seek(2_000), Action::LoopFrom, seek(3_000), Action::LoopTo];
    assert_eq!(range(&both), (Some((2_000, 3_000)), None));
    // Beyond its other end, the loop goes as far as it can.
    assert_eq!(range(&[&both[..], &[seek(1_000), Action::LoopTo]].concat()).0, Some((0, 1_000)));
    assert_eq!(range(&[&both[..], &[seek(4_000), Action::LoopFrom]].concat()).0, Some((4_000, end)));
    // Where there is nothing to be looped, what was stays.
    let kept = range(&[&both[..], &[Action::Rewind, seek(0), Action::LoopTo]].concat());
    assert_eq!(kept, (Some((2_000, 3_000)), Some(Notice::EmptyLoop)));
    assert_eq!(range(&[Action::Live, Action::LoopFrom]), (None, Some(Notice::EmptyLoop)));
}

#[test]
fn a_loop_from_here_on_takes_in_what_a_run_has_yet_to_record() {
    let film = small();
    let sides = film.sides();
    let live = |end, live| Recording { sides: &sides, mistakes: &[], end: Micros(end), live };
    let looped = Playback::default().reduce(Action::LoopFrom, &live(3_000, true));
    let playing = looped.reduce(Action::Seek(Micros(7_000)), &live(8_000, true));
    let playing = playing.reduce(Action::Play, &live(8_000, true));
    let caught_up = playing.reduce(Action::Tick(Micros(5_000)), &live(8_000, true));
    assert_eq!(caught_up.place(&live(8_000, true)).at(), Micros(8_000), "it waits for more");
    let again = caught_up.reduce(Action::Tick(Micros(100)), &live(8_000, false));
    assert_eq!(again.place(&live(8_000, false)).at(), Micros(3_000));
}
