/** Whether the page's run has made its requests. */
window.runIsUnderWay = () => document.querySelector("main[data-state=running]") !== null;

/** The async side's total, as the verdict shows it: in milliseconds. */
window.asyncWall = () => {
  const text = document.querySelector("[aria-label=Verdict] strong").textContent;
  const [, digits, unit] = /^([\d.]+) (m?s)$/.exec(text) ?? [];
  return Number(digits) * (unit === "s" ? 1000 : 1);
};

const asked = () => performance.getEntriesByType("resource").map((entry) => entry.name)
  .filter((name) => name.includes("/net/"));

/** Makes the requests that the page's run made, the same way, and gives the time in milliseconds. */
window.plain = async (count) => {
  const urls = asked().slice(0, count);
  if (urls.length !== count) throw new Error(`${urls.length} requests were made`);
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
};
