// Stands behind the runner's glue, in one file. In a page it does nothing: boot.js starts the
// program there. In a worker the first message is the compiled program; a thread that another worker's
// program asked for also gets the port to it, and has no more to do with the page. What goes wrong is
// told to whoever hears, in the form of `browser::protocol`.

if (typeof document === "undefined") {
  self.onmessage = ({ data: [program, port] }) => {
    self.onmessage = null;
    if (port) {
      self.postMessage = (message, moved) => port.postMessage(message, moved);
      port.onmessage = (event) => self.onmessage?.(event);
    } else {
      self.meanwhile = { worker: askForThreads() };
    }
    const failed = (error) => self.postMessage(["failed", String(error && error.message || error)]);
    try {
      // The program sets its own onmessage, and says that it is ready.
      wasm_bindgen({ module_or_path: program }).catch(failed);
    } catch (error) {
      failed(error);
    }
  };

  /** A function that has the page start a thread, and gives something that is used like a worker. */
  function askForThreads() {
    const threads = new Map();
    let next = 0;
    self.addEventListener("message", ({ data: [kind, number, message] }) => {
      if (kind === "broke") threads.get(number)?.onerror?.(new ErrorEvent("error", { message }));
    });
    return async () => {
      const number = next++;
      const { port1: port, port2 } = new MessageChannel();
      const thread = {
        postMessage: (message) => port.postMessage(message),
        set onmessage(listener) {
          port.onmessage = listener;
        },
        onerror: null,
        terminate() {
          port.close();
          threads.delete(number);
          self.postMessage(["ended", number]);
        },
      };
      threads.set(number, thread);
      self.postMessage(["thread", number], [port2]);
      return thread;
    };
  }
}
