// What re-rating changes, added up over the requests that it takes; the browser does the same.
import Big from "big.js";
import type { Rerated } from "./schema";

export type RerateSums = Pick<
  Rerated,
  "records" | "newlyPriced" | "fromCost" | "toCost" | "difference" | "models"
>;
export type ModelSums = RerateSums["models"][number];

export const NO_SUMS: RerateSums = {
  records: 0,
  newlyPriced: 0,
  fromCost: "0",
  toCost: "0",
  difference: "0",
  models: [],
};

/** Together, by model, the most changed first. */
export function addSums(a: RerateSums, b: RerateSums): RerateSums {
  const byModel = Map.groupBy([...a.models, ...b.models], ({ provider, model }) => `${provider} ${model}`);
  const models = [...byModel.values()].map((own) => ({ ...(own[0] as ModelSums), ...total(own) }));
  const all = total(models);
  const changed = models.toSorted((one, other) => differenceOf(other).abs().cmp(differenceOf(one).abs()));
  return { ...all, difference: differenceOf(all).toFixed(), models: changed };
}

function differenceOf({ fromCost, toCost }: Pick<RerateSums, "fromCost" | "toCost">): Big {
  return new Big(toCost).minus(fromCost);
}

function total(parts: readonly Omit<ModelSums, "provider" | "model">[]) {
  const add = (key: "fromCost" | "toCost") =>
    parts.reduce((sum, part) => sum.plus(part[key]), new Big(0)).toFixed();
  return {
    records: parts.reduce((sum, { records }) => sum + records, 0),
    newlyPriced: parts.reduce((sum, { newlyPriced }) => sum + newlyPriced, 0),
    fromCost: add("fromCost"),
    toCost: add("toCost"),
  };
}
