// What is told again must be the same.
import { describe, expect, it } from "vitest";
import "../support/embedded";
import { aProject, claimOne } from "../support/makers";
import { aCall, record } from "./support/costs";
import { listRecords, totalOf } from "./support/sources";

describe("a name that is known", () => {
  it("with other content is refused, naming record and fields, and nothing of the request is written", async () => {
    const { id: projectId } = await aProject();
    const one = aCall(1, { projectId, occurredAt: "2026-11-01T00:00:00Z" });
    const { items } = await record([one]);
    const changed = {
      ...one,
      tokens: { input: 1, output: 2 },
      model: "claude-opus-4-5",
      reportedCost: "1",
      occurredAt: "2026-11-02T00:00:00Z",
      phase: "TESTING",
    };
    const refused = await record([aCall(2, { projectId }), changed]).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "conflict" });
    const { issues } = refused as { issues: { pointer: string; detail: string }[] };
    expect(issues.map(({ pointer }) => pointer)).toEqual(
      ["model", "tokens/input", "tokens/output", "reportedCost", "occurredAt", "phase"].map(
        (field) => `/records/1/${field}`,
      ),
    );
    expect(issues[0]?.detail).toContain(items[0]?.id);
    expect(await listRecords({ project: projectId })).toHaveLength(1);
    expect(await totalOf({ project: projectId })).toMatchObject({ calls: 1, totalCost: "1" });
  });

  it("with other content in the same request is refused too, and writes nothing", async () => {
    const { id: projectId } = await aProject();
    const one = aCall(1, { projectId });
    await expect(record([one, { ...one, provider: "openai" }])).rejects.toMatchObject({
      code: "conflict",
      issues: [{ pointer: "/records/1/provider" }],
    });
    expect(await listRecords({ project: projectId })).toEqual([]);
  });

  it("with the same content in other words is the same call", async () => {
    const { task } = await claimOne();
    const one = aCall(1, { taskId: task.id, reportedCost: "1.50" });
    await record([one]);
    const again = { ...one, reportedCost: "1.5", tokens: { input: 1_000_000, output: 0 }, phase: task.phase };
    expect((await record([again])).items).toMatchObject([{ isNew: false }]);
  });

  it("whose time was ahead of ours, or not told, may be sent again", async () => {
    const { id: projectId } = await aProject();
    const ahead = aCall(1, { projectId, occurredAt: new Date(Date.now() + 60_000).toISOString() });
    const timeless = aCall(1, { projectId });
    await record([ahead, timeless]);
    expect((await record([ahead, timeless])).items).toMatchObject([{ isNew: false }, { isNew: false }]);
  });
});
