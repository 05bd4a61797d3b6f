// Runs static/sw.js as a browser would, on a clock that jumps from timer to timer.
//
// Reads a list of `{ path, query, status, size }` from stdin. Prints for each the table that the
// service worker made of it, and what a page saw of the request that it answered by that table.
"use strict";

const { readFileSync } = require("node:fs");
const { setImmediate } = require("node:timers/promises");
const vm = require("node:vm");

const SITE = "https://site.example/sub/";
const script = new vm.Script(readFileSync(process.argv[2], "utf8"));

class Clock {
  now = 0;
  #timers = new Set();

  set = (run, wait) => {
    const timer = { run, due: this.now + wait };
    this.#timers.add(timer);
    return timer;
  };

  clear = (timer) => this.#timers.delete(timer);

  /** Lets the next timer run; false if there is none. */
  jump() {
    const [next] = [...this.#timers].sort((one, other) => one.due - other.due);
    if (!next) return false;
    this.#timers.delete(next);
    this.now = Math.max(this.now, next.due);
    next.run();
    return true;
  }
}

/** The script's global scope, as far as it uses it. */
function start() {
  const clock = new Clock();
  const listeners = {};
  const self = { location: `${SITE}sw.js`, addEventListener: (name, run) => (listeners[name] = run) };
  const web = { AbortController, ReadableStream, Response, TextEncoder, URL, Uint8Array };
  const time = { setTimeout: clock.set, clearTimeout: clock.clear };
  const scope = vm.createContext({ self, ...web, ...time, performance: { now: () => clock.now } });
  script.runInContext(scope);
  return { clock, scope, listeners };
}

async function follow(clock, answer) {
  const begun = clock.now;
  const since = () => clock.now - begun;
  const seen = { parts: [] };
  const end = (how) => ({ ...seen, end: how, at: since() });
  const response = await answer;
  if (response.type === "error") return end("refused");
  Object.assign(seen, { headers: since(), status: response.status });
  const reader = response.body?.getReader();
  try {
    for (let part; reader && !(part = await reader.read()).done;) {
      seen.parts.push([since(), part.value.length]);
    }
  } catch {
    return end("reset");
  }
  return end("complete");
}

async function play({ clock, scope, listeners }, { path, query, status, size }) {
  const table = scope.timeline(scope.readPlan(new URLSearchParams(query)), status, size);
  const gone = new AbortController();
  const request = { method: "GET", url: `${SITE}net/${path}?${query}`, signal: gone.signal };
  let seen = null;
  const respondWith = (answer) => void follow(clock, answer).then((all) => (seen = all));
  listeners.fetch({ request, respondWith });
  for (await setImmediate(); !seen && clock.jump(); ) await setImmediate();
  if (!seen) {
    // Nothing more will happen by itself, so the page gives it up; that ends it.
    gone.abort();
    await setImmediate();
    seen = { parts: [], end: seen ? "hang" : "not to be ended", at: null };
  }
  return { table, seen };
}

(async () => {
  const worker = start();
  const played = [];
  for (const one of JSON.parse(readFileSync(0, "utf8"))) played.push(await play(worker, one));
  console.log(JSON.stringify(played));
})();
