// Claude Code's counters of tokens and costs: sums over all calls of some seconds.
import type { TokenBuckets } from "../schema";
import { Attributes, hashOf, toCount, toUsd } from "./attributes";
import { instantOf, isNothing, type ReadCall, requireModel, type Total } from "./call";
import { Refusal, type Refusals } from "./refusal";
import type { DataPoint, Metric, OtlpRequest } from "./request";

const TOKENS = "claude_code.token.usage";
const COST = "claude_code.cost.usage";
const BUCKETS: Record<string, keyof TokenBuckets> = {
  input: "input",
  output: "output",
  cacheRead: "cacheRead",
  cacheCreation: "cacheWrite5m",
};
/** Points whose only difference is the kind of token are of the same calls. */
const KIND = ["type"];
const NO_VALUE = 1;

interface Point {
  attributes: Attributes;
  bucket: keyof TokenBuckets | "cost";
  value: string;
  atNano: string;
  startNano: string;
  isCumulative: boolean;
}

/** The calls, in sums, that these metrics tell of, the earliest first; what is refused is added to `refusals`. */
export function readMetrics(request: OtlpRequest<"metrics">, refusals: Refusals): ReadCall[] {
  const groups = new Map<string, Point[]>();
  for (const { resource, scopeMetrics } of request.resourceMetrics) {
    const above = new Attributes(resource?.attributes ?? []);
    for (const metric of scopeMetrics.flatMap(({ metrics }) => metrics)) {
      for (const point of readPoints(metric, above, refusals)) {
        const key = `${point.atNano} ${point.isCumulative} ${point.attributes.fingerprint(KIND)}`;
        const group = groups.get(key);
        if (group) group.push(point);
        else groups.set(key, [point]);
      }
    }
  }
  const calls = [...groups.values()].flatMap((points) => {
    try {
      return toCall(points) ?? [];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusals.add(`${TOKENS}: ${error.message}`, points.length);
      return [];
    }
  });
  return calls.sort((one, other) => one.occurredAt.getTime() - other.occurredAt.getTime());
}

function readPoints(metric: Metric, above: Attributes, refusals: Refusals): Point[] {
  const { name, sum } = metric;
  if (name !== TOKENS && name !== COST) return [];
  if (!sum) {
    refusals.add(`${name} must be a sum.`);
    return [];
  }
  return sum.dataPoints.flatMap((point) => {
    if (((point.flags ?? 0) & NO_VALUE) !== 0) return [];
    try {
      return [readPoint(name, sum, point, new Attributes(point.attributes, above))];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusals.add(`${name}: ${error.message}`);
      return [];
    }
  });
}

function readPoint(
  name: string,
  sum: NonNullable<Metric["sum"]>,
  point: DataPoint,
  attributes: Attributes,
): Point {
  if (sum.isMonotonic !== true)
    throw new Refusal("The sum must be monotonic: what was used is not given back.");
  const value = point.asInt ?? point.asDouble;
  if (value === undefined || value === null) throw new Refusal("A data point has no value.");
  const kind = attributes.text("type") ?? "";
  const bucket = name === COST ? "cost" : Object.hasOwn(BUCKETS, kind) ? BUCKETS[kind] : undefined;
  if (bucket === undefined) {
    throw new Refusal(`type is ${JSON.stringify(kind)}; known are ${Object.keys(BUCKETS).join(", ")}.`);
  }
  return {
    attributes,
    bucket,
    value: bucket === "cost" ? toUsd(name, value) : String(toCount(name, value)),
    atNano: String(point.timeUnixNano ?? "0"),
    startNano: String(point.startTimeUnixNano ?? "0"),
    isCumulative: isCumulative(sum.aggregationTemporality),
  };
}

function isCumulative(temporality: string | number | null | undefined): boolean {
  if (temporality === 1 || temporality === "AGGREGATION_TEMPORALITY_DELTA") return false;
  if (temporality === 2 || temporality === "AGGREGATION_TEMPORALITY_CUMULATIVE") return true;
  throw new Refusal("The temporality of the sum must be delta or cumulative.");
}

function toCall(points: Point[]): ReadCall | null {
  const [first] = points;
  if (!first) return null;
  const { attributes, atNano } = first;
  if (atNano === "0") throw new Refusal("A data point has no time.");
  if (points.every(({ bucket }) => bucket === "cost")) {
    if (points.every(({ value }) => Number(value) === 0)) return null;
    throw new Refusal(`${COST} came without ${TOKENS}.`);
  }
  const session = attributes.text("session.id");
  if (session === undefined) {
    throw new Refusal(
      "There is no session.id, by which calls told twice are found. Leave OTEL_METRICS_INCLUDE_SESSION_ID on.",
    );
  }
  const call: ReadCall = {
    ...attributes.place(),
    label: TOKENS,
    weight: points.length,
    externalId: `claude-metrics:${hashOf([atNano, attributes.fingerprint(KIND)])}`,
    provider: "anthropic",
    model: requireModel(attributes.text("model")),
    ...sumsOf(points),
    occurredAt: instantOf([atNano]),
    isSum: true,
    session: { id: session, telling: "metrics" },
  };
  if (isNothing(call)) return null;
  return first.isCumulative ? { ...call, totals: points.map(toTotal) } : call;
}

function sumsOf(points: Point[]): Pick<ReadCall, "tokens" | "reportedCost"> {
  const of = (bucket: Point["bucket"]) => points.findLast((point) => point.bucket === bucket)?.value;
  const tokens = {
    input: Number(of("input") ?? 0),
    cacheRead: Number(of("cacheRead") ?? 0),
    cacheWrite5m: Number(of("cacheWrite5m") ?? 0),
    cacheWrite1h: 0,
    output: Number(of("output") ?? 0),
  };
  return { tokens, reportedCost: of("cost") ?? null };
}

/** A counter that starts anew, as after a restart, is another series. */
function toTotal({ attributes, bucket, value, atNano, startNano }: Point): Total {
  const series = hashOf([bucket, startNano, attributes.fingerprint(KIND)]);
  return { series, bucket, value, atNano };
}
