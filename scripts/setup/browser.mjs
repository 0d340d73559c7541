import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { readStamp, StepFailed, step, writeStamp } from "./steps.mjs";
import { capture, commandOf, pinnedNode, root } from "./tools.mjs";

const names = ["chromium", "chromium-browser", "google-chrome"];

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether it really starts: on some systems the file is a stub that only names another package. */
function isBrowser(file) {
  return isExecutable(file) && spawnSync(file, ["--version"], { timeout: 20_000 }).status === 0;
}

function findInstalled() {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return ["/usr/bin/chromium", ...onPath].find(isBrowser) ?? null;
}

function findCached() {
  const script = 'process.stdout.write(require("@playwright/test").chromium.executablePath())';
  const { stdout } = spawnSync(pinnedNode(), ["-e", script], { cwd: root, encoding: "utf8" });
  return isBrowser(stdout) ? stdout : null;
}

async function installFromDebian() {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return { output: "" };
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const update = await capture("apt-get", ["update"], { env });
  const install = await capture("apt-get", ["install", "-y", "chromium"], { env });
  return { output: update.output + install.output };
}

async function installBrowser() {
  const debian = await installFromDebian();
  const installed = findInstalled();
  if (installed) return installed;
  const playwright = await capture(pinnedNode(), [
    commandOf("@playwright/test", "playwright"),
    "install",
    "chromium",
  ]);
  const cached = findCached();
  if (cached) return cached;
  throw new StepFailed(
    "No Chromium could be found or installed: install one and set CHROMIUM_PATH to its executable.",
    debian.output + playwright.output,
  );
}

/** Notes the path of a Chromium for the browser tests, installing one where there is none. */
export async function findBrowser() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen && !isExecutable(chosen)) {
    throw new StepFailed(`CHROMIUM_PATH is ${chosen}, and no program is there: correct it or unset it.`);
  }
  const known = readStamp("chromium");
  if (known && isExecutable(known) && (!chosen || chosen === known)) return;
  const found =
    chosen ?? findInstalled() ?? findCached() ?? (await step("Installing a browser", installBrowser));
  writeStamp("chromium", found);
}
