// <meanwhile-scene>: a scene of the playground on any page. One script, which the build makes of this
// file and of those in embed/; embed.d.ts says what it offers.
//
// At first there is a picture of the scene and a button. The playground itself is a frame, made when
// it is wanted: nothing of it is fetched before.

import { Channel } from "./embed/channel.js";
import { ATTRIBUTES, FLAGS, LEAST, changedParams, readOptions } from "./embed/options.js";
import { Height } from "./embed/height.js";
import { Shell } from "./embed/shell.js";
import { themeAround, watchTheme } from "./embed/theme.js";

const SITE = new URL("./", import.meta.url).href;
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

/** A scene: its picture, and the playground in its place when it is wanted. */
export class MeanwhileScene extends HTMLElement {
  static observedAttributes = Object.keys(ATTRIBUTES);

  #shell = new Shell(this, () => this.run().catch(() => {}));
  #options;
  #theme = "light";
  /** Ends what is listened to while the element is in a document. */
  #connected = null;
  #channel = null;
  #height;
  #state = "idle";
  /** What is wrong with the attributes, and what went wrong, a sentence each. */
  #problems = [];
  #trouble = "";
  /** The frame went with its element, and is to come back with it. */
  #wasLive = false;
  #destroyed = false;

  connectedCallback() {
    if (this.#connected || this.#destroyed) return;
    this.#connected = new AbortController();
    this.#adopt();
    this.#read();
    this.#watch();
    if (this.#wasLive) this.#load();
  }

  disconnectedCallback() {
    this.#wasLive = this.#channel !== null;
    this.#leave();
  }

  /** A browser that can move an element as it is need not be told how. */
  connectedMoveCallback() {}

  attributeChangedCallback(name, before, now) {
    if (before === now || !this.#connected) return;
    if (name === "scene") this.#unload();
    const query = String(this.#options.query);
    this.#read();
    if (["scene", "loading", "autoplay"].includes(name)) this.#await();
    this.#height?.bound(this.#options);
    if (this.#channel && String(this.#options.query) !== query) {
      this.#channel.call("setParams", String(this.#options.query)).catch((error) => this.#fail(error.message));
    }
  }

  // ---- What hosts call ------------------------------------------------------------------------

  /** Begins a run, or begins it anew. */
  async run() {
    await this.#call("run");
  }

  /** Ends the run that goes on. */
  async stop() {
    if (this.#channel) await this.#call("stop");
  }

  /** Holds the view at the moment that is shown. */
  async pause() {
    if (this.#channel) await this.#call("pause");
  }

  /** Has the view move on by itself. */
  async play() {
    await this.#call("play");
  }

  /** Shows the next event, or the one so many further; below zero, back. */
  async step(n = 1) {
    if (!Number.isInteger(n) || Math.abs(n) > 1000) throw new RangeError("A step is a whole number up to 1000.");
    await this.#call("step", n);
  }

  /** Shows another moment, in scene seconds. */
  async seek(seconds) {
    if (!Number.isFinite(seconds) || seconds < 0) throw new RangeError("A moment is a number of seconds.");
    await this.#call("seek", seconds);
  }

  /** Where everything is. Loads nothing. */
  async getState() {
    if (this.#channel) return this.#call("getState");
    const { scene } = this.#options ?? readOptions(this).options;
    return { scene, state: "idle", level: null, playback: "live", seconds: 0, end: 0 };
  }

  /** Changes parameters: all of them by text, or some by an object, where null takes one away. */
  async setParams(changes) {
    const { query } = readOptions(this).options;
    this.params = changedParams(this.getAttribute("params") ?? "", changes);
    const changed = String(readOptions(this).options.query) !== String(query);
    if (this.#channel && changed) await this.#call("setParams", String(this.#options.query));
  }

  /** A link to the scene as it is here, at the moment that is shown. */
  async getShareUrl() {
    if (this.#channel) return this.#call("getShareUrl");
    return this.#link();
  }

  /** The run that is shown, as a file that the playground opens again. */
  async exportTrace() {
    return this.#call("exportTrace");
  }

  /** Ends everything that the element holds, for good. What stays is the picture and its link. */
  destroy() {
    this.#destroyed = true;
    this.#leave();
    this.#shell.close();
  }

  // ---- The picture ----------------------------------------------------------------------------

  /** Properties that were set before the element was known. */
  #adopt() {
    for (const property of Object.values(ATTRIBUTES)) {
      if (!Object.hasOwn(this, property)) continue;
      const value = this[property];
      delete this[property];
      this[property] = value;
    }
  }

  /** Takes in the attributes. */
  #read() {
    const { options, problems } = readOptions(this);
    this.#options = options;
    this.#problems = problems;
    const title = this.#shell.title(options.label, options.scene);
    this.#shell.show({ title, link: this.#link() });
    this.#paint();
    this.#tell();
  }

  #link() {
    const { scene, query } = this.#options ?? readOptions(this).options;
    if (!scene) return SITE;
    const shown = new URLSearchParams(query);
    // What only a frame has.
    for (const name of ["panels", "freeze"]) shown.delete(name);
    return `${SITE}#/scene/${scene}${shown.size ? `?${shown}` : ""}`;
  }

  #paint() {
    const { scene, theme } = this.#options;
    this.#theme = theme === "auto" ? themeAround(this) : theme;
    this.#shell.paint(this.#theme, scene && `${SITE}posters/${scene}-${this.#theme}.svg`);
    this.#channel?.tell("theme", { theme: this.#theme });
  }

  #tell() {
    this.#shell.say([this.#trouble, ...this.#problems].filter(Boolean).join(" "));
  }

  /** Looks after colours and sight, while the element is in a document. */
  #watch() {
    let asked = false;
    const changed = () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        if (this.#connected) this.#paint();
      });
    };
    watchTheme(this, changed, this.#connected.signal);
    this.#await();
  }

  /** Loads the playground, or waits for the reader to come by, where that is when something happens. */
  #await() {
    this.#observer?.disconnect();
    if (this.#options.loading === "eager") this.#load();
    const runs = this.#options.autoplay && !CALM.matches;
    if (!runs && this.#options.loading !== "lazy") return;
    this.#observer = new IntersectionObserver(([...entries]) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      this.#observer.disconnect();
      if (runs) this.run().catch(() => {});
      else this.#load();
    }, runs ? { threshold: 0.25 } : { rootMargin: "25%" });
    this.#observer.observe(this);
  }

  #observer = null;

  // ---- The frame ------------------------------------------------------------------------------

  async #call(method, argument) {
    if (this.#destroyed) throw new Error("This scene was destroyed.");
    if (!this.#channel) this.#load();
    if (!this.#channel) throw new Error(this.#problems[0] ?? "The element is in no document.");
    return this.#channel.call(method, argument);
  }

  /** Begins to load the playground, unless it is there. */
  #load() {
    const { scene, query, maxHeight, height } = this.#options ?? {};
    if (this.#channel || !this.#connected || !scene) return;
    this.#trouble = "";
    const address = new URLSearchParams(query);
    address.set("theme", this.#theme);
    const title = this.#shell.title(this.#options.label, scene);
    const frame = this.#shell.load(`${SITE}#/embed/${scene}?${address}`, title);
    this.#height = new Height((pixels) => {
      this.#shell.resize(pixels);
      this.#send("resize", { height: pixels });
    });
    this.#channel = new Channel(frame, {
      heard: (message) => this.#heard(message),
      lost: (sentence) => this.#fail(sentence),
    });
    this.#height.bound({ height, maxHeight });
    this.#shell.attach();
  }

