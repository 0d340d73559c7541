// The language of conditions: CEL with the declared facts and nothing else.
import { Environment } from "@marcbachmann/cel-js";
import { type FactType, SUBJECT_FACTS, WHOLE_FACTS } from "@/lib/monitoring/schema";

export const KINDS = { ...WHOLE_FACTS, ...SUBJECT_FACTS };
export type Kind = keyof typeof KINDS;

/** What a condition may come to; who writes more than this writes a program. */
const LIMITS = { maxAstNodes: 200, maxDepth: 20, maxListElements: 50, maxMapEntries: 1, maxCallArguments: 4 };

type Value = string | number | boolean | null | undefined;
export type FactValues = Readonly<Record<string, Value>>;

/** A kind's facts as CEL reads them: whole numbers are bigints, and what is not known is left out. */
export type CelFacts = object;

/** CEL tells types by their classes, so each kind has one of its own: making it is cheap, unlike converting a map. */
const CLASSES = Object.fromEntries(
  Object.keys(KINDS).map((kind) => [
    kind,
    class {
      constructor(values: Record<string, string | number | bigint | boolean>) {
        Object.assign(this, values);
      }
    },
  ]),
);

export function toCel(kind: Kind, values: FactValues): { cel: CelFacts; missing: string[] } {
  const known: Record<string, string | number | bigint | boolean> = {};
  const missing: string[] = [];
  for (const [name, { type }] of Object.entries(KINDS[kind])) {
    const value = convert(type, values[name]);
    if (value === undefined) missing.push(`${kind}.${name}`);
    else known[name] = value;
  }
  const Class = CLASSES[kind];
  if (!Class) throw new Error(`There is no kind ${kind}.`);
  return { cel: new Class(known), missing };
}

function convert(type: FactType, value: Value) {
  if (type === "int") return Number.isFinite(value) ? BigInt(Math.trunc(Number(value))) : undefined;
  if (type === "double") return Number.isFinite(value) ? Number(value) : undefined;
  return typeof value === (type === "bool" ? "boolean" : "string") ? (value as string | boolean) : undefined;
}

const MIXED = {
  "+": (a: number, b: number) => a + b,
  "-": (a: number, b: number) => a - b,
  "*": (a: number, b: number) => a * b,
  "/": (a: number, b: number) => a / b,
};

let built: Environment | undefined;

/** Made once: registering costs far more than evaluating. */
export function environment(): Environment {
  built ??= build();
  return built;
}

function build(): Environment {
  const made = new Environment({ limits: LIMITS });
  for (const [kind, facts] of Object.entries(KINDS)) {
    const fields = Object.fromEntries(Object.entries(facts).map(([name, { type }]) => [name, type]));
    const ctor = CLASSES[kind];
    if (!ctor) throw new Error(`There is no kind ${kind}.`);
    made.registerType(`Facts.${kind}`, { ctor, fields });
    made.registerVariable(kind, `Facts.${kind}`);
  }
  // CEL multiplies whole numbers with whole numbers alone; people write 1.5 * task.timeout_s. Without its type said,
  // the outcome would be taken for that of the left side.
  for (const [sign, compute] of Object.entries(MIXED)) {
    made.registerOperator(`int ${sign} double: double`, (a: bigint, b: number) => compute(Number(a), b));
    made.registerOperator(`double ${sign} int: double`, (a: number, b: bigint) => compute(a, Number(b)));
  }
  // Counts for != and for a double on the left as well, and then the sides come the other way round.
  made.registerOperator("int == double", (a: bigint | number, b: bigint | number) => Number(a) === Number(b));
  return made;
}
