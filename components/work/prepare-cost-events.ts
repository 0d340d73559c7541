// Events of costs and budgets in words.
import type { EventRecord } from "@/lib/platform/events/schema";
import { formatUsd } from "@/lib/platform/money";
import type { Tone } from "../ui/tones";

type Payload = EventRecord["payload"];
interface Words {
  what: string;
  detail?: string;
  tone?: Tone;
}

export const COST_EVENTS = {
  "cost.recorded": ({ calls, totalCost, unpricedCalls, uncountedCalls }: Payload): Words => {
    const [unpriced, uncounted] = [toCount(unpricedCalls), toCount(uncountedCalls)];
    const parts = [
      `${calls === 1 ? "1 record" : `${count(calls)} records`} of costs`,
      // What nobody knows, or another source is taken for, is not 0.
      calls === unpriced + uncounted ? null : usd(totalCost),
      unpriced > 0 ? `${count(unpriced)} of unknown price` : null,
      uncounted > 0 ? `${uncounted === calls ? "" : `${count(uncounted)} `}not in the sums` : null,
    ];
    return { what: parts.filter((part) => part !== null).join(", ") };
  },
  "cost.unpriced": ({ provider, model }: Payload): Words => ({
    what: `No price is known for ${named(provider, model)}`,
    detail: "Set one in config/cost_models.yaml and re-rate; budgets that pause assume the dearest price.",
    tone: "warning",
  }),
  "cost.rerated": ({ records, fromCost, toCost }: Payload): Words => ({
    what: `${records === 1 ? "1 record" : `${count(records)} records`} re-rated: ${usd(fromCost)} is ${usd(toCost)} now`,
    tone: "info",
  }),
  "cost.budget.created": ({ limit }: Payload): Words => ({ what: `Budget set: ${usd(limit)}`, tone: "info" }),
  "cost.budget.updated": (): Words => ({ what: "Budget changed" }),
  "cost.budget.deleted": ({ limit }: Payload): Words => ({ what: `Budget deleted: ${usd(limit)}` }),
  "cost.budget.warning": (payload: Payload): Words => ({
    what: `Budget warns: ${spent(payload)}`,
    tone: "warning",
  }),
  "cost.budget.critical": (payload: Payload): Words => ({
    what: `Budget is critical: ${spent(payload)}`,
    tone: "danger",
  }),
  "cost.budget.exceeded": (payload: Payload): Words => ({
    what: `Budget spent: ${spent(payload)}`,
    tone: "danger",
  }),
  "cost.budget.resumed": ({ reason }: Payload): Words => ({
    what: "Budget pauses nothing any more",
    ...(typeof reason === "string" ? { detail: reason } : {}),
    tone: "success",
  }),
  "cost.forecast.high": (payload: Payload): Words => ({
    what: `Budget is likely to be exceeded: ${share(payload.chance)}`,
    detail: `${spent(payload)} is spent; what is queued will cost about ${usd(payload.expected)}.`,
    tone: "warning",
  }),
  "cost.recommendation.accepted": ({ saving }: Payload): Words => ({
    what: `Recommendation accepted: ${usd(saving)} a month`,
    tone: "success",
  }),
  "cost.recommendation.dismissed": ({ saving, reason }: Payload): Words => ({
    what: `Recommendation dismissed: ${usd(saving)} a month`,
    ...(typeof reason === "string" ? { detail: reason } : {}),
  }),
};

function share(chance: Payload[string] | undefined): string {
  return typeof chance === "number" ? `${Math.round(chance * 100)} %` : "an unknown chance";
}

function spent({ spent, limit }: Payload): string {
  return `${usd(spent)} of ${usd(limit)}`;
}

function named(provider: Payload[string] | undefined, model: Payload[string] | undefined): string {
  const name = typeof model === "string" ? model : "a model";
  return typeof provider === "string" && provider !== "unknown" ? `${name} of ${provider}` : name;
}

function toCount(value: Payload[string] | undefined): number {
  return typeof value === "number" ? value : 0;
}

function usd(amount: Payload[string] | undefined): string {
  return typeof amount === "string" && /^\d+([.]\d+)?$/.test(amount)
    ? formatUsd(amount)
    : "an unknown amount";
}

function count(value: Payload[string] | undefined): string {
  return typeof value === "number" ? value.toLocaleString("en") : "Some";
}
