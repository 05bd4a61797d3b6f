{
  const nothing = async () => {};

  const loops = {
    async value(awaits) {
      for (let count = 0; count < awaits; count += 1) await null;
    },
    async promise(awaits) {
      for (let count = 0; count < awaits; count += 1) await Promise.resolve();
    },
    async call(awaits) {
      for (let count = 0; count < awaits; count += 1) await nothing();
    },
  };

  /** So many looks at the clock, to compare with. */
  const clock = (tasks, awaits) => {
    let sum = 0;
    for (let count = 0; count < tasks * awaits; count += 1) sum += performance.now();
    return sum;
  };

  const inTasks = (loop) => (tasks, awaits) =>
    Promise.all(Array.from({ length: tasks }, () => loop(awaits)));

  /** Nanoseconds an await of each kind, in turns; the first two rounds warm up the compilers. */
  window.costs = async (times, tasks, awaits) => {
    const kinds = { ours: window.ours, timeless: window.timeless, clock };
    for (const [name, loop] of Object.entries(loops)) kinds[name] = inTasks(loop);
    const costs = Object.fromEntries(Object.keys(kinds).map((name) => [name, []]));
    let records = 0;
    for (let round = -2; round < times; round += 1) {
      for (const [name, kind] of Object.entries(kinds)) {
        // So that none pays for what another left behind.
        await new Promise((resolve) => setTimeout(resolve, 20));
        const begun = performance.now();
        const result = await kind(tasks, awaits);
        const cost = ((performance.now() - begun) * 1e6) / (tasks * awaits);
        if (round >= 0) costs[name].push(cost);
        if (name === "ours") records = result / (tasks * awaits);
      }
    }
    return { ...costs, records };
  };
}
