import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import generated from "@/config/prices.generated.json";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
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

interface Held {
  prices: Prices;
  /** Of the file as it was when it was looked at last. */
  stamp: string;
  lookedAt: number;
  problem: string | null;
}

// Routes, pages and instrumentation are separate bundles: only globalThis is one.
const holder = globalThis as typeof globalThis & { omoiPrices?: Held };
const LOOK_MS = 1000;

/**
 * The prices in use. A file that has changed counts from about a second later; one that is broken then changes
 * nothing, and is told of. Throws for a broken one only where there were no prices before: at the start.
 */
export function prices(): Prices {
  return look().prices;
}

/** What is wrong with the file of one's own prices since it was changed; null while nothing is. */
export function priceProblem(): string | null {
  return look().problem;
}

function look(): Held {
  const held = holder.omoiPrices;
  if (held && Math.abs(Date.now() - held.lookedAt) < LOOK_MS) return held;
  const file = join(env().configDir, "cost_models.yaml");
  const stamp = stampOf(file);
  const lookedAt = Date.now();
  if (held?.stamp === stamp) held.lookedAt = lookedAt;
  else holder.omoiPrices = { ...renew(file, held), stamp, lookedAt };
  return holder.omoiPrices as Held;
}

function renew(file: string, held: Held | undefined): Pick<Held, "prices" | "problem"> {
  try {
    const fresh = loadPrices(file);
    if (held) log().info({ version: fresh.version }, "prices were read again");
    return { prices: fresh, problem: null };
  } catch (error) {
    if (!held) throw error;
    const problem = error instanceof Error ? error.message : String(error);
    log().warn({ problem }, "the file of prices is broken; the prices before stay in force");
    return { prices: held.prices, problem };
  }
}

function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? [stat.ino, stat.size, stat.mtimeMs].join(" ") : "none";
}
