// What Chrome's DevTools read in traces: node devtools.mjs ENGINE TRACE…
// For each trace an object: "pid/tid" to the thread's name, its slices, and how long these are together.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [engine, ...files] = process.argv.slice(2);
const { analyzeEvents } = await import(pathToFileURL(engine).href);

async function read(file) {
  const { parsedTrace } = await analyzeEvents(JSON.parse(readFileSync(file, "utf8")).traceEvents);
  const threads = {};
  for (const [pid, process] of parsedTrace.data.Renderer.processes) {
    for (const [tid, { name, entries }] of process.threads) {
      const length = entries.reduce((sum, entry) => sum + entry.dur, 0);
      if (entries.length > 0) threads[`${pid}/${tid}`] = [name, entries.length, length];
    }
  }
  return threads;
}

const all = [];
for (const file of files) all.push(await read(file));
console.log(JSON.stringify(all));
