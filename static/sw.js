// The local network: a service worker that answers every request under `net/` as the plan in the
// request's URL says, and keeps the site's files for use without a network.
//
// It is plain JavaScript at an unhashed address, as browsers want it. The page's side is
// `browser::service_worker`; the same answers in Rust are `runtime::network::resource`.
"use strict";

const SCOPE = new URL("./", self.location).href;
// Several sites may share an origin and its caches.
const OURS = `meanwhile ${SCOPE} `;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (event.data === "claim") event.waitUntil(self.clients.claim());
  if (event.data === "keep") event.waitUntil(keep());
  if (event.data === "pause") keeping.abort();
  if (event.data?.[0] === "message") queueOf(event.data[1]).push(event.data[2]);
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) return;
  const path = (url.origin + url.pathname).slice(SCOPE.length);
  if (path === "net/messages") {
    event.respondWith(messages(readPlan(url.searchParams), request.signal));
  } else if (path === "net/lock") {
    event.respondWith(lock(url.searchParams, request.signal));
  } else if (path.startsWith("net/")) {
    event.respondWith(answer(path.slice(4), readPlan(url.searchParams), request.signal));
  } else if (path === "sw.js") {
    // The page asks whether its requests come this way. Only the marked answer proves it.
    if (url.searchParams.has("token")) event.respondWith(proof(readPlan(url.searchParams)));
  } else {
    event.respondWith(NAMED_BY_CONTENT.test(path) ? keptFirst(request) : networkFirst(request));
  }
});

// ---- Answers by plan ----------------------------------------------------------------------------

/** Times are real, in microseconds. */
function readPlan(query) {
  const number = (name, otherwise) => Number(query.get(name) ?? otherwise);
  return {
    token: query.get("token") ?? "",
    up: number("up", 0),
    think: number("think", 0),
    down: number("down", 0),
    size: query.has("size") ? number("size", 0) : null,
    chunks: Math.max(1, number("chunks", 1)),
    status: number("status", 200),
    fail: query.get("fail"),
  };
}

/** What happens to a request, in times since its start: `runtime::plan::Plan::timeline` in Rust. */
function timeline(plan, status, size) {
  const sent = plan.up;
  const unanswered = { sent, headers: null, parts: [] };
  if (plan.fail === "refused") return { ...unanswered, end: { how: "refused", at: sent } };
  if (plan.fail === "hang") return { ...unanswered, end: { how: "hang", at: Infinity } };
  const headers = sent + plan.think;
  if (isBare(status)) return { sent, headers, parts: [], end: { how: "complete", at: headers } };
  const length = Math.max(1, Math.ceil(size / plan.chunks));
  const count = Math.ceil(size / length);
  const reset = plan.fail === "reset";
  const whole = reset ? Math.floor(count / 2) : count;
  const arrival = (index) => headers + Math.floor((plan.down * (index + 1)) / Math.max(1, count));
  const part = (_, index) => ({
    at: arrival(index),
    start: index * length,
    end: Math.min(size, (index + 1) * length),
  });
  const end = reset
    ? { how: "reset", at: arrival(whole), received: whole * length }
    : { how: "complete", at: arrival(Math.max(0, count - 1)) };
  return { sent, headers, parts: Array.from({ length: whole }, part), end };
}

/** These have no body, and Response insists. */
function isBare(status) {
  return status === 204 || status === 205 || status === 304;
}

/** Walks the timeline. Every time is counted from the start, so that lateness does not add up. */
async function answer(path, plan, signal) {
  const started = performance.now();
  const reach = (micros, given) => until(started + micros / 1000, given);
  // It may have to be loaded, which then is part of the time for thinking.
  const found = resource(path, plan);
  await reach(plan.up, signal);
  const sent = performance.now();
  const { status, body } = await found;
  const { headers, parts, end } = timeline(plan, status, body.length);
  await reach(headers ?? end.at, signal);
  if (headers === null || signal.aborted) return Response.error();
  // Whoever has as much as its length need not ask for more.
  const marked = { ...report(plan, sent - started, performance.now() - sent), "content-length": body.length };
  const init = { status, headers: marked };
  // Always a stream: in Chromium a body of bytes costs three times as much.
  return new Response(isBare(status) ? null : stream(body, parts, end, reach), init);
}

