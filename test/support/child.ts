import { type ChildProcess, spawn } from "node:child_process";

const ROOT = process.cwd();

export interface Child {
  process: ChildProcess;
  /** Resolves with the first line of its output that starts with `word`, without it. */
  line(word: string): Promise<string>;
  /** All that it wrote so far. */
  output(): string;
  end(): Promise<number | null>;
}

/** Runs TypeScript in a process of its own; `load("lib/…")` in it imports a module of the project. */
export function runChild(code: string, environment: Record<string, string> = {}): Child {
  const program = `
    const load = (path) => import(${JSON.stringify(`file://${ROOT}/`)} + path);
    const say = (line) => process.stdout.write(line + "\\n");
    try { ${code} } catch (error) { say("refused " + error.message); process.exit(3); }`;
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "--import", "tsx", "--input-type=module", "-e", program],
    { cwd: ROOT, env: { ...process.env, ...environment }, stdio: ["pipe", "pipe", "pipe"] },
  );
  let output = "";
  let errors = "";
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  child.stdout.on("data", (chunk) => {
    output += chunk;
    wake();
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  void ended.then(wake);
  return {
    process: child,
    line: (word) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = output
            .split("\n")
            .slice(0, -1)
            .find((line) => line.startsWith(word));
          if (found !== undefined) resolve(found.slice(word.length).trim());
          else if (child.exitCode !== null || child.signalCode !== null)
            reject(new Error(`The process ended without "${word}".\n${output}\n${errors}`));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
    output: () => output,
    end: () => {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      return ended;
    },
  };
}
