import { z } from "zod";
import { ArtifactType } from "./artifacts";

/** Something a person confirms when a ticket leaves the phase. */
const PhaseCriterion = z.object({ id: z.string(), text: z.string() });

export const Phase = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    next: z.array(z.string()).describe("Where a ticket may go from here."),
    artifacts: z
      .array(ArtifactType)
      .describe("What the ticket's tasks must have produced before it moves on."),
    criteria: z.array(PhaseCriterion).describe("What must be confirmed before it moves on."),
  })
  .meta({ id: "Phase" });
export type Phase = z.infer<typeof Phase>;

/** What a phase still asks of a ticket. */
export const PhaseGap = z
  .object({
    missingArtifacts: z.array(ArtifactType),
    openCriteria: z.array(PhaseCriterion),
  })
  .meta({ id: "PhaseGap" });
export type PhaseGap = z.infer<typeof PhaseGap>;
