//! The judge of the order can be trusted: its clock is virtual, and a difference is noticed.

use std::panic::catch_unwind;

use meanwhile::runtime::{println, simulate, sleep};

use crate::support::cpython::{agrees, lines, prints, version};
use crate::support::ms;

#[test]
fn its_clock_jumps_and_equal_deadlines_fire_in_the_order_of_setting() {
    let Some(printed) = prints("virtual_clock") else { return };
    let timers = (0..20).map(|number| format!("3600300000 timer {number}"));
    let mut expected = vec!["3600000000 an hour later".to_owned(), "3600250000 blocked".to_owned()];
    expected.extend(timers);
    expected.push("3611250000 over".to_owned());
    assert_eq!(printed, expected);
}

#[test]
fn lines_carry_their_time_in_microseconds() {
    let trace = simulate(async {
        println!("first");
        sleep(ms(2)).await;
        println!("second {}", 2);
    });
    assert_eq!(lines(&trace), ["0 first", "2000 second 2"]);
}

#[test]
fn a_difference_is_noticed() {
    if version("whether a difference is noticed").is_none() {
        return;
    }
    let later = catch_unwind(|| {
        agrees("timeout_tie", async {
            sleep(ms(1001)).await;
            println!("timed out");
        });
    });
    assert!(later.is_err(), "a millisecond later was taken for the same time");
}

#[test]
fn a_program_that_prints_nothing_agrees_with_nothing() {
    assert!(catch_unwind(|| agrees("timeout_tie", async {})).is_err());
}

#[test]
fn a_program_that_fails_is_not_taken_for_one_that_prints_nothing() {
    if version("whether a failure is noticed").is_none() {
        return;
    }
    assert!(catch_unwind(|| prints("no_such_program")).is_err());
}
