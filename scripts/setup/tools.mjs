// How the project's tools are found and run. Dependency-free, and valid on Node 20: set-up runs on it.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const binaries = join(root, "node_modules", ".bin");

/** Node as pinned in package.json; where no such package exists (macOS, Windows), the one that runs this. */
export function pinnedNode() {
  const pinned = join(binaries, "node");
  return existsSync(pinned) ? pinned : process.execPath;
}

export function isNodeRecent(version) {
  const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 15);
}

export function nodeVersion(node) {
  if (node === process.execPath) return process.version;
  const { status, stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : "v0.0.0";
}

/** The script behind a package's command, so that it runs under the Node we choose, on any system. */
export function commandOf(packageName, command = packageName) {
  const folder = join(root, "node_modules", packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[command]);
}

/** The environment of a child step: the pinned Node comes first for whatever it starts in turn. */
function childEnv(extra = {}) {
  const pathKey = Object.keys(process.env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  const path = [binaries, process.env[pathKey] ?? ""].join(delimiter);
  return { ...process.env, NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1", [pathKey]: path, ...extra };
}

/** Runs a command silently and returns its exit status and everything it printed. */
export function capture(command, args, { env, shell = false } = {}) {
  return new Promise((resolve) => {
    const chunks = [];
    const child = spawn(command, args, {
      cwd: root,
      env: childEnv(env),
      shell,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    child.on("error", (error) => resolve({ status: 1, output: error.message }));
    child.on("close", (status) => resolve({ status: status ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

/** Runs a command with its output on ours and returns its exit status. */
export function stream(command, args, { env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: childEnv(env),
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.on("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on("close", (status) => resolve(status ?? 1));
  });
}
