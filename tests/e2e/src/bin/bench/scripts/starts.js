const start = { button: null, works: null, request: null };
window.start = start;

const named = (name) => [...document.querySelectorAll("button")].find((button) =>
  (button.getAttribute("aria-label") ?? button.textContent).trim() === name);

/** The page says that it runs; the bare page counts. */
const hasBegun = () => document.querySelector("main[data-state=running]")
  ?? (document.querySelector("main > p:last-child")?.textContent === "1");

new MutationObserver((_, observer) => {
  const run = named("Run");
  if (start.button === null && run && !run.disabled) {
    start.button = performance.now();
    run.click();
  }
  if (start.button !== null && hasBegun()) {
    start.works = performance.now();
    observer.disconnect();
  }
}).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });

const { fetch } = window;
window.fetch = (...request) => {
  if (String(request[0]).includes("/net/")) start.request ??= performance.now();
  return fetch(...request);
};
