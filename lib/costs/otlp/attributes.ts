import { createHash } from "node:crypto";
import { UsdAmount } from "@/lib/platform/money";
import { PLACES, type Place } from "./places";
import { Refusal } from "./refusal";
import type { AnyValue, KeyValues } from "./request";

export type Attribute = string | number | boolean;

const TEXT_LENGTH_MAX = 200;
const COUNT_MAX = 1e12;

/** The attributes of one record, over those of the resource that it came from. */
export class Attributes {
  readonly #own: Map<string, Attribute>;
  readonly #above: Attributes | undefined;
  readonly #fingerprints = new Map<string, string>();

  constructor(pairs: KeyValues, above?: Attributes) {
    this.#own = new Map(
      pairs.flatMap(({ key, value }) => {
        const read = readValue(value);
        return read === undefined ? [] : [[key, read] as const];
      }),
    );
    this.#above = above;
  }

  get(name: string): Attribute | undefined {
    return this.#own.get(name) ?? this.#above?.get(name);
  }

  /** The first of these that is there, as text; undefined for none and for blanks. Throws for text that cannot be kept. */
  text(...names: string[]): string | undefined {
    const name = names.find((one) => this.get(one) !== undefined && String(this.get(one)).trim() !== "");
    if (name === undefined) return undefined;
    const text = String(this.get(name)).trim();
    if (text.length > TEXT_LENGTH_MAX || /\p{Cc}/u.test(text) || !text.isWellFormed()) {
      throw new Refusal(
        `${name} must be text of up to ${TEXT_LENGTH_MAX} characters without control characters.`,
      );
    }
    return text;
  }

  /** Tokens under the first of these names; 0 when there is none. */
  count(...names: string[]): number {
    const name = names.find((one) => this.get(one) !== undefined);
    return name === undefined ? 0 : toCount(name, this.get(name));
  }

  usd(name: string): UsdAmount | null {
    const value = this.get(name);
    return value === undefined ? null : toUsd(name, value);
  }

  /** What the call belongs to. */
  place(): Place {
    const told: Place = {};
    for (const [field, name, schema] of PLACES) {
      const text = this.text(name);
      if (text === undefined) continue;
      if (!schema.safeParse(text).success)
        throw new Refusal(
          `${name} is ${JSON.stringify(text)}, which is no ${field === "phase" ? "phase" : "id of one"}.`,
        );
      told[field] = text;
    }
    return told;
  }

  /**
   * A name for exactly these attributes, whatever their order; some may be left out. The resource's is made once, and
   * not for each of its records: those are thousands, as its attributes may be.
   */
  fingerprint(without: readonly string[] = []): string {
    const known = this.#fingerprints.get(without.join());
    if (known !== undefined) return known;
    const own = [...this.#own].filter(([name]) => !without.includes(name));
    const sorted = own.sort(([one], [other]) => (one < other ? -1 : 1));
    const made = hashOf([this.#above?.fingerprint(without) ?? null, sorted]);
    this.#fingerprints.set(without.join(), made);
    return made;
  }
}

export const hashOf = (content: unknown) =>
  createHash("sha256").update(JSON.stringify(content)).digest("base64url");

/** A count of tokens; programs send it as an integer, a float without fraction, or text. */
export function toCount(name: string, value: unknown): number {
  const count = typeof value === "string" && /^ *\d+(\.0+)? *$/.test(value) ? Number(value) : value;
  if (typeof count === "number" && Number.isInteger(count) && count >= 0 && count <= COUNT_MAX) return count;
  throw new Refusal(
    `${name} is ${String(value).slice(0, 40)}; tokens are counted in whole numbers from 0 to 10^12.`,
  );
}

export function toUsd(name: string, value: unknown): UsdAmount {
  const text = typeof value === "string" ? value.trim() : "";
  const number =
    typeof value === "number" ? value : /^\d+(\.\d+)?(e-?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  const amount = number >= 0 && number < 1e8 ? number.toFixed(12).replace(/\.?0+$/, "") : "";
  if (UsdAmount.safeParse(amount).success) return amount;
  throw new Refusal(`${name} is ${String(value).slice(0, 40)}; a cost is a number of USD from 0 to 10^8.`);
}

function readValue(value: AnyValue | null | undefined): Attribute | undefined {
  return value?.stringValue ?? value?.boolValue ?? value?.intValue ?? value?.doubleValue ?? undefined;
}
