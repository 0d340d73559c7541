import { expect, test } from "vitest";
import { differenceWords } from "@/components/costs/prepare-words";
import { changeWords, defaultFrom, rerateOf, signedUsd } from "@/components/costs/prices/prepare-rerate";
import { isNarrowed, toRecordFilter } from "@/components/costs/records/record-filter";
import { costTitle } from "@/components/costs/records/record-words";
import { addSums, NO_SUMS } from "@/lib/costs/rerate-sums";
import { type CostRecord, Rerate } from "@/lib/costs/schema";

test("another source tells of more, of less, of the same, or of what cannot be compared", () => {
  const said = { difference: null, calls: 3, unpricedCalls: 0, totalCost: "5" };
  expect(differenceWords({ ...said, difference: "0.4" })).toBe("$ 0.40 more");
  expect(differenceWords({ ...said, difference: "-0.4" })).toBe("$ 0.40 less");
  expect(differenceWords({ ...said, difference: "0" })).toBe("the same");
  expect(differenceWords(said)).toBe("$ 5.00");
  expect(differenceWords({ ...said, unpricedCalls: 1 })).toBe("$ 5.00 and 1 record without a price");
  expect(differenceWords({ ...said, unpricedCalls: 3, totalCost: "0" })).toBe("an unknown cost");
});

test("the form of re-rating asks for whole days of UTC, and leaves out what is empty", () => {
  const form = new FormData();
  for (const [name, value] of Object.entries({ from: "2026-11-01", to: "", model: " m ", reason: "" })) {
    form.set(name, value);
  }
  expect(Rerate.parse(rerateOf(form, true))).toEqual({
    from: "2026-11-01T00:00:00Z",
    model: "m",
    reason: "Prices changed.",
    dryRun: true,
  });
  form.set("from", "");
  expect(Rerate.safeParse(rerateOf(form, false)).error?.issues[0]?.path).toEqual(["from"]);
  expect(defaultFrom(new Date("2026-11-23T03:00:00Z"))).toBe("2026-11-01");
});

test("changes of cost keep their sign, and add up over requests by model", () => {
  expect([signedUsd("4"), signedUsd("-4")]).toEqual(["+ $ 4.00", "− $ 4.00"]);
  const one = {
    ...NO_SUMS,
    models: [{ provider: "p", model: "m", records: 1, newlyPriced: 1, fromCost: "0", toCost: "0.1" }],
  };
  const sums = addSums(addSums(NO_SUMS, one), one);
  expect(sums).toMatchObject({ records: 2, newlyPriced: 2, fromCost: "0", toCost: "0.2", difference: "0.2" });
  expect(sums.models).toHaveLength(1);
  const less = { provider: "p", model: "less", records: 1, newlyPriced: 0, fromCost: "9", toCost: "3" };
  const { models } = addSums(sums, { ...NO_SUMS, models: [less] });
  expect(models.map(({ model }) => model)).toEqual(["less", "m"]);
  expect(changeWords({ fromCost: "4", toCost: "8" })).toBe("$ 4.00 is $ 8.00 now");
});

const RECORD = {
  totalCost: "1",
  firstCost: "1",
  assumedCost: null,
  reportedCost: null,
  priceVersion: "v2",
  tier: null,
  isCounted: true,
  adjustments: [],
} as unknown as CostRecord;
const RERATED = {
  ...RECORD,
  adjustments: [
    {
      ...{ fromCost: "0.5", toCost: "1", toPriceVersion: "v2", reason: "New contract" },
      ...{ actor: "usr_1", createdAt: "2026-11-23T00:00:00Z" },
    },
  ],
};

test("a cost says what it was first, what it is taken for, and why it is in no sum", () => {
  expect(costTitle(RECORD)).toBe("$ 1, prices v2");
  expect(costTitle({ ...RERATED, firstCost: "0.5", tier: "batch" })).toBe(
    "$ 1, prices v2; at first $ 0.5; re-rated: New contract; served as batch",
  );
  expect(costTitle({ ...RERATED, firstCost: null })).toContain("it had no price at first");
  expect(costTitle({ ...RECORD, totalCost: null, firstCost: null, assumedCost: "150" })).toBe(
    "No price is known for this model; budgets that pause take it for $ 150",
  );
  expect(costTitle({ ...RECORD, isCounted: false, reportedCost: "2" })).toContain(
    "the agent reported $ 2; another source's word is taken",
  );
});

test("an address narrows records to a source, to what counts, and to what belongs to none", () => {
  const choice = {
    ...{ from: null, to: null, ticket: "none", task: null, agent: null, phase: null, model: null },
    ...{ status: null, source: "gateway" as const, counted: "false" as const },
  };
  expect(toRecordFilter(choice, "prj")).toMatchObject({
    project: "prj",
    ticket: "none",
    source: "gateway",
    counted: "false",
  });
  expect(isNarrowed(choice)).toBe(true);
});
