// Prints a stream as an agent does, in pieces that end anywhere: `fake-agent.mjs FILE [EXIT_CODE|hang]`.
import { readFileSync } from "node:fs";

const [file, end = "0"] = process.argv.slice(2);
const bytes = readFileSync(file);
const PIECE = 97;
for (let at = 0; at < bytes.length; at += PIECE) {
  process.stdout.write(bytes.subarray(at, at + PIECE));
  if (at % (PIECE * 8) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
}
if (end === "hang") setInterval(() => {}, 1000);
else process.exitCode = Number(end);
