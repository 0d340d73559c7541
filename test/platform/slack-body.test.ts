import { describe, expect, it } from "vitest";
import { slackBody } from "@/lib/platform/webhooks/body";

/** What Slack takes in one block. */
const BLOCK_MAX = 3_000;

describe("a message for Slack", () => {
  it.each(["&", "<", "a&", "x"])(
    "of the longest lines of %s fits a block, cut between characters",
    (word) => {
      const long = word.repeat(4_000);
      const wording = { head: long, title: long, path: "/alerts/alrt_1", lines: [long, long, long, long] };
      const [section] = JSON.parse(slackBody(wording, "2026-11-23T12:00:00.000Z")).blocks;
      const { text } = section.text;
      expect(text.length).toBeLessThanOrEqual(BLOCK_MAX);
      expect(text.split("\n").length).toBe(5);
      for (const line of text.split("\n")) expect(line).toMatch(/^\*?((&amp;|&lt;)|[ax])+…\*?$/);
    },
  );
});
