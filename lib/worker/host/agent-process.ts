// The runner of one agent, in a process of its own that outlives the host.
import { spawn } from "node:child_process";
import { appendFileSync, closeSync, openSync } from "node:fs";
import { withoutKey } from "../attempt-env";
import { sleep } from "../backoff";
import { findLockHolder, type LockHolder } from "../lock";
import { isSystemError } from "../proc";
import type { HostConfig } from "./config";
import type { Template } from "./file";
import type { AgentHome } from "./home";
import { toWorkerArgs } from "./worker-args";

export interface AgentProcess {
  pid: number | null;
  /** Resolves with the exit code; null when a signal ended it, or when it is not known. */
  ended: Promise<number | null>;
}

/** The runner's own lock says that it lives, and which process it is: it is there before and after any host. */
export function findRunning(home: AgentHome): LockHolder | null {
  return findLockHolder(home.state.lockFile);
}

/** Watches a runner that an earlier host has started. */
export function adopt(home: AgentHome, { pid }: LockHolder, pollMs: number): AgentProcess {
  const watch = async () => {
    while (findRunning(home)?.pid === pid) await sleep(pollMs);
    return null;
  };
  return { pid, ended: watch() };
}

export function startRunnerOf(home: AgentHome, template: Template, config: HostConfig): AgentProcess {
  const { baseDir, env, key, omoios, projectId, url } = config;
  const [file, ...first] = omoios;
  const place = { url, projectId, baseDir, name: home.record.name, stateDir: home.state.path };
  // To a file and not to a pipe: the runner goes on when the host is gone.
  const log = openSync(home.logFile, "a", 0o600);
  try {
    const child = spawn(file, [...first, ...toWorkerArgs(template, place)], {
      cwd: baseDir,
      detached: true,
      env: { ...withoutKey(env, key), ...template.env, OMOI_KEY: key },
      stdio: ["ignore", log, log],
    });
    const ended = new Promise<number | null>((resolve) => {
      child.once("exit", (code) => resolve(code));
      child.once("error", (error) => {
        appendFileSync(home.logFile, `${error.message}\n`);
        resolve(null);
      });
    });
    return { pid: child.pid ?? null, ended };
  } finally {
    closeSync(log);
  }
}

/** As SIGTERM to any runner: the first drains, the second ends its tasks, the third does not wait. */
export function signalRunner(pid: number | null): void {
  if (pid === null) return;
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    if (!isSystemError(error, "ESRCH")) throw error;
  }
}
