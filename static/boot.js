// Starts the page: loads the glue and the wasm that the page's own <link> elements name.
// What goes wrong before or after is said in plain HTML, without the program's help.

const WASM = document.getElementById("wasm");
const GLUE = document.getElementById("glue");
const RUNNER = new URL(document.querySelector("meta[name=runner]").content, document.baseURI).href;

/** Replaces "Loading…" by a sentence; the lesson around it stays readable. */
function fail(sentence) {
  const status = document.getElementById("boot-status");
  if (!status) return broke(sentence);
  status.setAttribute("role", "alert");
  status.className = "boot-note";
  status.textContent = sentence;
  document.documentElement.dataset.boot = "failed";
}

function broke(message) {
  say(`Something in the page broke (${message}). Reload to go on; your parameters are in the address.`);
}

/** A banner above the page that can be dismissed. There is never more than one. */
function say(sentence) {
  if (document.getElementById("boot-broke")) return;
  const banner = document.createElement("div");
  banner.id = "boot-broke";
  banner.className = "boot-broke";
  banner.setAttribute("role", "alert");
  const text = document.createElement("p");
  text.textContent = sentence;
  banner.append(text, button("Reload", () => location.reload()), button("Dismiss", () => banner.remove()));
  document.body.prepend(banner);
}

function button(name, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = name;
  element.addEventListener("click", act);
  return element;
}

/** Whether an error is this page's: extensions have errors of their own. */
function isOurs(error) {
  if (error instanceof WebAssembly.RuntimeError) return true;
  const here = new URL(".", document.baseURI).href;
  return error instanceof Error && String(error.stack).includes(here);
}

function watch() {
  addEventListener("error", (event) => {
    if (isOurs(event.error)) broke(event.error.message);
  });
  addEventListener("unhandledrejection", (event) => {
    if (isOurs(event.reason)) broke(event.reason.message);
  });
}

async function start() {
  if (typeof WebAssembly !== "object") {
    fail("This browser does not run WebAssembly, or it is switched off (some browsers do so in a " +
      "lockdown mode): allow it for this page, or open the page in another browser.");
    return;
  }
  watch();
  try {
    const glue = await import(GLUE.href);
    await glue.default({ module_or_path: WASM.href });
    document.documentElement.dataset.boot = "started";
  } catch (error) {
    // The program itself broke while starting: the watchers above tell that better.
    if (error instanceof WebAssembly.RuntimeError) return broke(error.message);
    fail(`The playground did not load (${error.message}). Reload the page; if that does not help, ` +
      "look whether a filter in the browser or in the network blocks files that end in .wasm.");
  }
}

// ---- The program that runs scenes, for this page and for its workers -----------------------------

/** What a promise gives, asked for once; whoever comes after a failure tries again. */
function once(work) {
  let promise;
  return () => (promise ??= work().catch(async (error) => {
    promise = undefined;
    await explain();
    throw error;
  }));
}

/** A file may be missing because the site has been renewed since this page was opened. */
async function explain() {
  const page = await fetch("./", { cache: "no-store" }).catch(() => {});
  if (!page?.ok || (await page.text()).includes(RUNNER.split("/").pop())) return;
  say("This page has been renewed since you opened it. Reload to go on with the new version; your " +
    "parameters are in the address.");
}

async function load(url) {
  const response = await fetch(url);
  if (response.ok) return response;
  throw new Error(`${url.split("/").pop()} was answered with status ${response.status}`);
}

const compiled = once(async () =>
  WebAssembly.compile(await (await load(`${RUNNER}_bg.wasm`)).arrayBuffer()));

/** Runs a script of this site. */
function script(url) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => reject(new Error(`${url.split("/").pop()} did not load`)));
    element.src = url;
    document.head.append(element);
  });
}

/** Where a worker's script is. A page without an origin may start none from a file, but from a text. */
const source = once(async () => {
  if (self.origin !== "null") return `${RUNNER}.js`;
  const text = await (await load(`${RUNNER}.js`)).blob();
  return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
});

const glue = once(() => script(`${RUNNER}.js`));

let registration;

/** What `browser::runner`, `browser::worker` and `browser::service_worker` ask for. The runner adds `order`, its
 * own function. */
globalThis.meanwhile = {
  runner: once(async () => {
    const [program] = await Promise.all([compiled(), glue()]);
    await wasm_bindgen({ module_or_path: program });
    return globalThis.meanwhile.order;
  }),
  worker: async () => early.shift()?.() ?? startWorker(),
  /** The registration of the service worker that answers for the local network. */
  network: () => (registration ??= navigator.serviceWorker.register(new URL("sw.js", document.baseURI),
    { updateViaCache: "none" })),
};

async function startWorker() {
  const [program, url] = await Promise.all([compiled(), source()]);
  const worker = new Worker(url);
  worker.postMessage([program]);
  keepThreads(worker, program, url);
  return worker;
}

/** Workers that were started before the page's program asked for any, in the form of functions that hand one
 * over. What such a worker says before that is said again as soon as its new owner listens. */
const early = [];

function startEarly() {
  const said = [];
  const hear = (event) => said.push(event);
  const started = startWorker().then((worker) => {
    for (const kind of ["message", "error"]) worker.addEventListener(kind, hear);
    return worker;
  });
  started.catch(() => {});
  early.push(async () => {
    const worker = await started;
    for (const kind of ["message", "error"]) worker.removeEventListener(kind, hear);
    setTimeout(() => said.forEach(({ type, data, message }) => worker.dispatchEvent(
      type === "error" ? new ErrorEvent(type, { message }) : new MessageEvent(type, { data }))));
    return worker;
  });
}

/** Once the service worker controls the page: a worker that starts before that never comes under it. */
async function controlled() {
  const container = navigator.serviceWorker;
  if (container.controller) return;
  await new Promise((resolve) => container.addEventListener("controllerchange", resolve, { once: true }));
}

/** Starts the threads that a worker's program asks for, and ends them with the worker. They are the page's
 * own: browsers forget a worker's worker that was just starting when its owner was terminated. */
function keepThreads(worker, program, url) {
  const threads = new Map();
  worker.addEventListener("message", ({ data: [kind, number], ports: [port] }) => {
    if (kind === "thread") {
      const thread = new Worker(url);
      thread.addEventListener("error", ({ message }) => worker.postMessage(["broke", number, message]));
      thread.postMessage([program, port], [port]);
      threads.set(number, thread);
    } else if (kind === "ended") {
      threads.get(number)?.terminate();
      threads.delete(number);
    }
  });
  const { terminate } = worker;
  worker.terminate = () => {
    terminate.call(worker);
    threads.forEach((thread) => thread.terminate());
    threads.clear();
  };
}

// A reader who comes for a scene needs these at once, and they load beside the page; one who looks at the
// catalogue may never need them. What is wrong with them is said where they are asked for.
if (/^#\/(scene|embed)\//.test(location.hash)) {
  compiled().catch(() => {});
  // A page without an origin must not even look at the property.
  if (self.origin !== "null" && navigator.serviceWorker) {
    globalThis.meanwhile.network().catch(() => {});
    controlled().then(() => [1, 2].forEach(startEarly));
  }
}

start();
