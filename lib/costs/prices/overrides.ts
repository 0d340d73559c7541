// config/cost_models.yaml: prices of one's own, laid over the generated ones.
import { type Document, isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { AppError } from "@/lib/platform/errors";
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

type Path = readonly PropertyKey[];
type IsPriced = (provider: string, model: string) => boolean;

/** Throws one error that names file, line, key, and what is wrong there. `isPriced`: the generated list has it. */
export function parseOverrides(text: string, file: string, isPriced: IsPriced): Override[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (line: number, detail: string) =>
    new AppError("invalid_request", `${file}, line ${line}: ${detail}`);
  const wrong = (path: Path, detail: string) => {
    const line = lines.linePos(offsetOf(document, path)).line;
    return at(line, `${path.map(String).join(".") || "the file"}: ${detail}`);
  };
  const [syntax] = document.errors;
  if (syntax) throw at(syntax.linePos?.[0].line ?? 1, syntax.message);
  const parsed = OverridesFile.safeParse(document.toJS() ?? {});
  if (!parsed.success) throw wrong(...firstOf(parsed.error));
  return Object.entries(parsed.data.providers ?? {}).flatMap(([provider, models]) => {
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

function firstOf(error: z.ZodError): [Path, string] {
  const [issue] = error.issues;
  if (issue?.code !== "unrecognized_keys") return [issue?.path ?? [], issue?.message ?? "Is not valid."];
  return [[...issue.path, ...issue.keys.slice(0, 1)], "There is no such key."];
}

/** Where a key stands; where it is missing, the nearest that it would belong to. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const key = String(path[length - 1]);
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
      : undefined;
    if (isScalar(pair?.key) && pair.key.range) return pair.key.range[0];
  }
  return 0;
}

function toOverride(provider: string, model: string, entry: Entry): Override {
  const names = [...new Set([model, ...(entry.aliases ?? [])].map(cleanName))];
  const { multipliers } = entry;
  return { provider, model, names, span: toSpan(model, entry), ...(multipliers ? { multipliers } : {}) };
}
