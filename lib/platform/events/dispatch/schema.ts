// Apart from the events' own shapes: every page reads those, and one page these.
import { z } from "zod";
import { IdOf } from "../../ids";
import { Instant } from "../../schema";
import { EventRecord } from "../schema";

/** How far what reacts to events is behind them. */
export const DispatcherLag = z
  .object({
    secondsBehind: z.number().describe("Age of the oldest event that a reaction has not handled."),
    eventsBehind: z.int().describe("The most that any reaction has before it; counted up to 10,000."),
    reactions: z.array(
      z.object({
        name: z.string(),
        eventsBehind: z.int(),
        secondsBehind: z.number(),
        retrying: z.int().describe("Events that failed and will be tried again."),
        parked: z.int().describe("Events that failed for the last time and wait for a person."),
      }),
    ),
  })
  .meta({ id: "DispatcherLag" });
export type DispatcherLag = z.infer<typeof DispatcherLag>;

/** An event that a reaction failed on. */
export const ReactionFailure = z
  .object({
    reaction: z.string(),
    eventId: IdOf("evt"),
    event: EventRecord,
    attempts: z.int(),
    error: z.string(),
    nextTryAt: Instant.nullable().describe("Null: parked until it is retried by hand."),
    failedAt: Instant,
  })
  .meta({ id: "ReactionFailure" });
export type ReactionFailure = z.infer<typeof ReactionFailure>;

export const Reactions = DispatcherLag.extend({
  failures: z.array(ReactionFailure).describe("The newest 100 events that a reaction failed on."),
}).meta({ id: "Reactions" });
export type Reactions = z.infer<typeof Reactions>;

export const RetryReaction = z.strictObject({ name: z.string().max(100), event: IdOf("evt") });
export type RetryReaction = z.infer<typeof RetryReaction>;
export const RetriedReaction = z.object({ eventId: IdOf("evt") });
