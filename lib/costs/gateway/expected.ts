// What a call is expected to cost, before it is made.
import { priceCall } from "../prices";
import type { ModelCall } from "./call";
import type { Endpoint, Provider } from "./target";

const KEPT = 200;
const ENOUGH = 5;
const KINDS_MAX = 2000;
/** Of a call like none before it, where it sets no limit itself. */
const OUTPUT_UNKNOWN = 4096;
const SHARE = 0.9;

/** How many tokens the last calls of a kind answered with, in this replica. */
const outputs = new Map<string, number[]>();

const kindOf = (provider: Provider, model: string, projectId: string) =>
  [provider, model, projectId].join("\n");

export function noteOutput(provider: Provider, model: string, projectId: string, output: number): void {
  const kind = kindOf(provider, model, projectId);
  const known = outputs.get(kind) ?? [];
  known.push(output);
  if (known.length > KEPT) known.shift();
  if (outputs.size >= KINDS_MAX) outputs.clear();
  outputs.set(kind, known);
}

/** USD: its input, estimated, and the output that nine of ten like calls stayed within. */
export function expectedCost(
  provider: Provider,
  endpoint: Endpoint,
  { model, outputMax, inputEstimate }: ModelCall,
  projectId: string,
): string {
  const known = outputs.get(kindOf(provider, model, projectId)) ?? [];
  const most = outputMax ?? Number.POSITIVE_INFINITY;
  const like = known.length >= ENOUGH ? p90(known) : (outputMax ?? OUTPUT_UNKNOWN);
  const output = endpoint === "embeddings" ? 0 : Math.min(like, most, 1e9);
  const tokens = { input: inputEstimate, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output };
  const { totalCost, assumedCost } = priceCall({ provider, model, tokens, occurredAt: new Date() });
  return totalCost ?? assumedCost ?? "0";
}

function p90(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(SHARE * sorted.length) - 1] ?? 0;
}
