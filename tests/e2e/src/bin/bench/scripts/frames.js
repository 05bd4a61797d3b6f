{
  const ask = window.requestAnimationFrame.bind(window);
  const { port1: outbox, port2: inbox } = new MessageChannel();
  /** By frame time: when the first callback began, what the page's own took, when all was done. */
  let noted = new Map();
  let on = false;

  const frame = (at) => {
    if (!on) return undefined;
    if (!noted.has(at)) {
      noted.set(at, { begun: performance.now(), callbacks: 0, done: null });
      outbox.postMessage(at);
    }
    return noted.get(at);
  };

  inbox.onmessage = ({ data: at }) => {
    const known = noted.get(at);
    if (known) known.done = performance.now();
  };

  window.requestAnimationFrame = (callback) => ask((at) => {
    const known = frame(at);
    const begun = performance.now();
    callback(at);
    if (known) known.callbacks += performance.now() - begun;
  });

  const watch = (at) => {
    frame(at);
    if (on) ask(watch);
  };

  window.frames = {
    begin() {
      noted.clear();
      on = true;
      ask(watch);
    },
    end() {
      on = false;
      const whole = [...noted].filter(([, known]) => known.done !== null);
      return {
        stamps: whole.map(([at]) => at),
        callbacks: whole.map(([, known]) => known.callbacks),
        work: whole.map(([, known]) => known.done - known.begun),
      };
    },
  };
}
