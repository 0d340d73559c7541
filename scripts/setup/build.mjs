import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cliBundle } from "./cli-bundle.mjs";
import { buildFingerprint, fingerprint } from "./fingerprint.mjs";
import { clearStamp, mustRun, readStamp, StepFailed, step, writeStamp } from "./steps.mjs";
import { commandOf, pinnedNode, root } from "./tools.mjs";

const at = (...parts) => join(root, ...parts);

/** Generates the Prisma client when the schema changed. */
export async function generateClient() {
  const wanted = fingerprint(["prisma/schema", "package-lock.json"]);
  if (readStamp("prisma") === wanted && existsSync(at("lib/generated/prisma"))) return;
  await step("Generating the database client", async () => {
    // Prisma would download a schema engine that generating never runs: any program that exists will do.
    const env = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: "1" };
    const advice = "prisma generate failed: correct prisma/schema as the message above says.";
    await mustRun(pinnedNode(), [commandOf("prisma"), "generate"], advice, { env });
  });
  writeStamp("prisma", wanted);
}

async function bundleCli() {
  const [entry] = cliBundle.entryPoints;
  if (!existsSync(at(entry)))
    throw new StepFailed(`${entry} is missing: it is what the omoios command is made from.`);
  const { build } = await import("esbuild");
  const outfile = at("dist/omoios.mjs");
  await build({ ...cliBundle, absWorkingDir: root, outfile, logLevel: "silent" }).catch((error) => {
    throw new StepFailed(
      "The omoios command could not be bundled: correct what esbuild names above.",
      error.message,
    );
  });
  chmodSync(at("dist/omoios.mjs"), 0o755);
  mkdirSync(at("public"), { recursive: true });
  cpSync(at("dist/omoios.mjs"), at("public/omoios.mjs"));
}

async function buildApplication() {
  const advice = "next build failed: correct what it names above and try again.";
  await mustRun(pinnedNode(), [commandOf("next"), "build"], advice, { env: { NODE_ENV: "production" } });
  // The standalone server serves these two folders, but Next leaves it to us to put them there.
  cpSync(at(".next/static"), at(".next/standalone/.next/static"), { recursive: true });
  cpSync(at("public"), at(".next/standalone/public"), { recursive: true });
  // Next copies .env files in; the copy would outlive a change of the original, which start.mjs reads itself.
  for (const name of readdirSync(at(".next/standalone"))) {
    if (name.startsWith(".env")) rmSync(at(".next/standalone", name));
  }
}

/** The id of the build that is complete on disk, or null. */
function findBuildId() {
  const parts = ["server.js", ".next/static", "public"].map((part) => at(".next/standalone", part));
  if (!parts.every((part) => existsSync(part)) || !existsSync(at(".next/BUILD_ID"))) return null;
  return readFileSync(at(".next/BUILD_ID"), "utf8").trim();
}

/** Bundles the command-line client and builds the application when anything that goes into them changed. */
export async function buildProduction() {
  const wanted = buildFingerprint();
  const hasCli = existsSync(at("dist/omoios.mjs")) && existsSync(at("public/omoios.mjs"));
  if (hasCli && readStamp("build") === `${wanted} ${findBuildId()}`) return;
  clearStamp("build");
  await step("Bundling the omoios command", bundleCli);
  await step("Building the application", buildApplication);
  writeStamp("build", `${wanted} ${findBuildId()}`);
}
