// Stands behind the runner's glue, in one file. In a page it does nothing: boot.js starts the
// program there. In a worker the first message is the compiled program. What goes wrong is told to
// the page, in the form of `browser::protocol`.

if (typeof document === "undefined") {
  self.onmessage = (event) => {
    self.onmessage = null;
    const failed = (error) => self.postMessage(["failed", String(error && error.message || error)]);
    try {
      // The program sets its own onmessage, and says that it is ready.
      wasm_bindgen({ module_or_path: event.data }).catch(failed);
    } catch (error) {
      failed(error);
    }
  };
}
