// Which model a call means, and the prices it has: the generated ones, and one's own over them.
import type { BookModel, BookProvider, PriceSpan } from "./book";
import { toSpan } from "./book";
import { findModel, isMatch } from "./match";
import { cleanName, findProvider, namesOf, prefixesOf, providerOfShape } from "./names";
import type { Override } from "./overrides";
import type { Multipliers } from "./served";

export interface PricedSpan extends PriceSpan {
  source: "generated" | "override";
}

export interface Priced {
  provider: string;
  model: string;
  /** Empty: no price is known. The last in force counts. */
  spans: PricedSpan[];
  /** Of one's own, for the tiers that the model is served at. */
  multipliers: Multipliers;
}

const UNKNOWN = "unknown";
const REMEMBERED_MAX = 5000;

export class Catalogue {
  readonly #providers: readonly BookProvider[];
  readonly #overrides: readonly Override[];
  readonly #remembered = new Map<string, Priced>();
  readonly #dearest = new Map<string, Priced>();
  #listed: readonly Priced[] | undefined;

  constructor(providers: readonly BookProvider[], overrides: readonly Override[]) {
    this.#providers = providers;
    this.#overrides = overrides.map((one) => ({ ...one, provider: this.#idOf(one.provider) }));
  }

  /** Always a provider and a model; without prices when it is none that is sold by tokens at a known price. */
  find(provider: string, rawModel: string): Priced {
    const key = `${provider}\n${rawModel}`;
    const known = this.#remembered.get(key);
    if (known) return known;
    // Names come from outside, so what is remembered of them must end somewhere.
    if (this.#remembered.size >= REMEMBERED_MAX) this.#remembered.clear();
    const found = this.#search(provider, cleanName(rawModel));
    this.#remembered.set(key, found);
    return found;
  }

  /** Every model that has a price, by provider and name. */
  list(): readonly Priced[] {
    this.#listed ??= this.#collect();
    return this.#listed;
  }

  /** The model whose tokens cost the most, of this provider, or of all where none of its models has a price. */
  dearest(provider: string): Priced {
    let found = this.#dearest.get(provider);
    if (!found) {
      const own = this.list().filter((one) => one.provider === provider);
      found = (own.length > 0 ? own : this.list()).reduce((a, b) => (sumOf(b) > sumOf(a) ? b : a));
      if (this.#dearest.size < REMEMBERED_MAX) this.#dearest.set(provider, found);
    }
    return found;
  }

  #collect(): Priced[] {
    const own = this.#overrides.flatMap((one) => this.#lookUp(one.provider, [cleanName(one.model)]) ?? []);
    const taken = new Set(own.map(nameOf));
    const generated = this.#providers.flatMap(({ id, models }) =>
      models.map((model) => ({
        provider: id,
        model: model.id,
        spans: spansOf(model, undefined),
        multipliers: {},
      })),
    );
    return [...own, ...generated.filter((one) => !taken.has(nameOf(one)))]
      .filter(({ spans }) => spans.length > 0)
      .sort((a, b) => compare(a.provider, b.provider) || compare(a.model, b.model));
  }

  #search(provider: string, name: string): Priced {
    const names = namesOf(name);
    const shape = providerOfShape(name);
    const told = [...(shape ? [shape] : []), ...(provider.trim() ? [provider] : []), ...prefixesOf(name)];
    const sellers = [...new Set(told.map((one) => this.#idOf(one)))];
    const known = sellers.filter((id) => this.#providers.some((one) => one.id === id));
    const guessed = known.length > 0 ? [] : this.#makersOf(names);
    for (const seller of [...sellers, ...guessed]) {
      const found = this.#lookUp(seller, names);
      if (found) return found;
    }
    const own = known.length > 0 ? undefined : this.#overrides.find((one) => hasName(one, names));
    const found = own && this.#lookUp(own.provider, names);
    if (found) return found;
    return {
      provider: known[0] ?? guessed[0] ?? sellers[0] ?? UNKNOWN,
      model: name || UNKNOWN,
      spans: [],
      multipliers: {},
    };
  }

  #lookUp(seller: string, names: readonly string[]): Priced | null {
    const provider = this.#providers.find(({ id }) => id === seller);
    const findIn = (name: string) => provider && findModel(this.#providers, provider, name);
    let model: BookModel | undefined;
    for (const name of names) model ??= findIn(name);
    const wanted = model ? [...names, cleanName(model.id)] : names;
    const own = this.#overrides.find((one) => one.provider === seller && hasName(one, wanted));
    if (own) model = findIn(cleanName(own.model));
    if (!own && !model) return null;
    const multipliers = own?.multipliers ?? {};
    return {
      provider: seller,
      model: model?.id ?? own?.model ?? UNKNOWN,
      spans: spansOf(model, own),
      multipliers,
    };
  }

  #idOf(name: string): string {
    return findProvider(this.#providers, name)?.id ?? name.trim().toLowerCase();
  }

  /** Who sells models of such names, where nobody says who sold it. */
  #makersOf(names: readonly string[]): string[] {
    const makers = names.flatMap((name) =>
      this.#providers.filter(({ modelMatch }) => modelMatch && isMatch(modelMatch, name)),
    );
    return [...new Set(makers.map(({ id }) => id))];
  }
}

/** Only to compare; what is billed is never a float. */
function sumOf({ spans }: Priced): number {
  const tier = spans.at(-1)?.tiers[0];
  return tier ? Number(tier.input) + Number(tier.output) : 0;
}

function spansOf(model: BookModel | undefined, own: Override | undefined): PricedSpan[] {
  const generated = (model?.prices ?? []).map((span) => ({ ...toSpan(span), source: "generated" as const }));
  return own?.span ? [...generated, { ...own.span, source: "override" }] : generated;
}

function hasName({ names }: Override, wanted: readonly string[]): boolean {
  return names.some((name) => wanted.includes(name));
}

function nameOf({ provider, model }: Priced): string {
  return `${provider}/${model}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
