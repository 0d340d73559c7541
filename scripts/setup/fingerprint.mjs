// A hash over the content of files: clocks and git checkouts change times, not content.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./tools.mjs";

const buildFolders = ["app", "components", "lib", "prisma", "public"];
const buildFiles = ["package-lock.json", "tsconfig.json"];
// Code in the root belongs to the build (next.config.mjs, proxy.ts, instrumentation.ts …), but for these.
const toolConfig = /^(vitest|playwright|prisma)\.config\.|^next-env\.d\.ts$|^\./;

function* filesUnder(path, skip) {
  for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
    const child = `${path}/${entry.name}`;
    if (skip.has(child)) continue;
    if (entry.isDirectory()) yield* filesUnder(child, skip);
    else if (entry.isFile()) yield child;
  }
}

/** A hash over the named files and folders, those that exist, whatever their order on disk. */
export function fingerprint(paths, skip = new Set()) {
  const isFolder = new Set(
    readdirSync(root, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? e.name : [])),
  );
  const files = paths.flatMap((path) => {
    if (isFolder.has(path.split("/")[0]))
      return existsSync(join(root, path)) ? [...filesUnder(path, skip)] : [];
    return existsSync(join(root, path)) ? [path] : [];
  });
  const hash = createHash("sha256");
  for (const file of files.sort()) {
    const content = readFileSync(join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** Everything that ends up in the production build. `config/` is absent: it is read at run time. */
export function buildFingerprint() {
  const rootCode = readdirSync(root).filter(
    (name) => /\.(ts|tsx|js|mjs|css)$/.test(name) && !toolConfig.test(name),
  );
  return fingerprint(
    [...buildFolders, ...buildFiles, ...rootCode],
    new Set(["lib/generated", "public/omoios.mjs"]),
  );
}
