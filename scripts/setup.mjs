// Does what a fresh clone lacks before `npm start`, `npm test` and `npm run dev`, and nothing when nothing is missing.
// It runs before any dependency exists, on whatever Node the machine has (20 or newer).
import { findBrowser } from "./setup/browser.mjs";
import { buildProduction, generateClient } from "./setup/build.mjs";
import { installDependencies } from "./setup/dependencies.mjs";
import { lockSetup } from "./setup/lock.mjs";
import { StepFailed } from "./setup/steps.mjs";

const stepsOf = {
  dev: [installDependencies, generateClient],
  build: [installDependencies, generateClient, buildProduction],
  start: [installDependencies, generateClient, buildProduction],
  test: [installDependencies, generateClient, buildProduction, findBrowser],
};

async function setUp(purpose) {
  const steps = stepsOf[purpose];
  if (!steps) throw new StepFailed(`Usage: node scripts/setup.mjs <${Object.keys(stepsOf).join("|")}>`);
  await lockSetup();
  for (const prepare of steps) await prepare();
}

try {
  await setUp(process.argv[2]);
} catch (error) {
  if (!(error instanceof StepFailed)) throw error;
  if (error.output) process.stderr.write(`\n${error.output.trimEnd()}\n\n`);
  console.error(error.message);
  process.exit(1);
}
