import { z } from "zod";
import { Budget, BudgetDetail, BudgetId, UpdateBudget } from "@/lib/costs/schema";
import { deleteBudget, getBudget, updateBudget } from "@/lib/costs/service";
import { route } from "@/lib/platform/http/route";

const params = z.object({ id: BudgetId });

export const GET = route(
  { summary: "Read a budget and what runs under it", scope: "work:read", params, reply: BudgetDetail },
  ({ actor, params }) => getBudget(actor, params.id),
);

export const PATCH = route(
  { summary: "Change a budget", scope: "costs:manage", params, body: UpdateBudget, reply: Budget },
  ({ actor, params, body }) => updateBudget(actor, params.id, body),
);

export const DELETE = route(
  { summary: "Delete a budget and end what it pauses", scope: "costs:manage", params, reply: Budget },
  ({ actor, params }) => deleteBudget(actor, params.id),
);
