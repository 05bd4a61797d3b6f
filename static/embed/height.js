// How high the frame is: as high as the playground says, within limits.

import { LEAST, MOST } from "./options.js";

/** So many growths, each within this time of the one before, are no reader's doing. */
const GROWTHS = 20;
const SHORTLY = 100;

/** A height that follows what the playground wants. */
export class Height {
  #apply;
  #now = 0;
  #wanted = LEAST;
  #fixed = null;
  #most = MOST;
  #growths = 0;
  #last = -Infinity;

  /** `apply` is called with each new height, in CSS pixels. */
  constructor(apply) {
    this.#apply = apply;
  }

  /** The author's limits: a height that stays, or none, and the highest. */
  bound({ height, maxHeight }) {
    this.#fixed = height;
    this.#most = maxHeight;
    this.#set();
  }

  /** The playground wants to be this high. */
  want(height) {
    if (!Number.isInteger(height) || height < 0) return;
    const now = performance.now();
    const soon = now - this.#last < SHORTLY;
    this.#last = now;
    this.#growths = height <= this.#wanted || !soon ? 0 : this.#growths + 1;
    // Content that grows with its frame would do so for ever.
    if (this.#growths > GROWTHS) return;
    this.#wanted = height;
    this.#set();
  }

  #set() {
    const height = this.#fixed ?? Math.min(Math.max(this.#wanted, LEAST), this.#most);
    if (height === this.#now) return;
    this.#now = height;
    this.#apply(height);
  }
}
