//! Where the order is not asyncio's, and why it stays so. Both sides are pinned.

use std::time::Duration;

use meanwhile::runtime::sync::Queue;
use meanwhile::runtime::{join_all, println, simulate, sleep, spawn, timeout, yield_now};

use crate::support::cpython::{agrees, lines, prints, version};
use crate::support::guard::OnDrop;

const SECOND: Duration = Duration::from_secs(1);

/// A limit and its work end in one moment: asyncio's timer was set first and wins. Here the work
/// wins, as in tokio: what is done is not thrown away. On a real clock the two never meet.
#[test]
fn work_that_is_done_when_its_limit_runs_out_counts() {
    let ours = simulate(async {
        let work = async {
            sleep(SECOND).await;
            println!("in time");
        };
        if timeout(SECOND, work).await.is_err() {
            println!("timed out");
        }
    });
    assert_eq!(lines(&ours), ["1000000 in time"]);
    if let Some(theirs) = prints("timeout_tie") {
        assert_eq!(theirs, ["1000000 timed out"]);
    }
}

/// A task that waits for another is cancelled: asyncio throws the error into the innermost await,
/// and clean-up runs from there outwards. Here a future is dropped, and a drop cannot wait: the
/// outer task cleans up, lets its handle go, and the inner task cleans up on a turn of its own.
#[test]
fn clean_up_runs_from_the_outer_task_inwards() {
    let ours = simulate(async {
        let outer = spawn("outer", async {
            let _clean_up = OnDrop::new(|| println!("outer cleans up"));
            let inner = spawn("inner", async {
                let _clean_up = OnDrop::new(|| println!("inner cleans up"));
                sleep(60 * SECOND).await;
            });
            inner.await.unwrap();
        });
        sleep(SECOND).await;
        outer.cancel();
        if outer.await.is_err() {
            println!("cancelled");
        }
    });
    assert_eq!(lines(&ours), ["1000000 outer cleans up", "1000000 inner cleans up", "1000000 cancelled"]);
    if let Some(theirs) = prints("cancel_nested") {
        assert_eq!(theirs, ["1000000 inner cleans up", "1000000 outer cleans up", "1000000 cancelled"]);
    }
}

/// Gathering tasks that are all over took two turns until `CPython` 3.11, and takes none since.
#[test]
fn gathering_what_is_over_takes_no_turn() {
    let program = async {
        let tasks = [spawn("1", async {}), spawn("2", async {})];
        yield_now().await;
        let beside = spawn("ticker", async {
            for tick in 0..4 {
                println!("tick {tick}");
                yield_now().await;
            }
        });
        join_all(tasks).await;
        println!("gathered");
        beside.await.unwrap();
    };
    if version("how gather_finished was before 3.12").is_some_and(|version| version < (3, 12)) {
        let turns_before = ["0 tick 0", "0 tick 1", "0 gathered", "0 tick 2", "0 tick 3"];
        assert_eq!(prints("gather_finished").unwrap(), turns_before);
        let turns = ["0 gathered", "0 tick 0", "0 tick 1", "0 tick 2", "0 tick 3"];
        assert_eq!(lines(&simulate(program)), turns);
    } else {
        agrees("gather_finished", program);
    }
}

/// An item is put for the task that waits for it. In asyncio another one that is ready already may
/// take it first, and the one that was woken waits on, at the end of the row. Here, as in tokio,
/// it is the item of whoever waited longest.
#[test]
fn nobody_overtakes_whoever_waits_at_a_queue() {
    async fn consumer(name: &str, queue: Queue<&str>, length: Duration) {
        sleep(length).await;
        println!("{name} comes");
        println!("{name} got {}", queue.get().await);
    }
    let ours = simulate(async {
        let queue = Queue::new("queue", 9);
        let tasks = [("first", SECOND), ("second", 2 * SECOND)];
        let tasks = tasks.map(|(name, length)| spawn(name, consumer(name, queue.clone(), length)));
        sleep(2 * SECOND).await;
        queue.put("apple").await;
        println!("put");
        sleep(SECOND).await;
        queue.put("pear").await;
        join_all(tasks).await;
    });
    let came = ["1000000 first comes", "2000000 put", "2000000 second comes"];
    let got = ["2000000 first got apple", "3000000 second got pear"];
    assert_eq!(lines(&ours), [came.as_slice(), &got].concat());
    if let Some(theirs) = prints("queue_overtaking") {
        let got = ["2000000 second got apple", "3000000 first got pear"];
        assert_eq!(theirs, [came.as_slice(), &got].concat());
    }
}
