// Adds to package-lock.json the optional packages of other platforms that npm left out, so that `npm ci` works.
//
// npm drops an optional package from the lock when the registry it resolved against does not (yet) have that
// version, and `npm ci` then refuses the lock as incomplete. Name, version, os and cpu are all known here:
// parents pin these packages exactly, and their names spell the platform. Run it after `npm install <package>`.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const lockFile = fileURLToPath(new URL("../package-lock.json", import.meta.url));
const systems = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const processors = [
  "arm",
  "arm64",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
];
const abis = { gnu: "glibc", gnueabihf: "glibc", musl: "musl", musleabihf: "musl" };

/** The os, cpu and libc that a name such as `@next/swc-linux-x64-gnu` spells; null when it spells none. */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = words.filter((word) => systems.includes(word));
  const cpu = words.filter((word) => processors.includes(word));
  const libc = words.flatMap((word) => abis[word] ?? []);
  if (cpu.length === 0) return null;
  return { cpu, ...(os.length > 0 && { os }), ...(os[0] === "linux" && libc.length > 0 && { libc }) };
}

/** Whether the package at `path` finds `name`, as Node would: in its own node_modules, then in each parent's. */
function isLocked(packages, path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    if (packages[`${at ? `${at}/` : ""}node_modules/${name}`]) return true;
    if (!at) return false;
  }
}

function completeLock(packages) {
  const added = {};
  for (const [path, parent] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      if (isLocked(packages, path, name)) continue;
      const platform = platformOf(name);
      if (!platform || !/^\d/.test(version)) {
        throw new Error(
          `${name}@${version}, wanted by ${path || "this project"}, cannot be completed by its name.`,
        );
      }
      const { cpu, libc, os } = platform;
      // In the order in which npm itself writes the keys, so that its next run leaves these lines alone.
      const entry = { version, cpu, dev: parent.dev, libc, optional: true, os };
      added[`node_modules/${name}`] = entry;
    }
  }
  return added;
}

const lock = JSON.parse(readFileSync(lockFile, "utf8"));
const added = completeLock(lock.packages);
const entries = Object.entries({ ...lock.packages, ...added });
lock.packages = Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b, "en")));
if (Object.keys(added).length > 0) writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${Object.keys(added).length} packages of other platforms added.`);