function report(plan, up, think) {
  const micros = (millis) => Math.round(millis * 1000);
  return {
    "content-type": "application/json",
    "x-meanwhile": `token=${plan.token};up=${micros(up)};think=${micros(think)}`,
  };
}

/** Says that this service worker is here, awake and ready. */
async function proof(plan) {
  await posts();
  return new Response(null, { headers: report(plan, 0, 0) });
}

/** An error overtakes what is still on its way; this lets it arrive. In milliseconds. */
const DRAIN = 20;

/** The body in its parts, each at its time, to its end. */
function stream(body, parts, end, reach) {
  const left = new AbortController();
  let next = 0;
  let drained = performance.now() + DRAIN;
  return new ReadableStream({
    async pull(controller) {
      const part = parts[next];
      const cut = !part && end.how === "reset";
      await reach((part ?? end).at, left.signal);
      if (cut) await until(drained, left.signal);
      if (left.signal.aborted) return;
      if (cut) return controller.error(new Error("cut off, as the plan says"));
      if (part) controller.enqueue(body.subarray(part.start, part.end));
      drained = performance.now() + DRAIN;
      next += 1;
      if (next >= parts.length && end.how === "complete") controller.close();
    },
    cancel() {
      left.abort();
    },
  }, { highWaterMark: 0 });
}

/** Sleeps until a time in milliseconds, or until the request is given up. */
function until(due, signal) {
  const wait = due - performance.now();
  if (wait <= 0 || signal.aborted) return undefined;
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    // Timers count whole milliseconds, and cut off the rest.
    const timer = wait < Infinity ? setTimeout(done, Math.round(wait)) : undefined;
    signal.addEventListener("abort", done);
  });
}

// ---- For a thread that is held: it can ask, but it cannot listen ------------------------------------

const queues = new Map();

/** The messages for a run, and who waits for the next one. */
function queueOf(token) {
  if (!queues.has(token)) queues.set(token, new Queue());
  return queues.get(token);
}

class Queue {
  messages = [];
  wake = () => {};

  push(message) {
    this.messages.push(message);
    this.wake();
  }
}

/** All messages that there are, one behind the other, as soon as there is one. */
async function messages(plan, signal) {
  const queue = queueOf(plan.token);
  while (queue.messages.length === 0 && !signal.aborted) {
    await new Promise((resolve) => {
      queue.wake = resolve;
      signal.addEventListener("abort", resolve, { once: true });
    });
  }
  if (signal.aborted) queues.delete(plan.token);
  return new Response(new Blob(queue.messages.splice(0)), { headers: report(plan, 0, 0) });
}

/** Who has a lock, and behind it who waits for it, by its name. */
const locks = new Map();

/** A thread gives a lock up, if it has it, and waits in line for it, if it is to. */
async function lock(query, signal) {
  const plan = readPlan(query);
  const thread = query.get("thread");
  const line = locks.get(plan.token) ?? [];
  locks.set(plan.token, line);
  const leave = (who) => {
    const index = line.indexOf(who);
    if (index >= 0) line.splice(index, 1);
    if (index === 0) line[0]?.grant();
    if (line.length === 0) locks.delete(plan.token);
  };
  const before = line[0]?.thread === thread ? line[0] : undefined;
  if (query.has("wait")) {
    const me = { thread };
    const granted = new Promise((resolve) => (me.grant = resolve));
    if (line.push(me) === 1) me.grant();
    leave(before);
    signal.addEventListener("abort", () => (me.grant(), leave(me)));
    await granted;
  } else {
    leave(before);
  }
  return new Response(null, { headers: report(plan, 0, 0) });
}

// ---- What there is under net/ --------------------------------------------------------------------

const encoder = new TextEncoder();

async function resource(path, plan) {
  if (plan.size !== null) return { status: plan.status, body: filler(plan.size) };
  const [, kind, digits] = /^(posts|users|bytes)\/\+?(\d+)$/.exec(path) ?? [];
  const number = Number(digits);
  if (kind === "bytes" && number < 2 ** 32) return { status: plan.status, body: filler(number) };
  const found = kind === "users" ? user(number) : kind === "posts" && (await posts())[number - 1];
  return found ? { status: plan.status, body: found } : { status: 404, body: encoder.encode("{}") };
}

/** An account of nobody, with as many followers as a multiple of a prime leaves over. */
function user(number) {
  if (number < 1 || number > 1000) return undefined;
  const account = { id: number, name: `user ${number}`, followers: (number * 7919) % 10007 };
  return encoder.encode(JSON.stringify(account));
}

