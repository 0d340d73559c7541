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
  "cost.recorded": (payload: Payload): Words => {
    const { calls, totalCost, unpricedCalls } = payload;
    const unpriced =
      typeof unpricedCalls === "number" && unpricedCalls > 0 ? `, ${unpricedCalls} of unknown price` : "";
    return {
      what: `${calls === 1 ? "1 record" : `${count(calls)} records`} of costs, ${usd(totalCost)}${unpriced}`,
    };
  },
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
};

function spent({ spent, limit }: Payload): string {
  return `${usd(spent)} of ${usd(limit)}`;
}

function usd(amount: Payload[string] | undefined): string {
  return typeof amount === "string" && /^\d+([.]\d+)?$/.test(amount)
    ? formatUsd(amount)
    : "an unknown amount";
}

function count(value: Payload[string] | undefined): string {
  return typeof value === "number" ? value.toLocaleString("en") : "Some";
}
