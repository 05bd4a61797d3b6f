// Stands behind the runner's glue, in one file. In a page it does nothing: boot.js starts the
// program there. In a worker the first message is the compiled program. What goes wrong is told to
// the page, in the form of `browser::protocol`.

if (typeof document === "undefined") {
  self.onmessage = (event) => {
    self.onmessage = null;
    const program = event.data;
    const failed = (error) => self.postMessage(["failed", String(error && error.message || error)]);
    // As in boot.js: what an async program asks for that has threads of its own.
    self.meanwhile = {
      async worker() {
        const worker = new Worker(self.location.href);
        worker.postMessage(program);
        return worker;
      },
    };
    try {
      // The program sets its own onmessage, and says that it is ready.
      wasm_bindgen({ module_or_path: program }).catch(failed);
    } catch (error) {
      failed(error);
    }
  };
}
