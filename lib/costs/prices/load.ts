import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import generated from "@/config/prices.generated.json";
import { env } from "@/lib/platform/env";
import { holdFile } from "@/lib/platform/held-file";
import { PriceBook } from "./book";
import { Catalogue } from "./catalogue";
import { type Override, parseOverrides } from "./overrides";

export interface Prices {
  catalogue: Catalogue;
  /** What a record's `priceVersion` says. */
  version: string;
  generatedFrom: string;
  generatedAt: string;
}

/** `overridesFile` need not exist. */
export function loadPrices(overridesFile: string): Prices {
  const book = PriceBook.parse(generated);
  const builtIn = new Catalogue(book.providers, []);
  const isPriced = (provider: string, model: string) => builtIn.find(provider, model).spans.length > 0;
  const overrides = existsSync(overridesFile)
    ? parseOverrides(readFileSync(overridesFile, "utf8"), overridesFile, isPriced)
    : [];
  const generatedFrom = `${book.package} ${book.version}`;
  return {
    catalogue: new Catalogue(book.providers, overrides),
    version: [generatedFrom, book.sha256.slice(0, 8), ...digest(overrides)].join(" "),
    generatedFrom,
    generatedAt: book.generatedAt,
  };
}

/** Of what is meant, so that a comment makes no new version. */
function digest(overrides: Override[]): string[] {
  if (overrides.length === 0) return [];
  return [`+${createHash("sha256").update(JSON.stringify(overrides)).digest("hex").slice(0, 8)}`];
}

const held = holdFile("prices", () => join(env().configDir, "cost_models.yaml"), loadPrices);

/**
 * The prices in use. A file that has changed counts from about a second later; one that is broken then changes
 * nothing, and is told of. Throws for a broken one only where there were no prices before: at the start.
 */
export function prices(): Prices {
  return held.value();
}

/** What is wrong with the file of one's own prices since it was changed; null while nothing is. */
export function priceProblem(): string | null {
  return held.problem();
}
