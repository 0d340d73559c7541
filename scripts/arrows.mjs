// Checks the arrows between rooms, as .dependency-cruiser.mjs states them.
//
// dependency-cruiser parses TypeScript with the compiler's API, which TypeScript 7 no longer has, and would silently
// see no import at all. Its swc parser knows neither `using` nor `import("x").T`. So it gets TypeScript 6.
import { existsSync } from "node:fs";
import { registerHooks } from "node:module";
import { root } from "./setup/tools.mjs";

const rooms = [
  "app",
  "components",
  "lib",
  "config",
  "proxy.ts",
  "instrumentation.ts",
  "instrumentation-node.ts",
];

registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier.replace(/^typescript(?=$|\/)/, "typescript-6"), context),
});

// It exits with the number of violations, and a system keeps only the lowest eight bits of that.
process.on("exit", (status) => {
  process.exitCode = status === 0 ? 0 : 1;
});

process.chdir(root);
process.argv.push("--config", ".dependency-cruiser.mjs", ...rooms.filter((room) => existsSync(room)));
await import("../node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
