// Uses everything that embed.d.ts declares; `tsc` reads it, and nobody runs it.

import { MeanwhileScene, type Finish, type How, type Program, type State } from "./embed.js";

const scene: MeanwhileScene = document.createElement("meanwhile-scene");
scene.scene = "hundred-urls";
scene.params = "n=20&latency=500";
scene.theme = "dark";
scene.theme = null;
scene.loading = "lazy";
scene.autoplay = false;
scene.pace = 2;
scene.speed = "0.5";
scene.seed = 7;
scene.panels = "code,loop";
scene.height = 400;
scene.maxHeight = null;
scene.label = "A hundred URLs";
scene.freeze = true;
const pace: string | null = scene.pace;

scene.addEventListener("meanwhile:ready", ({ detail }) => console.log(detail.scene, pace));
scene.addEventListener("meanwhile:statechange", ({ detail }) => console.log(detail.state, detail.level));
scene.addEventListener("meanwhile:finish", function ({ detail }) {
  const finish: Finish = detail;
  const how: How | undefined = finish.blocking?.how;
  const [first]: Program[] = finish.programs;
  console.log(this.scene, finish.ratio, finish.async?.seconds, how, first?.name, first?.kind, first?.tasks);
});
scene.addEventListener("meanwhile:error", ({ detail }) => console.log(detail.message.length));
scene.addEventListener("meanwhile:resize", ({ detail }) => console.log(detail.height.toFixed()));
document.addEventListener("meanwhile:finish", ({ detail }) => console.log(detail.seed));
scene.addEventListener("click", () => scene.destroy(), { once: true });

async function everything(): Promise<[State, Uint8Array, string]> {
  await scene.run();
  await scene.stop();
  await scene.pause();
  await scene.play();
  await scene.step();
  await scene.step(-2);
  await scene.seek(1.5);
  await scene.setParams({ n: 20, latency: null });
  await scene.setParams("n=20");
  await scene.setParams(new URLSearchParams({ n: "20" }));
  return [await scene.getState(), await scene.exportTrace(), await scene.getShareUrl()];
}

void everything();

// @ts-expect-error: there is no such theme.
scene.theme = "pink";
// @ts-expect-error: a moment is a number.
void scene.seek("1.5");
// @ts-expect-error: there is no such state.
const state: State["state"] = "sleeping";
console.log(state, document.querySelector("meanwhile-scene")?.scene);
