// What the element looks like: a picture with its title and a button, and the frame in its place.

// No `rem`: the root of a book may have any size, 10 pixels in mdBook and 20 in Material.
const SHEET = `
:host { display: block; margin-block: 1em; min-width: 0; }
:host([hidden]) { display: none; }
.box {
  --ground: #ffffff; --text: #15191e; --muted: #55606d; --rule: #dde1e6; --accent: #0a5cc2; --on-accent: #ffffff;
  position: relative; border: 1px solid var(--rule); border-radius: 6px; overflow: hidden; color-scheme: light;
  background: var(--ground); color: var(--text); font: 0.9375em / 1.5 system-ui, sans-serif; text-align: start;
}
.dark {
  --ground: #0f1318; --text: #e8ebef; --muted: #9ea9b7; --rule: #2a323d; --accent: #74b3ff; --on-accent: #08111c;
  color-scheme: dark;
}
figure { margin: 0; }
img {
  display: block; box-sizing: border-box; width: 100%; max-width: 720px; height: auto; aspect-ratio: 3 / 2;
  padding: 8px; object-fit: contain; object-position: 0 0; background: var(--ground); print-color-adjust: exact;
}
[hidden] { display: none; }
figcaption, .said {
  display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; margin: 0; padding: 8px 12px;
  border-top: 1px solid var(--rule); overflow-wrap: anywhere;
}
.title { flex: 1 1 160px; min-width: 0; font-weight: 600; }
.title a, ::slotted(a) { color: var(--accent) !important; }
button {
  min-height: 44px; min-width: 96px; padding: 0 16px; border: 0; border-radius: 6px; cursor: pointer;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600;
}
button:disabled { cursor: default; opacity: 0.6; }
:focus-visible { outline: 2px solid var(--text); outline-offset: 2px; }
.said { color: var(--muted); font-size: 0.867em; }
.said:empty, .live figure { display: none; }
iframe { display: block; width: 100%; border: 0; }
.box:not(.live) iframe { position: absolute; inset: 0; visibility: hidden; }
@media print {
  .box figure { display: block; }
  iframe, button, .said { display: none !important; }
}`;

/** Made once, when the first element needs it. */
let sheet;

function styles() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(SHEET);
  }
  return sheet;
}

function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** The element's shadow tree. */
export class Shell {
  #box = make("div", { className: "box" });
  #picture = make("img", { width: 480, height: 320, decoding: "async", loading: "lazy" });
  #button = make("button", { type: "button", textContent: "Run" });
  #link = make("a", { target: "_blank", rel: "noopener" });
  #slot = make("slot", {}, this.#link);
  #said = make("p", { className: "said" });
  #figure;
  #frame = null;

  constructor(element, pressed) {
    const root = element.attachShadow({ mode: "open", delegatesFocus: true });
    root.adoptedStyleSheets = [styles()];
    this.#button.addEventListener("click", pressed);
    this.#button.setAttribute("aria-describedby", "title");
    this.#button.setAttribute("part", "run");
    this.#picture.setAttribute("part", "picture");
    this.#said.setAttribute("role", "status");
    const title = make("span", { className: "title", id: "title" }, this.#slot);
    this.#figure = make("figure", {}, this.#picture, make("figcaption", {}, this.#button, title));
    this.#box.append(this.#figure, this.#said);
    root.append(this.#box);
  }

  /** What the scene is called: by its author, or by the link that stands in the element. */
  title(label, scene) {
    const link = this.#slot.assignedElements()[0]?.textContent.trim();
    return label || link || (scene ?? "").replaceAll("-", " ") || "Meanwhile";
  }

  /** Puts the picture, its title and its link in place. */
  show({ title, picture, link, theme }) {
    this.paint(theme, picture);
    this.#picture.alt = `Timeline: ${title}`;
    this.#link.textContent = title;
    this.#link.href = link;
    if (this.#frame) this.#frame.title = title;
  }

  /** The colours, and the picture in them; none where there is no such scene. */
  paint(theme, picture) {
    this.#box.classList.toggle("dark", theme === "dark");
    this.#picture.hidden = !picture;
    if (!picture) this.#picture.removeAttribute("src");
    else if (this.#picture.getAttribute("src") !== picture) this.#picture.src = picture;
  }

  /** A sentence for the reader; an empty one takes it away. */
  say(sentence) {
    if (this.#said.textContent !== sentence) this.#said.textContent = sentence;
  }

  /** Puts a frame behind the picture. */
  load(address, title) {
    this.unload();
    const frame = make("iframe", { title, src: address });
    // On the site's own origin it would be no protection, and browsers say so.
    if (new URL(address).origin !== location.origin) {
      frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-downloads");
    }
    frame.setAttribute("part", "frame");
    this.#button.disabled = true;
    this.#frame = frame;
    this.say("Loading the playground…");
    return frame;
  }

  /** Attaches the frame, which begins to load. */
  attach() {
    this.#figure.after(this.#frame);
  }

  /** Shows the frame instead of the picture. */
  live() {
    const focused = this.#box.getRootNode().activeElement === this.#button;
    this.#box.classList.add("live");
    if (focused) this.#frame.focus();
  }

  /** The height of the frame, in CSS pixels. */
  resize(height) {
    this.#frame.style.height = `${height}px`;
  }

  /** Shows the picture again, without a frame. */
  unload() {
    this.#box.classList.remove("live");
    this.#button.disabled = false;
    this.#frame?.remove();
    this.#frame = null;
  }

  /** Nothing can be run here any more. */
  close() {
    this.unload();
    this.#button.hidden = true;
  }
}
