import { expect, test } from "vitest";
import { formatInstant, formatZoned } from "@/lib/platform/instant";

test("an instant is told as the clocks of its zone have it, summer and winter, midnight as 00:00", () => {
  expect(formatInstant(new Date("2026-11-23T23:00:00Z"), "Europe/Berlin")).toBe("24 Nov, 00:00");
  expect(formatInstant(new Date("2026-07-23T22:00:00Z"), "Europe/Berlin")).toBe("24 Jul, 00:00");
  expect(formatInstant(new Date("2026-11-23T23:00:00Z"), "UTC")).toBe("23 Nov, 23:00");
  expect(formatInstant(new Date("2026-11-23T18:15:00Z"), "Asia/Kathmandu")).toBe("24 Nov, 00:00");
});

test("the zone is named where nothing else names it", () => {
  expect(formatZoned(new Date("2026-11-23T23:00:00Z"), "Europe/Berlin")).toBe(
    "24 Nov, 00:00 (Europe/Berlin)",
  );
});
