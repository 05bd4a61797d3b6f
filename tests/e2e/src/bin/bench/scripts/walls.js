/** The async side's total, as the verdict shows it: in milliseconds. */
window.asyncWall = () => {
  const text = document.querySelector("[aria-label=Verdict] strong").textContent;
  const [, digits, unit] = /^([\d.]+) (m?s)$/.exec(text) ?? [];
  return Number(digits) * (unit === "s" ? 1000 : 1);
};

const { Worker: RealWorker } = window;

/** What a worker does: makes the requests all at once, and gives the time in milliseconds. */
async function plain(urls) {
  const title = async (url) => {
    const response = await fetch(url, { cache: "no-store" });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return (await response.json()).title;
  };
  const begun = performance.now();
  const titles = await Promise.all(urls.map(title));
  const wall = performance.now() - begun;
  if (!titles.every((title) => typeof title === "string")) throw new Error("these are no posts");
  return wall;
}

/** Makes a request for each of these plans in plain JavaScript, in a worker that is there already. */
window.plainInWorker = (plans) => new Promise((resolve, reject) => {
  const script = `${plain}; postMessage(null); onmessage = ({ data }) => plain(data).then(postMessage, (error) =>
    postMessage(String(error)));`;
  const worker = new RealWorker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  const token = String(Math.floor(Math.random() * 2 ** 53));
  const urls = plans.map((plan, place) =>
    new URL(`net/posts/${place % 100 + 1}?${plan}&token=${token}`, document.baseURI).href);
  worker.onmessage = ({ data }) => {
    if (data === null) return worker.postMessage(urls);
    worker.terminate();
    if (typeof data === "number") resolve(data);
    else reject(new Error(data));
  };
  worker.onerror = (event) => reject(new Error(event.message));
});

/** Has the page draw nothing, as if another tab were in front, or draw again. */
window.hide = (hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
};