function filler(size) {
  const text = encoder.encode("meanwhile ");
  return Uint8Array.from({ length: size }, (_, place) => text[place % text.length]);
}

let loaded;

/** The posts as bytes, fetched once in a service worker's life. */
function posts() {
  loaded ??= loadPosts().catch(() => {
    loaded = undefined;
    return [];
  });
  return loaded;
}

async function loadPosts() {
  const response = await networkFirst(new Request(`${SCOPE}data/posts.json`));
  return (await response.json()).map((post) => encoder.encode(JSON.stringify(post)));
}

// ---- The site's own files, kept by version -------------------------------------------------------

const LIST = `${SCOPE}precache.json`;

/** A file whose name has a hash in it never changes, so what is kept will do. */
const NAMED_BY_CONTENT = /-[0-9a-f]{16}[._][^/]*$/;

/** Of any version that is kept: a tab may be open that began with the one before. */
async function keptFirst(request) {
  return (await caches.match(request).catch(() => undefined)) ?? fetch(request);
}

const STATIC_PAGE = /^scene\/[a-z-]+(?=\/$)/;

/** So that a new version of the site is seen at once, and the old one only without a network. */
async function networkFirst(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await find(request);
    if (found) return found;
    // The static pages are not kept; the page itself shows the same scene.
    const scene = STATIC_PAGE.exec(request.url.slice(SCOPE.length));
    if (scene) return Response.redirect(`${SCOPE}#/${scene[0]}`);
    throw error;
  }
}

async function find(request) {
  const { cache } = (await kept()) ?? {};
  return cache?.match(request, { ignoreSearch: true });
}

let newest;

/** The newest cache that is complete: its list was put in last. */
function kept() {
  newest ??= findKept().catch(() => undefined);
  return newest;
}

async function findKept() {
  const names = (await caches.keys()).filter((name) => name.startsWith(OURS)).reverse();
  for (const name of names) {
    const cache = await caches.open(name);
    if (await cache.match(LIST)) return { name, cache };
  }
  return undefined;
}

/** Aborted when the page has something better to do. */
let keeping = new AbortController();

/**
 * Keeps what the build lists, file by file. Without a list, or without a network, everything stays as it is;
 * what was interrupted goes on with the next message.
 */
async function keep() {
  keeping.abort();
  const { signal } = (keeping = new AbortController());
  try {
    const response = await fetch(LIST, { cache: "no-store", signal });
    if (!response.ok) return;
    const { version, files } = await response.clone().json();
    const name = OURS + version;
    if ((await kept())?.name !== name) {
      const cache = await caches.open(name);
      for (const [path, hash] of Object.entries(files)) {
        const url = new URL(path, SCOPE).href;
        if (!(await cache.match(url))) await cache.put(url, await obtain(url, hash, signal));
      }
      // The site may have been renewed meanwhile: what is kept must not be a mix.
      const now = await (await fetch(LIST, { cache: "no-store", signal })).json();
      if (now.version !== version) return void (await caches.delete(name));
      await cache.put(LIST, response);
      newest = undefined;
    }
    // Another tab may have begun with the version before, and still need files of it.
    const spared = (await clients.matchAll({ type: "window" })).length > 1 ? 1 : 0;
    const old = (await caches.keys()).filter((other) => other.startsWith(OURS) && other !== name);
    await Promise.all(old.reverse().slice(spared).map((other) => caches.delete(other)));
  } catch {
    // Interrupted, or without a network: the next message tries again.
  }
}

/** A file with this hash: of an older version, or of the browser's own cache, before it is fetched again. */
async function obtain(url, integrity, signal) {
  // Some hosts add to the page itself, which then has another hash.
  if (url === SCOPE) return checked(await fetch(url, { cache: "no-cache", signal }));
  const older = await caches.match(url);
  if (older && (await hashOf(older.clone())) === integrity) return older;
  const fetched = async (cache) => checked(await fetch(url, { cache, integrity, signal }));
  return fetched("force-cache").catch(() => fetched("no-cache"));
}

function checked(response) {
  if (response.ok) return response;
  throw new Error(`${response.url} was answered with status ${response.status}`);
}

async function hashOf(response) {
  const hash = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(hash)))}`;
}
