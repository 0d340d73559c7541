import { runCli } from "@/lib/cli/run";

export interface CliRun {
  code: number;
  stdout: string;
  stderr: string;
}

export interface StartedCli {
  stdout(): string;
  stderr(): string;
  interrupt(): void;
  ended: Promise<CliRun>;
}

interface Options {
  url?: string;
  key?: string;
  isColoured?: boolean;
}

/** `line` is split at blanks; words that hold some are given as a list. */
export function startCli(
  line: string | string[],
  { url, key, isColoured = false }: Options = {},
): StartedCli {
  let stdout = "";
  let stderr = "";
  const interrupted = new AbortController();
  const env = {
    NODE_ENV: "test",
    ...(url ? { OMOI_URL: url } : {}),
    ...(key ? { OMOI_KEY: key } : {}),
  } as const;
  const running = runCli(typeof line === "string" ? line.split(" ") : line, {
    out: (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
    },
    isColoured,
    env,
    signal: interrupted.signal,
  });
  return {
    stdout: () => stdout,
    stderr: () => stderr,
    interrupt: () => interrupted.abort(),
    ended: running.then((code) => ({ code, stdout, stderr })),
  };
}

export function cli(line: string | string[], options: Options = {}): Promise<CliRun> {
  return startCli(line, options).ended;
}
