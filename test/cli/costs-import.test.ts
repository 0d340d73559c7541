// Transcripts into the ledger, by the command line and over HTTP.
import { appendFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { CostRecordsQuery } from "@/lib/costs/schema";
import * as costs from "@/lib/costs/service";
import "../support/embedded";
import { ADMIN, aKey, aProject, claimOne } from "../support/makers";
import { temporaryDir } from "../worker/support/running";
import { aRealRoom } from "./support/real-room";
import { cli } from "./support/run-cli";
import { messageLine, userLine, writeTranscript } from "./support/transcripts";

const room = aRealRoom();

async function arrange() {
  const project = await aProject();
  const key = await aKey({ project, scopes: ["costs:write"] });
  const folder = temporaryDir();
  const run = (...words: string[]) => cli(["costs", "import", ...words], { url: room.url, key: key.secret });
  const read = async (...words: string[]) => {
    const { code, stdout, stderr } = await run(folder, "--json", ...words);
    return { code, stderr, ...JSON.parse(stdout) };
  };
  return {
    project,
    folder,
    run,
    read,
    write: (name: string, lines: string[], end?: string) => writeTranscript(folder, name, lines, end),
  };
}

const recordsOf = async (project: string) =>
  (await costs.listCostRecords(ADMIN, CostRecordsQuery.parse({ project, limit: 200 }))).items.toSorted(
    (one, other) => one.externalId.localeCompare(other.externalId),
  );

test("a call is recorded once, as it was told of last and when it was told of first, whichever session repeats it", async () => {
  const { project, read, write } = await arrange();
  const first = {
    id: "msg_a",
    request: "req_a",
    input: 1000,
    cacheRead: 5000,
    cacheWrite5m: 300,
    cacheWrite1h: 200,
  };
  const grown = { ...first, output: 1, at: "2026-11-01T10:00:00.000Z" };
  const whole = { ...first, output: 200, at: "2026-11-01T10:00:05.000Z" };
  const other = { id: "msg_b", request: "req_b", model: "claude-opus-4-8", more: { isSidechain: true } };
  write("repo/ses-1.jsonl", [userLine(), messageLine(grown), messageLine(whole), messageLine(other)]);
  // Resumed: the new file begins with what the old one held.
  write("repo/ses-2.jsonl", [
    userLine(),
    messageLine(grown),
    messageLine(whole),
    messageLine({ id: "msg_c", request: null }),
  ]);
  write("repo/ses-2/subagents/agent-1.jsonl", [
    messageLine({ id: "msg_d", model: "<synthetic>", input: 0, output: 0 }),
  ]);
  expect(await read()).toMatchObject({
    ...{ code: 0, files: 3, lines: 9, calls: 3, repeated: 3, synthetic: 1, recorded: 3, known: 0 },
    models: [
      {
        model: "claude-haiku-4-5",
        calls: 2,
        input: 1100,
        cacheRead: 5000,
        cacheWrite5m: 300,
        cacheWrite1h: 200,
        output: 210,
      },
      { model: "claude-opus-4-8", calls: 1, input: 100, output: 10 },
    ],
  });
  const records = await recordsOf(project.id);
  expect(records).toMatchObject([
    {
      ...{
        externalId: "msg_a:req_a",
        source: "import",
        provider: "anthropic",
        occurredAt: "2026-11-01T10:00:00.000Z",
      },
      tokens: { input: 1000, cacheRead: 5000, cacheWrite5m: 300, cacheWrite1h: 200, output: 200 },
      // $ 1, 0.10, 1.25, 2 and 5 a million.
      totalCost: "0.003275",
    },
    { externalId: "msg_b:req_b", model: "claude-opus-4-8" },
    { externalId: "msg_c" },
  ]);
  expect(await read()).toMatchObject({ code: 0, calls: 3, recorded: 0, known: 3, changed: [] });
  expect(await recordsOf(project.id)).toEqual(records);
});

test("lines that cannot be read are named and counted, the others are recorded, and the exit code says so", async () => {
  const { project, run, write } = await arrange();
  const broken = messageLine({ id: "msg_x" }).slice(0, 200);
  const path = write("ses.jsonl", [
    ...[
      messageLine({ id: "msg_1" }),
      broken,
      "[1]",
      '{"usage": 1',
      messageLine({ id: "msg_2", output: -1 }),
      "",
    ],
    ...[
      messageLine({ id: "msg_3", input: 1.5 }),
      messageLine({ id: "msg_4", at: "noon" }),
      messageLine({ id: "msg_5", model: "" }),
    ],
    ...[messageLine({ id: "msg_6", more: { costUSD: -1 } }), messageLine({ id: "msg_7" })],
  ]);
  const { code, stdout, stderr } = await run(path);
  expect(code).toBe(9);
  expect(stdout).toContain("Read 11 lines of 1 files: 2 calls.");
  expect(stdout).toContain("Recorded 2 calls; 0 were recorded before.");
  const named = [...stderr.matchAll(/ses\.jsonl:(\d+): (.*)/g)].map(
    ([, line, detail]) => `${line} ${detail}`,
  );
  expect(named).toEqual([
    "2 is not valid JSON",
    "3 is no JSON object",
    "4 is not valid JSON",
    "5 output_tokens is -1; tokens are whole numbers from 0 to 10^12",
    "7 input_tokens is 1.5; tokens are whole numbers from 0 to 10^12",
    '8 timestamp is "noon", which is no time',
    "9 model is missing",
    "10 costUSD is -1, which is no cost",
  ]);
  expect((await recordsOf(project.id)).map(({ externalId }) => externalId)).toEqual([
    "msg_1:req_1",
    "msg_7:req_1",
  ]);
});

test("a transcript that is being written is no error: it is said, and the rest of it comes with the next import", async () => {
  const { read, write } = await arrange();
  const [last, cut] = [messageLine({ id: "msg_2" }), 150];
  const path = write("ses.jsonl", [messageLine(), last.slice(0, cut)], "");
  expect(await read()).toMatchObject({
    ...{ code: 0, recorded: 1, troubles: [], stderr: "" },
    cut: [{ file: path, line: 2, detail: "ends within this line" }],
  });
  // Without a line end it is whole all the same.
  appendFileSync(path, last.slice(cut));
  expect(await read()).toMatchObject({ code: 0, recorded: 1, known: 1, cut: [] });
});

test("a call that went on after it was imported stays as it was recorded, which is said", async () => {
  const { project, read, write } = await arrange();
  const path = write("ses.jsonl", [messageLine({ output: 3 }), messageLine({ id: "msg_2" })]);
  await read();
  appendFileSync(
    path,
    `${messageLine({ output: 90, at: "2026-11-01T10:00:09.000Z" })}\n${messageLine({ id: "msg_3" })}\n`,
  );
  const again = await read();
  expect(again).toMatchObject({
    code: 0,
    recorded: 1,
    known: 1,
    refused: [],
    changed: [{ file: path, line: 3 }],
  });
  expect(again.changed[0].detail).toMatch(/^tokens.*: Differs from cost_/);
  expect((await recordsOf(project.id)).map(({ tokens }) => tokens.output)).toEqual([3, 10, 10]);
});

test("calls are put down to what is named, and to nothing that the key may not see", async () => {
  const { task, agent, project } = await claimOne();
  const key = await aKey({ project, scopes: ["costs:write"] });
  const path = writeTranscript(temporaryDir(), "ses.jsonl", [messageLine()]);
  const run = (...words: string[]) =>
    cli(["costs", "import", path, ...words], { url: room.url, key: key.secret });
  const foreign = await run("--task", (await claimOne()).task.id);
  expect(foreign).toMatchObject({ code: 5, stdout: "" });
  expect(foreign.stderr).toContain("There is no such task.");
  expect((await run("--task", task.id)).code).toBe(0);
  expect(await recordsOf(project.id)).toMatchObject([
    { taskId: task.id, ticketId: task.ticketId, phase: task.phase, agentId: agent.id, source: "import" },
  ]);
  expect((await run("--task", "tkt_1")).stderr).toContain('--task: Must be an id that starts with "task_"');
});

test("what the room refuses of some calls is named by file and line, and the others are recorded", async () => {
  const { project, read, write } = await arrange();
  const path = write("ses.jsonl", [messageLine(), messageLine({ id: "msg_2", at: "2999-01-01T00:00:00Z" })]);
  expect(await read()).toMatchObject({
    ...{ code: 9, recorded: 1, troubles: [] },
    refused: [{ file: path, line: 2, detail: "occurredAt: Must not lie in the future." }],
  });
  expect(await recordsOf(project.id)).toHaveLength(1);
});

test("a call that is refused is named also where it is the only one", async () => {
  const { read, write } = await arrange();
  const path = write("ses.jsonl", [messageLine({ at: "2999-01-01T00:00:00Z" })]);
  expect(await read()).toMatchObject({
    ...{ code: 9, recorded: 0 },
    refused: [{ file: path, line: 1, detail: "occurredAt: Must not lie in the future." }],
  });
});

test("a line beyond all calendars, and one that is too long to be read, are named, and the others are recorded", async () => {
  const { read, write } = await arrange();
  const endless = `{"usage":"${"x".repeat(64_000_000)}"}`;
  const beyond = messageLine({ id: "msg_2", at: "+012026-01-01T00:00:00Z" });
  const path = write("ses.jsonl", [endless, beyond, messageLine()]);
  expect(await read()).toMatchObject({
    ...{ code: 9, recorded: 1 },
    troubles: [
      { file: path, line: 1, detail: "is over 64,000,000 bytes long" },
      { file: path, line: 2, detail: 'timestamp is "+012026-01-01T00:00:00Z", which is no time' },
    ],
  });
});

test("a dry run needs no room and records nothing; --since counts from an instant on", async () => {
  const folder = temporaryDir();
  writeTranscript(folder, "a.jsonl", [
    messageLine(),
    messageLine({ id: "msg_2", at: "2026-11-02T00:00:00Z" }),
  ]);
  const run = (...words: string[]) => cli(["costs", "import", folder, ...words]);
  const counted = async (...words: string[]) =>
    JSON.parse((await run("--dry-run", "--json", ...words)).stdout);
  expect(await counted()).toMatchObject({
    calls: 2,
    recorded: 0,
    isDryRun: true,
    from: "2026-11-01T10:00:00.000Z",
  });
  expect(await counted("--since", "2026-11-02")).toMatchObject({ calls: 1, to: "2026-11-02T00:00:00.000Z" });
  expect((await run("--dry-run")).stdout).toContain("Nothing was recorded: this was a dry run.");
  expect(await run("--dry-run", "--since", "Monday")).toMatchObject({ code: 2 });
  expect(await cli(["costs", "import", "/nowhere", "--dry-run"])).toMatchObject({ code: 2 });
  expect((await run()).code).toBe(2);
});

test("a call served at another tier is recorded with it", async () => {
  const { project, read, write } = await arrange();
  const served = { service_tier: "batch", speed: "standard", inference_geo: "us" };
  write("ses.jsonl", [messageLine({ input: 1_000_000, output: 0, served }), messageLine({ id: "msg_2" })]);
  expect(await read()).toMatchObject({ code: 0, recorded: 2 });
  expect(await recordsOf(project.id)).toMatchObject([
    { tier: "batch+us", totalCost: "0.55" },
    { tier: null },
  ]);
  expect(await read()).toMatchObject({ known: 2, changed: [] });
});

test("what was recorded by a request whose answer was lost is known to the next, and more than one batch follows", async () => {
  const { project, read, write } = await arrange();
  const lines = Array.from({ length: 1200 }, (_, n) => messageLine({ id: `msg_${n}`, input: 1, output: 0 }));
  write("ses.jsonl", lines);
  const send = globalThis.fetch;
  const sending = vi.spyOn(globalThis, "fetch").mockImplementationOnce(async (...request) => {
    await send(...request);
    throw new TypeError("fetch failed");
  });
  try {
    expect(await read()).toMatchObject({ code: 0, recorded: 200, known: 1000, changed: [], refused: [] });
    expect(sending).toHaveBeenCalledTimes(3);
  } finally {
    sending.mockRestore();
  }
  const sum = await costs.getCostSummary(ADMIN, { by: "model", zone: "UTC", project: project.id });
  expect([sum.total.calls, sum.total.tokens.input]).toEqual([1200, 1200]);
});

test("a room that is not there is tried again, and then said; what it refuses for good is not tried again", async () => {
  const path = writeTranscript(temporaryDir(), "ses.jsonl", [messageLine()]);
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const sending = vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("fetch failed"));
  try {
    const running = cli(["costs", "import", path], { url: room.url, key: "omoi_x" });
    while (sending.mock.calls.length < 6) await vi.advanceTimersByTimeAsync(1000);
    expect(await running).toMatchObject({
      code: 3,
      stdout: "",
      stderr: expect.stringContaining("could not be reached"),
    });
    expect(sending).toHaveBeenCalledTimes(6);
  } finally {
    sending.mockRestore();
    vi.useRealTimers();
  }
  const unable = await aKey({ scopes: ["work:read"] });
  expect(await cli(["costs", "import", path], { url: room.url, key: unable.secret })).toMatchObject({
    code: 4,
  });
});
