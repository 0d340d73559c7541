import { prerender } from "react-dom/static";
import { describe, expect, it } from "vitest";
import { QuarantineNote } from "@/components/work/agents/quarantine-note";
import type { Agent } from "@/lib/work/schema";

type Shown = Pick<Agent, "status" | "statusReason" | "statusUntil" | "isSilent">;
const ASIDE: Shown = {
  status: "quarantined",
  statusReason: "Watchdog: not heard of for 41 s",
  statusUntil: "2026-11-23T18:00:00.000Z",
  isSilent: false,
};

async function wordsOf(agent: Partial<Shown>): Promise<string> {
  const { prelude } = await prerender(<QuarantineNote agent={{ ...ASIDE, ...agent }} />);
  return (await new Response(prelude).text()).replaceAll(/<[^>]*>/g, "");
}

describe("a quarantine, on its agent's page", () => {
  it("says until when it holds, and what ends it", async () => {
    expect(await wordsOf({})).toMatch(
      /gets no tasks.*41 s.*works again by itself: until .*18:00.*reinstate it before/s,
    );
  });

  it("that is over for nobody who is silent says so", async () => {
    expect(await wordsOf({ isSilent: true })).toMatch(/once this is over and it is heard of: until .*18:00/);
  });

  it("without a time, as a person lays it, promises none", async () => {
    expect(await wordsOf({ statusUntil: null })).not.toContain("again");
  });

  it("in which an agent has left is not said to be one that it is in", async () => {
    const words = await wordsOf({ status: "retired" });
    expect(words).toContain("It left in quarantine, and comes back into it");
    expect(words).not.toContain("reinstate");
    expect(await wordsOf({ status: "retired", statusReason: null })).toBe("");
  });
});
