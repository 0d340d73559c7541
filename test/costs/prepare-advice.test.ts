import { describe, expect, it } from "vitest";
import {
  bandWords,
  coverageWords,
  paceWords,
  riskWords,
  toFan,
} from "@/components/costs/forecast/prepare-forecast";
import { realisedWords, savingWords } from "@/components/costs/recommendations/prepare-recommendation";
import type { Forecast } from "@/lib/costs/schema";

const band = { p10: "10", p50: "20", p90: "40.005" };

describe("a forecast in words", () => {
  it("says the chance in a word and a number, and never that something is certain", () => {
    const words = (chance: number | null) => riskWords({ chance, limit: "10", spent: "1" }).label;
    expect([0, 0.05, 0.2, 0.5, 0.7, 0.95, 1].map(words)).toEqual([
      "Very unlikely, < 1 %",
      "Very unlikely, 5 %",
      "Unlikely, 20 %",
      "As likely as not, 50 %",
      "Likely, 70 %",
      "Very likely, 95 %",
      "Very likely, > 99 %",
    ]);
    expect(words(null)).toBe("Unknown");
    expect(riskWords({ chance: 1, limit: "10", spent: "10.5" })).toEqual({
      label: "Spent already",
      tone: "danger",
    });
  });

  it("says how good it was only once something was compared", () => {
    const words = (scored: number, inside: number) =>
      coverageWords({ nominal: 0.8, scored, inside, waiting: 1 });
    expect([words(0, 0), words(1, 1), words(20, 17)]).toEqual([
      null,
      "1 of 1 inside",
      "17 of the last 20 inside",
    ]);
  });

  it("names a pace by the day, and none where no task has ended", () => {
    expect(paceWords({ ended: 0, hours: 168 })).toBe(null);
    expect(paceWords({ ended: 7, hours: 168 })).toBe("1 task a day");
    expect(paceWords({ ended: 400, hours: 24 })).toBe("400 tasks a day");
  });

  it("is drawn on top of what a budget has spent, to the cent", () => {
    const path = [
      { at: null, tasks: 0, p10: "0", p50: "0", p90: "0" },
      { at: null, tasks: 4, ...band },
    ];
    const fan = toFan({ path, budget: { spent: "0.1" }, waiting: 3, begun: 1 } as Forecast);
    expect(fan.map(({ words }) => words.middle)).toEqual(["$ 0.10", "$ 20.10"]);
    expect(fan[1]).toMatchObject({
      label: "4",
      words: { tasks: "4 of 4 tasks", band: "$ 10.10 to $ 40.11" },
    });
    expect(bandWords({ p10: "1", p90: "1.001" })).toBe("$ 1.00");
  });
});

describe("a recommendation in words", () => {
  it("says what it saves with its span, and what came of it: also when that was nothing", () => {
    expect(savingWords({ usd: "12", low: "4", high: "1021" })).toEqual({
      value: "$ 12.00 a month",
      span: "$ 4.00 to $ 1,021.00",
    });
    const of = (usd: string, units: number) =>
      realisedWords({ usd, units, baseline: "1.4", unit: "task" }).value;
    expect([of("0", 0), of("3.2", 5), of("-3.2", 5)]).toEqual([
      "Nothing to measure yet",
      "$ 3.20 saved",
      "$ 3.20 more spent",
    ]);
    expect(realisedWords(null).value).toBe("Not measured");
  });
});
