// The local network: a service worker that answers every request under `net/` as the plan in the
// request's URL says, and keeps the site's files for use without a network.
//
// It is plain JavaScript at an unhashed address, so that one copy serves all versions of the page;
// the page's side is `browser::service_worker`, the same answers in Rust are
// `runtime::network::resource`.
"use strict";

const SCOPE = new URL("./", self.location).href;
// Several sites may share an origin and its caches.
const OURS = `meanwhile ${SCOPE} `;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (event.data === "claim") event.waitUntil(self.clients.claim());
  if (event.data === "keep") event.waitUntil(posts().then(refresh));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) return;
  const path = (url.origin + url.pathname).slice(SCOPE.length);
  if (path.startsWith("net/")) {
    event.respondWith(answer(path.slice(4), readPlan(url.searchParams), request.signal));
  } else if (path === "sw.js") {
    // The page asks whether its requests come this way. Only the marked answer proves it.
    if (url.searchParams.has("token")) event.respondWith(proof(readPlan(url.searchParams)));
  } else {
    event.respondWith(request.mode === "navigate" ? page(event) : file(request));
  }
});

// ---- Answers by plan ----------------------------------------------------------------------------

/** Times are real, in milliseconds. */
function readPlan(query) {
  const number = (name, otherwise) => Number(query.get(name) ?? otherwise);
  return {
    token: query.get("token") ?? "",
    up: number("up", 0) / 1000,
    think: number("think", 0) / 1000,
    down: number("down", 0) / 1000,
    size: query.has("size") ? number("size", 0) : null,
    chunks: Math.max(1, number("chunks", 1)),
    status: number("status", 200),
    fail: query.get("fail"),
  };
}

async function answer(path, plan, signal) {
  const started = performance.now();
  // Every time is counted from the start, so that lateness does not add up.
  await until(started + plan.up, signal);
  const sent = performance.now();
  if (plan.fail === "refused") return Response.error();
  if (plan.fail === "hang") await until(Infinity, signal);
  const found = await resource(path, plan);
  await until(started + plan.up + plan.think, signal);
  if (signal.aborted) return Response.error();
  const headers = report(plan, sent - started, performance.now() - sent);
  const { status } = found;
  // These have no body, and Response insists.
  if (status === 204 || status === 205 || status === 304) return new Response(null, { status, headers });
  const whole = plan.down === 0 && plan.chunks === 1 && plan.fail === null;
  const body = whole ? found.body : stream(found.body, plan);
  return new Response(body, { status, headers });
}

function report(plan, up, think) {
  const micros = (millis) => Math.round(millis * 1000);
  return {
    "content-type": "application/json",
    "x-meanwhile": `token=${plan.token};up=${micros(up)};think=${micros(think)}`,
  };
}

function proof(plan) {
  return new Response(null, { headers: report(plan, 0, 0) });
}

/** The body in parts, spread evenly over the time for coming in. */
function stream(body, plan) {
  const begun = performance.now();
  const size = Math.max(1, Math.ceil(body.length / plan.chunks));
  const count = Math.ceil(body.length / size);
  const last = plan.fail === "reset" ? Math.floor(count / 2) : count;
  const stopped = new AbortController();
  let next = 0;
  return new ReadableStream({
    async pull(controller) {
      const due = begun + (plan.down * (next + 1)) / Math.max(1, count);
      await until(due, stopped.signal);
      if (stopped.signal.aborted) return;
      if (next < last) {
        controller.enqueue(body.subarray(next * size, (next + 1) * size));
        next += 1;
        if (next === last && plan.fail !== "reset") controller.close();
      } else if (plan.fail === "reset") {
        controller.error(new Error("the plan says so"));
      } else {
        controller.close();
      }
    },
    cancel() {
      stopped.abort();
    },
  }, { highWaterMark: 0 });
}

/** Sleeps until a time, or until whoever asked has gone. */
function until(due, signal) {
  const wait = due - performance.now();
  if (wait <= 0 || signal.aborted) return undefined;
  return new Promise((resolve) => {
    const timer = wait < Infinity ? setTimeout(resolve, wait) : undefined;
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

// ---- What there is under net/ --------------------------------------------------------------------

const encoder = new TextEncoder();

async function resource(path, plan) {
  if (plan.size !== null) return { status: plan.status, body: filler(plan.size) };
  const [, kind, digits] = /^(posts|bytes)\/\+?(\d+)$/.exec(path) ?? [];
  const number = Number(digits);
  if (kind === "bytes" && number < 2 ** 32) return { status: plan.status, body: filler(number) };
  const post = kind === "posts" ? (await posts())[number - 1] : undefined;
  return post ? { status: plan.status, body: post } : { status: 404, body: encoder.encode("{}") };
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
  const response = await file(new Request(`${SCOPE}data/posts.json`));
  return (await response.json()).map((post) => encoder.encode(JSON.stringify(post)));
}

// ---- The site's own files, kept by version ----------------------------------------------------------

const LIST = `${SCOPE}precache.json`;

/** The newest cache that is complete: its list was put in last. */
async function kept() {
  const names = (await caches.keys()).filter((name) => name.startsWith(OURS)).reverse();
  for (const name of names) {
    const cache = await caches.open(name);
    if (await cache.match(LIST)) return { name, cache };
  }
  return undefined;
}

async function file(request) {
  const found = await (await kept())?.cache.match(request);
  return found ?? fetch(request);
}

/** A page comes from the network while there is one, so that a new version is seen at once. */
async function page(event) {
  try {
    return await fetch(event.request);
  } catch (error) {
    const found = await (await kept())?.cache.match(event.request, { ignoreSearch: true });
    if (found) return found;
    throw error;
  }
}

/** Keeps what the build lists. Without a list, or without a network, everything stays as it is. */
async function refresh() {
  try {
    const response = await fetch(LIST, { cache: "no-store" });
    if (!response.ok) return;
    const list = await response.clone().json();
    const name = OURS + list.version;
    const old = await kept();
    if (old?.name === name) return;
    const cache = await caches.open(name);
    const requests = list.files.map((path) => new Request(new URL(path, SCOPE), { cache: "no-cache" }));
    await cache.addAll(requests);
    await cache.put(LIST, response);
    const gone = (await caches.keys()).filter((other) => other.startsWith(OURS) && other !== name);
    await Promise.all(gone.map((other) => caches.delete(other)));
  } catch {
    // The next visit tries again.
  }
}
