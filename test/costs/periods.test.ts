// When a budget's periods begin and end, as the database reckons it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import "../support/embedded";
import { rows } from "../support/sql";

async function periodOf(period: string, zone: string, instant: string): Promise<[string, string]> {
  const [row] = await rows<{ startsAt: Date; endsAt: Date }>`
    SELECT starts_at AS "startsAt", ends_at AS "endsAt" FROM budget_period(${period}, ${zone}, ${instant}::timestamptz)`;
  return [row?.startsAt.toISOString().slice(0, 16) ?? "", row?.endsAt.toISOString().slice(0, 16) ?? ""];
}

const BERLIN = "Europe/Berlin";

describe("a period", () => {
  it.each([
    ["an ordinary day", "daily", "UTC", "2026-05-05T12:00Z", "2026-05-05T00:00", "2026-05-06T00:00"],
    ["its first instant", "daily", "UTC", "2026-05-05T00:00Z", "2026-05-05T00:00", "2026-05-06T00:00"],
    ["a day of 23 hours", "daily", BERLIN, "2026-03-29T12:00Z", "2026-03-28T23:00", "2026-03-29T22:00"],
    ["a day of 25 hours", "daily", BERLIN, "2026-10-25T12:00Z", "2026-10-24T22:00", "2026-10-25T23:00"],
    [
      "the last hour of that day",
      "daily",
      BERLIN,
      "2026-10-25T22:59Z",
      "2026-10-24T22:00",
      "2026-10-25T23:00",
    ],
    [
      "a day half an hour off",
      "daily",
      "Asia/Kolkata",
      "2026-05-05T18:30Z",
      "2026-05-05T18:30",
      "2026-05-06T18:30",
    ],
    [
      "the minute before it",
      "daily",
      "Asia/Kolkata",
      "2026-05-05T18:29Z",
      "2026-05-04T18:30",
      "2026-05-05T18:30",
    ],
    ["a week, from Monday", "weekly", "UTC", "2026-11-22T23:59Z", "2026-11-16T00:00", "2026-11-23T00:00"],
    ["a Monday", "weekly", "UTC", "2026-11-23T00:00Z", "2026-11-23T00:00", "2026-11-30T00:00"],
    [
      "a week with a clock change",
      "weekly",
      BERLIN,
      "2026-03-25T12:00Z",
      "2026-03-22T23:00",
      "2026-03-29T22:00",
    ],
    ["a month of 31 days", "monthly", "UTC", "2026-01-31T23:59Z", "2026-01-01T00:00", "2026-02-01T00:00"],
    ["a leap February", "monthly", "UTC", "2028-02-29T12:00Z", "2028-02-01T00:00", "2028-03-01T00:00"],
    [
      "a month's end elsewhere",
      "monthly",
      "America/New_York",
      "2026-11-01T03:59Z",
      "2026-10-01T04:00",
      "2026-11-01T04:00",
    ],
    [
      "a month with a clock change",
      "monthly",
      "America/New_York",
      "2026-11-01T04:00Z",
      "2026-11-01T04:00",
      "2026-12-01T05:00",
    ],
    [
      "a day without a midnight",
      "daily",
      "Africa/Cairo",
      "2026-04-24T12:00Z",
      "2026-04-23T22:00",
      "2026-04-24T21:00",
    ],
    [
      "a day with two midnights",
      "daily",
      "America/Havana",
      "2026-11-01T12:00Z",
      "2026-11-01T05:00",
      "2026-11-02T05:00",
    ],
    [
      "between its two midnights",
      "daily",
      "America/Havana",
      "2026-11-01T04:30Z",
      "2026-10-31T04:00",
      "2026-11-01T05:00",
    ],
  ])("%s", async (_, period, zone, instant, start, end) => {
    expect(await periodOf(period, zone, instant)).toEqual([start, end]);
  });

  it("once: from the beginning, without an end", async () => {
    expect(await rows`SELECT * FROM budget_period('once', 'UTC', now())`).toEqual([
      { starts_at: new Date(0), ends_at: null },
    ]);
  });

  it("contains its instant, and the next one begins where it ends, in every zone and at any time", async () => {
    const zones = [
      "UTC",
      BERLIN,
      "America/Havana",
      "Asia/Kolkata",
      "Australia/Lord_Howe",
      "Africa/Cairo",
      "Asia/Beirut",
    ];
    const property = fc.asyncProperty(
      fc.constantFrom("daily", "weekly", "monthly"),
      fc.constantFrom(...zones),
      fc.date({ min: new Date("2020-01-01"), max: new Date("2035-01-01"), noInvalidDate: true }),
      async (period, zone, instant) => {
        const at = instant.toISOString();
        const [row] = await rows<{ isIn: boolean; follows: boolean; isSame: boolean }>`
          SELECT p.starts_at <= ${at}::timestamptz AND ${at}::timestamptz < p.ends_at AS "isIn",
            n.starts_at = p.ends_at AS follows, s.starts_at = p.starts_at AS "isSame"
          FROM budget_period(${period}, ${zone}, ${at}::timestamptz) p,
            LATERAL budget_period(${period}, ${zone}, p.ends_at) n, LATERAL budget_period(${period}, ${zone}, p.starts_at) s`;
        expect([at, row]).toEqual([at, { isIn: true, follows: true, isSame: true }]);
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });
});
