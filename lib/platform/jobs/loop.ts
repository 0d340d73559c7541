import { log } from "../log";

/**
 * Runs `tick` every `intervalMs` until stopped. Every replica runs it: each of its effects must be a
 * conditional write that can succeed only once. A tick that fails is logged and the next one runs.
 */
export function startLoop(name: string, intervalMs: number, tick: () => Promise<void>): () => Promise<void> {
  let stopped = false;
  let wake = () => {};
  const run = async () => {
    while (!stopped) {
      try {
        await tick();
      } catch (error) {
        log().error({ err: error, loop: name }, "loop failed");
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, stopped ? 0 : intervalMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const done = run();
  return () => {
    stopped = true;
    wake();
    return done;
  };
}
