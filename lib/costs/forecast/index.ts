// What the queue will cost: statistics alone, without a database. Numbers here are estimates, and so no money that is
// counted: they are floats until they are told.
export { type Band, bandLoss, bandOf, isInside, NOMINAL, pinballLoss } from "./bands";
export { bandwidthOf, drawRest, drawSum, resample, sortResample } from "./bootstrap";
export { riskOf } from "./budget";
export {
  isLow,
  type Kind,
  LIKE_TASKS_MIN,
  type PastTask,
  type PoolLevel,
  poolsOf,
  TASKS_MIN,
} from "./pools";
export { normalQuantile, randomOf, seedOf } from "./random";
export {
  type Cell,
  countTasks,
  drawRuns,
  type Run,
  runsOf,
  STEPS,
  shareAt,
  spentAt,
  totalOf,
} from "./simulate";
