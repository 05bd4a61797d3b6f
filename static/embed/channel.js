// The line to the playground in a frame. The same from its side: `browser::embed`.
//
// The frame says hello, which carries nothing. It is answered with the end of a channel, if it is
// the frame's window and the playground's origin that spoke; all else goes over that channel. What is
// not understood is ignored.

/** The version of what is said. Another one in the frame ends the conversation before it begins. */
export const VERSION = 1;

/** How long the playground may take to say hello, and to answer a call, in milliseconds. */
const PATIENCE = 20_000;

/** A frame with the playground, and what is said to it. */
export class Channel {
  #frame;
  #port = null;
  #heard;
  #ready;
  #calls = new Map();
  #closed = new AbortController();
  #count = 0;

  /**
   * `heard` is called with the messages that are no answers; `lost` once, with a sentence, when there is
   * no conversation, or no more.
   */
  constructor(frame, { heard, lost }) {
    this.#frame = frame;
    this.#heard = heard;
    const { signal } = this.#closed;
    const host = new URL(frame.src).host;
    const fail = (sentence) => {
      if (!signal.aborted) {
        this.close(sentence);
        lost(sentence);
      }
    };
    this.ready = new Promise((resolve, reject) => {
      this.#ready = resolve;
      signal.addEventListener("abort", () => reject(signal.reason));
    });
    // Whoever does not wait for it hears of it otherwise.
    this.ready.catch(() => {});
    const timer = setTimeout(() => fail(`The playground at ${host} does not answer.`), PATIENCE);
    this.ready.then(() => clearTimeout(timer), () => clearTimeout(timer));
    addEventListener("message", (event) => this.#greet(event), { signal });
    let loads = 0;
    frame.addEventListener("load", () => {
      loads += 1;
      if (loads > 1) fail("The playground was loaded anew.");
    }, { signal });
    this.refuse = (version) => fail(mismatch(host, version));
  }

  /** Answers the first hello of this frame, and no other. */
  #greet(event) {
    const { origin } = new URL(this.#frame.src);
    // In a sandbox without an origin, whatever is framed has none either, and none can be named.
    const alone = self.origin === "null";
    if (this.#port || event.source !== this.#frame.contentWindow || event.data !== "meanwhile:hello" ||
        event.origin !== (alone ? "null" : origin)) return;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => this.#receive(data);
    event.source.postMessage({ type: "meanwhile:init", version: VERSION }, alone ? "*" : origin, [port2]);
  }

  #receive(data) {
    if (this.#closed.signal.aborted || typeof data?.type !== "string") return;
    if (data.type === "refused") return this.refuse(data.version);
    if (data.type === "ready") {
      if (data.version !== VERSION) return this.refuse(data.version);
      this.#ready(data);
    }
    if (data.type !== "reply") return this.#heard(data);
    const call = this.#calls.get(data.id);
    this.#calls.delete(data.id);
    if (typeof data.error === "string") call?.reject(new Error(data.error));
    else call?.resolve(data.value);
  }

  /** Says something that needs no answer. */
  tell(type, content) {
    this.#port?.postMessage({ type, ...content });
  }

  /** Has the playground do something; resolves with its answer. */
  async call(method, argument) {
    const { signal } = this.#closed;
    await this.ready;
    signal.throwIfAborted();
    const id = this.#count++;
    return new Promise((resolve, reject) => {
      const over = (settle) => (value) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", gone);
        settle(value);
      };
      const gone = () => over(reject)(signal.reason);
      const late = () => over(reject)(new Error("The playground does not answer."));
      const timer = setTimeout(late, PATIENCE);
      signal.addEventListener("abort", gone);
      this.#calls.set(id, { resolve: over(resolve), reject: over(reject) });
      this.tell("call", { id, method, argument });
    });
  }

  /** Ends it. Calls that are not answered fail with this sentence. */
  close(sentence = "The scene was closed.") {
    this.#closed.abort(new Error(sentence));
    this.#port?.close();
    this.#calls.clear();
  }
}

function mismatch(host, version) {
  return typeof version === "number" && version > VERSION
    ? `The playground at ${host} is newer than the script of this page: reload the page.`
    : `The playground at ${host} is older than the script of this page.`;
}
