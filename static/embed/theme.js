// Which colours stand around an element, and when that changes.

const DARK = matchMedia("(prefers-color-scheme: dark)");

/** What documentation builders call their schemes, where no colour tells. */
const NAMES = { light: "light", dark: "dark", default: "light", slate: "dark" };

/** The element and what it stands in, outwards, also out of shadow trees. */
function* outwards(element) {
  for (let at = element; at instanceof Element;) {
    yield at;
    const parent = at.assignedSlot ?? at.parentNode;
    at = parent instanceof ShadowRoot ? parent.host : parent;
  }
}

/** A computed colour as red, green, blue (0 to 255) and opacity (0 to 1). */
function channels(colour) {
  const plain = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(colour);
  if (plain) return [plain[1], plain[2], plain[3], plain[4] ?? 1].map(Number);
  // Any other way to write a colour is left to the browser.
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d");
  if (!context) return [0, 0, 0, 0];
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue, opacity] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, opacity / 255];
}

/** As WCAG defines it: from 0, black, to 1, white. */
function luminance(red, green, blue) {
  const [r, g, b] = [red, green, blue].map((value) =>
    value <= 10.31 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** `light` or `dark`. */
export function themeAround(element) {
  for (const ancestor of outwards(element)) {
    const [red, green, blue, opacity] = channels(getComputedStyle(ancestor).backgroundColor);
    // Where black and white text have the same contrast.
    if (opacity === 1) return luminance(red, green, blue) < 0.179 ? "dark" : "light";
  }
  for (const root of [document.body, document.documentElement]) {
    const name = NAMES[root?.dataset.theme ?? root?.dataset.mdColorScheme ?? root?.dataset.bsTheme];
    if (name) return name;
  }
  const schemes = getComputedStyle(element).colorScheme.split(" ");
  const [light, dark] = [schemes.includes("light"), schemes.includes("dark")];
  if (light !== dark) return dark ? "dark" : "light";
  return DARK.matches ? "dark" : "light";
}

/** Calls a function when the colours may have changed, until the signal is aborted. */
export function watchTheme(element, changed, signal) {
  const attributes = new MutationObserver(changed);
  for (const ancestor of outwards(element)) attributes.observe(ancestor, { attributes: true });
  const styles = new MutationObserver(changed);
  styles.observe(document.head, { childList: true, attributes: true, subtree: true });
  DARK.addEventListener("change", changed, { signal });
  // A colour that moves is known when it has arrived.
  document.addEventListener("transitionend", changed, { signal });
  signal.addEventListener("abort", () => {
    attributes.disconnect();
    styles.disconnect();
  });
}
