// Whose slots move: the rule by itself.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countTakeable, type HeldWork, pickSlots, type SlotSource } from "@/lib/guardian/rules/slots";
import { Priority, PRIORITY_RANK as RANK } from "@/lib/work/schema";

const work = fc.record({
  priority: fc.constantFrom(...Priority.options),
  isServed: fc.boolean(),
  isReserved: fc.boolean(),
  isStopping: fc.boolean(),
  at: fc.nat(1000),
});

const fleet = fc.array(
  fc.record({
    project: fc.constantFrom("p1", "p2", null),
    capacity: fc.integer({ min: 1, max: 5 }),
    reserved: fc.nat(5),
    isOffered: fc.boolean(),
    held: fc.array(work, { maxLength: 5 }),
  }),
  { minLength: 1, maxLength: 6 },
);

type Given = typeof fleet extends fc.Arbitrary<infer T> ? T : never;

function toSources(given: Given): SlotSource[] {
  return given.map(({ project, capacity, reserved, isOffered, held }, n) => {
    const kept = held.slice(0, capacity);
    return {
      id: `agent_${n}`,
      name: `agent ${n}`,
      projectId: project,
      capacity,
      load: kept.length,
      reservedSlots: Math.min(reserved, capacity),
      isOffered,
      held: kept.map(({ at, ...one }, m): HeldWork => {
        const taskId = `task_${n}_${m}`;
        return {
          ...one,
          taskId,
          projectId: "p1",
          attemptId: `att_${n}_${m}`,
          title: taskId,
          claimedAt: new Date(at),
        };
      }),
    };
  });
}

describe("slots that move", () => {
  it("never exceed what is asked or there, never leave a pool without a slot, and stop only lower work", () => {
    fc.assert(
      fc.property(
        fleet,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 12 }),
        (given, below, wanted) => {
          const sources = toSources(given);
          const picks = pickSlots(sources, { below, min: 1, wanted, preempt: true });
          const taken = picks.reduce((sum, pick) => sum + pick.slots, 0);
          expect(taken).toBe(Math.min(wanted, countTakeable(sources, below)));
          const slotsOf = (id: string) => picks.find(({ agentId }) => agentId === id)?.slots ?? 0;
          for (const pool of new Set(sources.map(({ projectId }) => projectId))) {
            const own = sources.filter(({ projectId }) => projectId === pool);
            const unreserved = own.reduce((sum, one) => sum + one.capacity - one.reservedSlots, 0);
            const moved = own.reduce((sum, { id }) => sum + slotsOf(id), 0);
            expect(moved === 0 || unreserved - moved >= 1).toBe(true);
          }
          for (const source of sources) {
            expect(slotsOf(source.id)).toBeLessThanOrEqual(source.capacity - source.reservedSlots);
            expect(source.isOffered || slotsOf(source.id) === 0).toBe(true);
          }
          for (const stopped of picks.flatMap(({ stops }) => stops)) {
            expect(RANK[stopped.priority]).toBeLessThan(below);
            expect([stopped.isServed, stopped.isReserved, stopped.isStopping]).toEqual([false, false, false]);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("stop nothing unless that is asked for", () => {
    fc.assert(
      fc.property(fleet, (given) => {
        const picks = pickSlots(toSources(given), { below: 4, min: 1, wanted: 9, preempt: false });
        expect(picks.flatMap(({ stops }) => stops)).toEqual([]);
      }),
    );
  });
});
