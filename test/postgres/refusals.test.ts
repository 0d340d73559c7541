// Refusals that two replicas record and tell of at once, one of which is killed.
import { expect, it } from "vitest";
import { aLead, refuseMany, tellRefusals } from "../guardian/support/calls";
import { twoReplicas } from "../guardian/support/replica";
import { aVictim, killAt } from "../guardian/support/victim";
import { expectChained } from "../guardian/support/whole";
import { many } from "../support/races";
import { change, rows } from "../support/sql";

const { url, other } = twoReplicas();

const SINGLY = 10;
const pass = () => change`UPDATE audit_refusals SET minute = minute - interval '2 minutes'`;

/** How many entries there are of each kind, and how many refusals all of them tell of. */
async function toldOf({ id }: { id: string }) {
  const found = await rows<{ n: number | null }>`
    SELECT (detail::jsonb ->> 'count')::int AS n FROM audit_entries WHERE actor = ${id}`;
  const summaries = found.filter(({ n }) => n !== null);
  const all = found.reduce((sum, { n }) => sum + (n ?? 1), 0);
  return { singles: found.length - summaries.length, summaries: summaries.length, all };
}

/** What a flood leaves, which may have begun at the end of a minute: entries of their own, and minutes with more. */
async function countedOf({ id }: { id: string }) {
  const [row] = await rows<{ singles: number; summaries: number }>`
    SELECT sum(least(count, ${SINGLY}))::int AS singles, (count(*) FILTER (WHERE count > ${SINGLY}))::int AS summaries
    FROM audit_refusals WHERE actor = ${id}`;
  return row ?? { singles: 0, summaries: 0 };
}

it("are counted once each, whichever replica met them, and told once", async () => {
  const lead = aLead(5);
  await Promise.all([
    ...(await many(4, async () => refuseMany(lead, 25))),
    other.call("refuseMany", lead, 100),
  ]);
  const { singles, summaries } = await countedOf(lead);
  expect(await toldOf(lead)).toEqual({ singles, summaries: 0, all: singles });
  await pass();
  await Promise.all([tellRefusals(), tellRefusals(), other.call("tellRefusals"), other.call("tellRefusals")]);
  expect(await toldOf(lead)).toEqual({ singles, summaries, all: 200 });
  await expectChained();
});

it.each(["before", "in", "after"] as const)(
  "whose telling is killed %s its commit are told once all the same",
  async (moment) => {
    const lead = aLead({ before: 6, in: 7, after: 8 }[moment]);
    await refuseMany(lead, 40);
    const { singles, summaries } = await countedOf(lead);
    await pass();
    const victim = aVictim(url(), moment);
    await killAt(url(), moment, victim, 1, () => victim.tell("tellRefusals"));
    const isTold = moment !== "before";
    expect((await toldOf(lead)).summaries).toBe(isTold ? summaries : 0);
    await tellRefusals();
    expect(await toldOf(lead)).toEqual({ singles, summaries, all: 40 });
    await expectChained();
  },
);
