// How well forecasts hold: `npm run bench:forecast`. Made-up projects whose truth is known, many times over.
import { bandLoss, isInside } from "@/lib/costs/forecast";
import { benchEnv } from "./environment";
import { foretell, guessByMean, SCENARIOS } from "./made-up-costs";
import { describeMachine, printTable } from "./support";

const repetitions = benchEnv.BENCH_REPETITIONS;
console.log(`${describeMachine()}; ${repetitions} repetitions of each`);
const rows = SCENARIOS.map((scenario) => {
  const begun = performance.now();
  let inside = 0;
  let insideMean = 0;
  let loss = 0;
  let lossMean = 0;
  for (let n = 0; n < repetitions; n += 1) {
    const { band, actual, past, queued } = foretell(scenario, n);
    const mean = guessByMean(past, queued);
    inside += Number(isInside(band, actual));
    insideMean += Number(isInside(mean, actual));
    loss += bandLoss(band, actual) / actual;
    lossMean += bandLoss(mean, actual) / actual;
  }
  const share = (count: number) => (count / repetitions).toFixed(3);
  const isHeld = inside / repetitions >= 0.72 && inside / repetitions <= 0.88 && loss < lossMean;
  const ms = (performance.now() - begun) / repetitions;
  const figures = [share(inside), share(insideMean), share(loss), share(lossMean), ms.toFixed(1)];
  return { isHeld, cells: [scenario.name, ...figures, isHeld ? "yes" : "NO"] };
});
printTable(
  ["project", "inside 80% band", "inside mean ± 20%", "loss", "loss of mean ± 20%", "ms", "held"],
  rows.map(({ cells }) => cells),
);
process.exit(rows.every(({ isHeld }) => isHeld) ? 0 : 1);
