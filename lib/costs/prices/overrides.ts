// config/cost_models.yaml: prices of one's own, laid over the generated ones.
import { z } from "zod";
import { readYaml, refuseYaml } from "@/lib/platform/yaml-file";
import type { PriceSpan } from "./book";
import { cleanName } from "./names";
import { Entry, toSpan } from "./override-entry";
import type { Multipliers } from "./served";

const Name = (max: number) => z.string().trim().min(1).max(max);

const OverridesFile = z.strictObject({
  providers: z.record(Name(80), z.record(Name(200), Entry).nullable()).nullish(),
});

/** A model's own prices, or only further names of it. */
export interface Override {
  provider: string;
  model: string;
  /** As a call may name it, the model's own name among them; cleaned. */
  names: string[];
  span: PriceSpan | null;
  multipliers?: Multipliers;
}

type IsPriced = (provider: string, model: string) => boolean;

/** Throws one error that names file, line, key, and what is wrong there. `isPriced`: the generated list has it. */
export function parseOverrides(text: string, file: string, isPriced: IsPriced): Override[] {
  const reading = readYaml(OverridesFile, text);
  if (reading.value === null) throw refuseYaml(file, reading.faults[0]);
  const wrong = (path: PropertyKey[], detail: string) => refuseYaml(file, reading.faultAt(path, detail));
  return Object.entries(reading.value.providers ?? {}).flatMap(([provider, models]) => {
    const taken = new Map<string, string>();
    return Object.entries(models ?? {}).map(([model, entry]) => {
      const path = ["providers", provider, model];
      const own = toOverride(provider, model, entry);
      const double = own.names.find((name) => taken.has(name));
      if (double) throw wrong(path, `${double} is a name of ${taken.get(double)} already.`);
      for (const name of own.names) taken.set(name, model);
      if (own.span || isPriced(provider, model)) return own;
      throw wrong(path, `The built-in list of ${provider} has no price for ${model}: it needs one here.`);
    });
  });
}

function toOverride(provider: string, model: string, entry: Entry): Override {
  const names = [...new Set([model, ...(entry.aliases ?? [])].map(cleanName))];
  const { multipliers } = entry;
  return { provider, model, names, span: toSpan(model, entry), ...(multipliers ? { multipliers } : {}) };
}
