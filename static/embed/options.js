// What the attributes say.

/** The addresses of scenes are made of these, and so are the names of their pictures. */
const SCENE = /^[a-z\d]+(-[a-z\d]+)*$/;

/** Heights of the frame, in CSS pixels. */
export const LEAST = 240;
export const MOST = 4000;

/** Attributes that go to the playground as they are; it says itself what is wrong with them. */
const HANDED_ON = ["pace", "speed", "seed", "panels"];

/** Each attribute with its property. */
export const ATTRIBUTES = {
  scene: "scene",
  params: "params",
  theme: "theme",
  loading: "loading",
  autoplay: "autoplay",
  pace: "pace",
  speed: "speed",
  seed: "seed",
  panels: "panels",
  height: "height",
  "max-height": "maxHeight",
  label: "label",
  freeze: "freeze",
};

/** Those that are there or not. */
export const FLAGS = ["autoplay", "freeze"];

/** The attributes' values, with defaults for what is missing or wrong, and a sentence for each of these. */
export function readOptions(element) {
  const problems = [];
  const choice = (name, first, ...others) => {
    const value = element.getAttribute(name);
    if (value === null || value === first || others.includes(value)) return value ?? first;
    problems.push(`“${name}=${value}” is none of ${[first, ...others].join(", ")}; ${first} is used instead.`);
    return first;
  };
  const pixels = (name) => {
    const value = element.getAttribute(name);
    if (value === null) return null;
    const number = /^\d{1,6}$/.test(value) ? Number(value) : NaN;
    if (number >= LEAST && number <= MOST) return number;
    problems.push(`“${name}=${value}” is no whole number from ${LEAST} to ${MOST}; it is ignored.`);
    return null;
  };
  const scene = element.getAttribute("scene") ?? "";
  const known = SCENE.test(scene) && scene.length <= 64;
  if (!known) problems.push(`“${scene}” is no name of a scene.`);
  const options = {
    scene: known ? scene : null,
    theme: choice("theme", "auto", "light", "dark"),
    loading: choice("loading", "click", "lazy", "eager"),
    autoplay: element.hasAttribute("autoplay"),
    height: pixels("height"),
    maxHeight: pixels("max-height") ?? MOST,
    label: element.getAttribute("label")?.trim(),
    query: readQuery(element),
  };
  return { options, problems };
}

/** The parameters as an address has them: those of `params`, and the attributes with names of their own. */
function readQuery(element) {
  const query = new URLSearchParams(element.getAttribute("params") ?? "");
  // These have attributes of their own, or no meaning here.
  query.delete("theme");
  for (const name of HANDED_ON) {
    const value = element.getAttribute(name);
    if (value !== null) query.set(name, value);
  }
  if (element.hasAttribute("freeze")) query.set("freeze", "1");
  return query;
}

/** `params` with changes: text as in an address replaces all, an object only what it names. */
export function changedParams(before, changes) {
  if (typeof changes === "string" || changes instanceof URLSearchParams) {
    return new URLSearchParams(changes).toString();
  }
  const query = new URLSearchParams(before);
  for (const [name, value] of Object.entries(changes ?? {})) {
    if (value === null || value === undefined) query.delete(name);
    else query.set(name, String(value));
  }
  return query.toString();
}
