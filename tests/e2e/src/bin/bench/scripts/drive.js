{
  /** Calls back before every frame, with how many there were, until so many milliseconds are over. */
  const eachFrame = (length, callback) => new Promise((done) => {
    const end = performance.now() + length;
    let count = 0;
    const next = () => {
      if (performance.now() > end) return done(count);
      callback(count);
      count += 1;
      return requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });

  /** Moves the playhead to and fro, from the beginning to the end in two seconds. */
  window.scrub = (length) => {
    const slider = document.querySelector("input[aria-label=Playhead]");
    return eachFrame(length, (count) => {
      const phase = (count % 240) / 120;
      slider.value = String(Math.round(slider.max * (phase < 1 ? phase : 2 - phase)));
      slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
    });
  };

  /** Zooms the timeline in about its middle, twenty turns of a wheel, and out again, and so on. */
  window.zoom = (length) => {
    const canvas = document.querySelector("canvas.timeline");
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const place = { clientX: left + width / 2, clientY: top + height / 2 };
    return eachFrame(length, (count) => {
      const deltaY = count % 40 < 20 ? -100 : 100;
      canvas.dispatchEvent(new WheelEvent("wheel", {
        bubbles: true, cancelable: true, ctrlKey: true, deltaY, ...place,
      }));
    });
  };
}