  #heard(message) {
    if (message.type === "ready") {
      this.#shell.live();
      this.#tell();
      this.#channel.tell("theme", { theme: this.#theme });
      this.#send("ready", { scene: this.#options.scene });
    } else if (message.type === "height") this.#height.want(message.height);
    else if (message.type === "state") this.#send("statechange", message.state);
    else if (message.type === "finish") this.#send("finish", message.detail);
    else if (message.type === "error") this.#send("error", { message: String(message.message) });
    else if (message.type === "unknown") this.#fail(String(message.message));
  }

  #send(name, detail) {
    this.dispatchEvent(new CustomEvent(`meanwhile:${name}`, { bubbles: true, composed: true, detail }));
  }

  /** Back to the picture, with a sentence. */
  #fail(sentence) {
    this.#unload(sentence);
    this.#trouble = `${sentence} The picture and the link stay.`;
    this.#tell();
    this.#send("error", { message: sentence });
  }

  #unload(sentence) {
    this.#channel?.close(sentence);
    this.#channel = null;
    this.#height = null;
    this.#shell.unload();
  }

  #leave() {
    this.#observer?.disconnect();
    this.#connected?.abort();
    this.#connected = null;
    this.#unload();
  }
}

for (const [attribute, property] of Object.entries(ATTRIBUTES)) {
  const flag = FLAGS.includes(attribute);
  Object.defineProperty(MeanwhileScene.prototype, property, {
    configurable: true,
    enumerable: true,
    get() {
      return flag ? this.hasAttribute(attribute) : this.getAttribute(attribute);
    },
    set(value) {
      if (flag) this.toggleAttribute(attribute, Boolean(value));
      else if (value === null || value === undefined) this.removeAttribute(attribute);
      else this.setAttribute(attribute, value);
    },
  });
}

// A page may name the script twice.
if (!customElements.get("meanwhile-scene")) customElements.define("meanwhile-scene", MeanwhileScene);
