//! Who waits for an event, a queue, a semaphore, a lock or a condition goes on when asyncio says.
//!
//! As in `order.rs`: the same program in Python is in `tests/asyncio`.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use meanwhile::runtime::sync::{Condition, Event, Mutex, Queue, Semaphore};
use meanwhile::runtime::{join_all, println, sleep, spawn, timeout, yield_now};

use crate::support::cpython::agrees;
use crate::support::ms;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn event() {
    async fn waiter(name: &str, event: Event) {
        event.wait().await;
        println!("{name} goes on");
        yield_now().await;
        println!("{name} ends");
    }
    agrees("event", async {
        let event = Event::new("signal");
        let mut tasks: Vec<_> =
            ["a", "b", "c"].map(|name| spawn(name, waiter(name, event.clone()))).into_iter().collect();
        sleep(SECOND).await;
        let beside = spawn("ticker", async {
            for tick in 0..5 {
                println!("tick {tick}");
                yield_now().await;
            }
        });
        event.set();
        println!("set");
        yield_now().await;
        tasks.push(spawn("late", waiter("late", event.clone())));
        event.wait().await;
        println!("main does not wait");
        event.clear();
        tasks.push(spawn("next round", waiter("next round", event.clone())));
        sleep(SECOND).await;
        println!("set again: {}", if event.is_set() { "False" } else { "True" });
        event.set();
        for task in tasks {
            task.await.unwrap();
        }
        beside.await.unwrap();
    });
}

#[test]
fn queue() {
    async fn producer(queue: Queue<Option<u32>>) {
        for (number, pause) in (0..).zip([0, 0, 0, 0, 0, 100, 400, 500, 0]) {
            sleep(ms(pause)).await;
            queue.put(Some(number)).await;
            println!("put {number} of {}", queue.len());
        }
        for _ in 0..2 {
            queue.put(None).await;
        }
    }
    async fn consumer(name: &str, queue: Queue<Option<u32>>, pause: u64) {
        while let Some(item) = queue.get().await {
            println!("{name} got {item} of {}", queue.len());
            sleep(ms(pause)).await;
        }
        println!("{name} ends");
    }
    agrees("queue", async {
        let queue = Queue::new("queue", 2);
        let tasks = [
            spawn("slow", consumer("slow", queue.clone(), 350)),
            spawn("producer", producer(queue.clone())),
            spawn("quick", consumer("quick", queue, 100)),
        ];
        for task in tasks {
            task.await.unwrap();
        }
        println!("over");
    });
}

#[test]
fn semaphore() {
    async fn guest(name: &str, turnstile: Semaphore, stay: u64) {
        let permit = turnstile.acquire().await;
        println!("{name} is in");
        sleep(ms(stay)).await;
        println!("{name} leaves");
        drop(permit);
        yield_now().await;
        println!("{name} is gone");
    }
    agrees("semaphore", async {
        let turnstile = Semaphore::new("turnstile", 3);
        let stays = [("a", 800), ("b", 1200), ("c", 600), ("d", 800), ("e", 600), ("f", 0)];
        let guest_of = |(name, stay)| spawn(name, guest(name, turnstile.clone(), stay));
        let mut guests: Vec<_> = stays.into_iter().map(guest_of).collect();
        sleep(ms(700)).await;
        guests.push(spawn("late", guest("late", turnstile.clone(), 100)));
        for task in guests {
            task.await.unwrap();
        }
        println!("over");
    });
}

#[test]
fn lock() {
    async fn add(name: &str, counter: Mutex<u32>) {
        {
            let mut held = counter.lock().await;
            let read = *held;
            println!("{name} reads {read}");
            yield_now().await;
            *held = read + 1;
        }
        println!("{name} is done");
    }
    agrees("lock", async {
        let counter = Mutex::new("counter", 0);
        let tasks = ["a", "b", "c", "d"].map(|name| spawn(name, add(name, counter.clone())));
        yield_now().await;
        {
            let held = counter.lock().await;
            println!("main has it at {held}", held = *held);
        }
        for task in tasks {
            task.await.unwrap();
        }
        println!("counter: {}", *counter.lock().await);
    });
}

#[test]
fn cancelled_waiters() {
    async fn holder(name: &str, lock: Semaphore) {
        let _permit = lock.acquire().await;
        println!("{name} has it");
        sleep(SECOND).await;
    }
    agrees("cancelled_waiters", async {
        let lock = Semaphore::new("lock", 1);
        let tasks = ["a", "b", "c", "d"].map(|name| spawn(name, holder(name, lock.clone())));
        sleep(ms(500)).await;
        tasks[1].cancel();
        if timeout(ms(100), lock.acquire()).await.is_err() {
            println!("main gives up");
        }
        tasks[0].cancel();
        join_all(tasks).await;
        println!("over");
    });
}

#[test]
fn condition() {
    async fn consumer(name: &str, stock: Condition<u32>, wants: u32) {
        {
            let mut held = stock.lock().await.wait_for(|stock| *stock >= wants).await;
            *held -= wants;
            println!("{name} takes {wants} of {}", *held + wants);
        }
        println!("{name} ends");
    }
    agrees("condition", async {
        let stock = Condition::new("stock", 0);
        let wants = [("a", 2), ("b", 1), ("c", 3)];
        let tasks = wants.map(|(name, count)| spawn(name, consumer(name, stock.clone(), count)));
        for more in [1, 1, 4] {
            sleep(SECOND).await;
            {
                let mut held = stock.lock().await;
                *held += more;
                println!("there are {}", *held);
                held.notify_all();
            }
            println!("told");
        }
        for task in tasks {
            task.await.unwrap();
        }
        stock.lock().await.notify(3);
        println!("nobody is told");
    });
}

/// A notification wakes as many as it says, and is forgotten when nobody waits.
#[test]
fn notify() {
    agrees("notify", async {
        let open = Rc::new(Cell::new(0));
        let doors = Condition::new("doors", ());
        doors.lock().await.notify(2);
        let waiters = ["a", "b", "c", "d"].map(|name| {
            let (open, doors) = (Rc::clone(&open), doors.clone());
            spawn(name, async move {
                let mut told = 0;
                let held = doors.lock().await;
                let _held = held
                    .wait_for(|()| {
                        told += 1;
                        println!("{name} looks");
                        told > 1 && open.get() > 0
                    })
                    .await;
                open.set(open.get() - 1);
                println!("{name} goes on");
            })
        });
        for (count, more) in [(1, 1), (2, 1), (3, 2)] {
            sleep(SECOND).await;
            open.set(open.get() + more);
            println!("tells {count}");
            doors.lock().await.notify(count);
        }
        for task in waiters {
            task.await.unwrap();
        }
    });
}
