// What everybody who has a page open must know at once, whatever the page shows.
import { z } from "zod";
import { Instant } from "@/lib/platform/schema";
import { ActionType } from "./action-type";

const WaitingProposal = z.object({
  id: z.string(),
  actionType: ActionType,
  targetLabel: z.string(),
  askedBy: z.string(),
  expiresAt: Instant,
});
export type WaitingProposal = z.infer<typeof WaitingProposal>;

const WidePause = z.object({
  id: z.string(),
  owner: z.string().describe("Whose it is: a person, a key, an action of the guardian, a budget."),
  ownerName: z.string(),
  projectId: z.string().nullable().describe("null: all work."),
  projectName: z.string().nullable(),
  reason: z.string(),
  expiresAt: Instant.nullable(),
});
export type WidePause = z.infer<typeof WidePause>;

export const Notices = z
  .object({
    criticals: z.int().describe("Critical alerts that nobody looks after yet."),
    approvals: z
      .object({
        waiting: z.int(),
        nextExpiresAt: Instant.nullable().describe("When the first of them can be decided no more."),
        newest: WaitingProposal.nullable().describe("The newest that the caller did not ask for."),
      })
      .nullable()
      .describe("null: the caller may not decide."),
    pauses: z
      .object({ count: z.int(), widest: WidePause.nullable() })
      .describe("Holds in force under which nothing is claimed, in a project or anywhere."),
  })
  .meta({ id: "GuardianNotices" });
export type Notices = z.infer<typeof Notices>;
