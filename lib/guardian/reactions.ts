import { reactTo } from "@/lib/platform/events/service";
import { TRIGGER_EVENTS } from "./schema";
import { wakePolicies } from "./service/policies/wake";

/** Has policies looked at as soon as something happens that triggers one, instead of at the next turn of the clock. */
export function reactByGuardian(): void {
  reactTo({ name: "guardian", types: TRIGGER_EVENTS, run: wakePolicies });
}
