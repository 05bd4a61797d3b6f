// What the page for authors does: controls that change an element, its snippet beside it, and copying.

const SITE = new URL("../", location.href.split(/[?#]/)[0]).href;
/** So many events are shown. */
const LATEST = 8;
/** How long a button says that it has copied, in milliseconds. */
const SHORTLY = 2000;

const preview = document.getElementById("preview");
const choices = document.getElementById("choices");
const stage = document.getElementById("stage");
const heard = document.getElementById("heard");
const snippet = document.getElementById("snippet");

/** The parameters of each scene that was looked at. */
const kept = new Map();
let scene;

const field = (name) => choices.querySelector(`[name="${name}"]`);
const element = () => stage.querySelector("meanwhile-scene");
const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The attributes that are chosen; null for those that need not be said. */
function chosen() {
  const panels = [...choices.querySelectorAll('[name="panels"]:checked')];
  return {
    scene: field("scene").value,
    params: field("params").value.trim() || null,
    theme: otherThanFirst(field("theme")),
    loading: otherThanFirst(field("loading")),
    autoplay: field("autoplay").checked ? "" : null,
    panels: panels.map((panel) => panel.value).join() || null,
  };
}

function otherThanFirst({ value, selectedIndex }) {
  return selectedIndex > 0 ? value : null;
}

function title() {
  const { textContent, dataset } = field("scene").selectedOptions[0];
  return `${textContent}, ${dataset.compared}`;
}

/** Gives the element the attributes that are chosen. */
function dress(target) {
  const link = target.querySelector("a");
  link.href = `../scene/${field("scene").value}/`;
  link.textContent = title();
  for (const [name, value] of Object.entries(chosen())) {
    if (value === null) target.removeAttribute(name);
    else if (target.getAttribute(name) !== value) target.setAttribute(name, value);
  }
}

/** The element as an author pastes it. */
function text() {
  const attributes = Object.entries(chosen()).filter(([, value]) => value !== null);
  const tag = attributes.map(([name, value]) => ` ${name}${value && `="${escaped(value)}"`}`).join("");
  const { scene: id, params } = chosen();
  const link = `${SITE}#/scene/${id}${params ? `?${params}` : ""}`;
  return `<div>
<meanwhile-scene${tag}>
<a href="${escaped(link)}">${escaped(title())}</a>
</meanwhile-scene>
</div>
<script type="module" src="${escaped(SITE)}embed.js"></script>
`;
}

function show() {
  dress(element());
  snippet.textContent = text();
}

/** Every scene has its own parameters; those of the one before stay with it. */
function changed({ target }) {
  if (target.name === "scene") {
    kept.set(scene, field("params").value);
    scene = target.value;
    field("params").value = kept.get(scene) ?? "";
  }
  show();
}

/** The element as it is before anything was loaded. */
function anew() {
  const fresh = element().cloneNode(true);
  element().remove();
  heard.replaceChildren();
  stage.append(fresh);
}

function hear({ type, detail }) {
  const item = document.createElement("li");
  const name = document.createElement("code");
  name.textContent = type;
  item.append(name, ` ${JSON.stringify(detail)}`);
  heard.prepend(item);
  while (heard.children.length > LATEST) heard.lastChild.remove();
}

/** A scene with its parameters may stand in the address, as it does in that of the playground. */
function readAddress() {
  const [, id, params] = /^#\/scene\/([a-z\d-]+)(?:\?(.*))?$/.exec(location.hash) ?? [];
  if ([...field("scene").options].some((option) => option.value === id)) {
    field("scene").value = id;
    field("params").value = params ?? "";
  }
  scene = field("scene").value;
  show();
}

/** A button beside a snippet that copies it, or selects it where the browser lets no page copy. */
function addCopy(box) {
  const code = box.querySelector("code");
  const button = document.createElement("button");
  const said = document.createElement("span");
  Object.assign(button, { type: "button", textContent: "Copy" });
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      said.textContent = "Copied.";
      setTimeout(() => (said.textContent = ""), SHORTLY);
    } catch {
      getSelection().selectAllChildren(code);
      said.textContent = "This browser lets no page copy. It is selected: copy it from here.";
    }
  });
  const row = document.createElement("div");
  row.className = "copy";
  row.append(button, said);
  box.append(row);
}

/** The address of this site instead of the example's. */
for (const code of document.querySelectorAll("main code")) {
  code.textContent = code.textContent.replaceAll(preview.dataset.site, SITE);
}
document.querySelectorAll(".snippet").forEach(addCopy);
choices.addEventListener("change", changed);
document.getElementById("anew").addEventListener("click", anew);
for (const name of ["ready", "statechange", "finish", "error", "resize"]) {
  stage.addEventListener(`meanwhile:${name}`, hear);
}
addEventListener("hashchange", readAddress);
readAddress();
choices.hidden = document.getElementById("taken").hidden = false;
