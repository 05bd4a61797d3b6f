// What embed.js offers: the element <meanwhile-scene>.

/** How a number was obtained. */
export type How = "measured" | "scaled" | "simulated";

/** What a program of a run that is over came to. */
export interface Side {
  /** Scene seconds. */
  seconds: number;
  /** How many tasks there were, without the main one. */
  tasks: number;
  failed: number;
  cancelled: number;
  how: How;
}

/** A program of a run that is over. */
export interface Program extends Side {
  /** Its name, another one than that of every other program of the scene. */
  name: string;
  /** How it waits: its tasks are futures on an event loop, or its calls hold its thread. */
  kind: "async" | "blocking";
}

/** What is known of a run that is over. */
export interface Finish {
  scene: string;
  /** What random choices were drawn from; text where it is beyond what a number holds. */
  seed: number | string;
  /** Scene seconds a real second. */
  pace: number;
  /** From 1, all real, to 4, all simulated. */
  level: 1 | 2 | 3 | 4;
  /** The programs, in the order of the scene. */
  programs: Program[];
  /** The first async program, if there is one. */
  async?: Side;
  /** The first blocking program, if there is one. */
  blocking?: Side;
  /** How many times as long as the first async program the first blocking one took, if there are both. */
  ratio?: number;
}

/** Where everything is. */
export interface State {
  scene: string | null;
  state: "idle" | "running" | "finished" | "stopped" | "failed";
  /** How much of a run is real here, from 1, all, to 4, nothing; null until that is known. */
  level: 1 | 2 | 3 | 4 | null;
  /** What the view does: it follows the run, stands still, or moves on by itself. */
  playback: "live" | "paused" | "playing";
  /** The moment that is shown, in scene seconds. */
  seconds: number;
  /** Up to when there is something to show, in scene seconds. */
  end: number;
}

/** Changes of parameters: text as in an address replaces all of them, an object those that it names. */
export type Params = string | URLSearchParams | Record<string, string | number | null | undefined>;

/** The events of the element. All of them bubble. */
export interface MeanwhileEvents {
  /** The playground is there. */
  "meanwhile:ready": CustomEvent<{ scene: string }>;
  "meanwhile:statechange": CustomEvent<State>;
  "meanwhile:finish": CustomEvent<Finish>;
  /** Something is missing or wrong; the sentence stands in the element, too. */
  "meanwhile:error": CustomEvent<{ message: string }>;
  /** The frame has another height, in CSS pixels. */
  "meanwhile:resize": CustomEvent<{ height: number }>;
}

/** A scene: its picture, and the playground in its place when it is wanted. Each property is an attribute. */
export class MeanwhileScene extends HTMLElement {
  /** The scene's name, as in its address. */
  scene: string | null;
  /** Its parameters, as in an address: `n=20&latency=500`. */
  params: string | null;
  /** `auto`, which is the default, takes the colours of what is around. */
  theme: "auto" | "light" | "dark" | null;
  /** When the playground is loaded: on a click, which is the default; when it is near; at once. */
  loading: "click" | "lazy" | "eager" | null;
  /** Runs when it comes into sight, unless the reader wants less motion. */
  autoplay: boolean;
  /** How many scene seconds pass in a real one. */
  set pace(pace: string | number | null);
  get pace(): string | null;
  /** How fast the view moves on, by itself: `0.5`. */
  set speed(speed: string | number | null);
  get speed(): string | null;
  /** What random choices are drawn from. */
  set seed(seed: string | number | null);
  get seed(): string | null;
  /** Which panels there are: some of `code,loop,console,advice,table`. */
  panels: string | null;
  /** A height in CSS pixels that stays, from 240 to 4000. Without it the height follows the content. */
  set height(height: string | number | null);
  get height(): string | null;
  /** The highest height that is taken, in CSS pixels, from 240 to 4000. */
  set maxHeight(height: string | number | null);
  get maxHeight(): string | null;
  /** What the scene is called, for those who cannot see it. */
  label: string | null;
  /** Offers to freeze the frame: the blocking program on the page's own thread. */
  freeze: boolean;

  /** Begins a run, or begins it anew; loads the playground if need be. */
  run(): Promise<void>;
  /** Ends the run that goes on. */
  stop(): Promise<void>;
  /** Holds the view at the moment that is shown. A run goes on meanwhile. */
  pause(): Promise<void>;
  /** Has the view move on by itself; loads the playground if need be. */
  play(): Promise<void>;
  /** Shows the next event, or one so many further, up to 1000; below zero, back. */
  step(n?: number): Promise<void>;
  /** Shows another moment, in scene seconds. */
  seek(seconds: number): Promise<void>;
  /** Where everything is. Loads nothing. */
  getState(): Promise<State>;
  /** Changes parameters. A run that goes on ends with that. */
  setParams(changes: Params): Promise<void>;
  /** A link to the scene as it is here, at the moment that is shown. */
  getShareUrl(): Promise<string>;
  /** The run that is shown, as a file that the playground opens again; loads the playground if need be. */
  exportTrace(): Promise<Uint8Array>;
  /** Ends everything that the element holds, for good. What stays is the picture and its link. */
  destroy(): void;

  addEventListener<K extends keyof MeanwhileEvents>(
    type: K,
    listener: (this: MeanwhileScene, event: MeanwhileEvents[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "meanwhile-scene": MeanwhileScene;
  }
  interface DocumentEventMap extends MeanwhileEvents {}
}
