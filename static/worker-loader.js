// Starts the blocking worker. The page's first message is the compiled program; the glue comes
// from a file beside this one, or stands in front of this text where the page has to make the
// worker from a blob. What goes wrong is told to the page, in the form of `browser::protocol`.

self.onmessage = (event) => {
  self.onmessage = null;
  const failed = (error) => self.postMessage(["failed", String(error && error.message || error)]);
  try {
    if (typeof wasm_bindgen === "undefined") importScripts("worker.js");
    // The program sets its own onmessage, and says that it is ready.
    wasm_bindgen({ module_or_path: event.data }).catch(failed);
  } catch (error) {
    failed(error);
  }
};
