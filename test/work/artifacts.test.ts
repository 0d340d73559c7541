import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { GET as downloadRoute } from "@/app/api/v1/tasks/[id]/artifacts/[artifact]/route";
import { PUT as putRoute } from "@/app/api/v1/tasks/[id]/artifacts/route";
import { POST as appendRoute, GET as readLogRoute } from "@/app/api/v1/tasks/[id]/log/route";
import { onSignals, type Signal } from "@/lib/platform/events/signals";
import {
  ARTIFACT_BODY_BYTES_MAX,
  ARTIFACT_BYTES_MAX,
  type Artifact,
  LOG_BYTES_MAX,
  type LogPosition,
  type LogSlice,
} from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aKey, aProject, claimOne, type Held } from "../support/makers";
import { change, eventsOf, rows } from "../support/sql";

const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
const bytesOf = (text: string) => Buffer.byteLength(text);

const append = (held: Held, offset: number, text: string) =>
  call<LogPosition>(appendRoute, {
    method: "POST",
    key: held.key,
    params: { id: held.task.id },
    body: { ...held.ref, offset, text },
  });
const readLog = async (held: Held, offset = 0) =>
  (
    await call<LogSlice>(readLogRoute, {
      key: held.key,
      params: { id: held.task.id },
      query: { attempt: held.ref.attemptId, offset },
    })
  ).json;
const finish = (held: Held) =>
  work.completeTask(held.key.actor, held.task.id, { ...held.ref, result: {}, usage: null });

describe("appending to a log", () => {
  it("counts in bytes, not characters, and is read back as it was written", async () => {
    const held = await claimOne();
    const [one, two] = ["grüße 🦉\n", "zweite\n"];
    expect((await append(held, 0, one)).json).toEqual({ nextOffset: bytesOf(one), full: false });
    expect((await append(held, bytesOf(one), two)).json.nextOffset).toBe(bytesOf(one + two));
    expect(await readLog(held)).toMatchObject({
      text: one + two,
      closed: false,
      sizeBytes: bytesOf(one + two),
    });
    expect((await readLog(held, bytesOf(one))).text).toBe(two);
    expect((await readLog(held, bytesOf(one) + 3)).text).toBe("ite\n");
    expect((await readLog(held, 10_000)).text).toBe("");
  });

  it("of the same chunk again changes nothing", async () => {
    const held = await claimOne();
    await append(held, 0, "one\n");
    expect((await append(held, 0, "one\n")).json.nextOffset).toBe(4);
    expect((await readLog(held)).text).toBe("one\n");
  });

  it("of a chunk that overlaps adds only what is new", async () => {
    const held = await claimOne();
    await append(held, 0, "12345");
    expect((await append(held, 3, "45678")).json.nextOffset).toBe(8);
    expect((await readLog(held)).text).toBe("12345678");
  });

  it("after a gap is refused with the position expected, and changes nothing", async () => {
    const held = await claimOne();
    await append(held, 0, "12345");
    const { status, problem } = await append(held, 6, "7");
    expect(status).toBe(409);
    expect(problem).toMatchObject({ code: "conflict", facts: { nextOffset: 5 } });
    expect((await readLog(held)).text).toBe("12345");
  });

  it("keeps control characters and a byte order mark", async () => {
    const held = await claimOne();
    const text = "\ufeffa\u0000b\u001b[31mred";
    await append(held, 0, text);
    expect((await readLog(held)).text).toBe(text);
  });

  it("stops at the cap, says that it is full, and goes on to accept what it drops", async () => {
    const held = await claimOne();
    await append(held, 0, "x");
    const nearly = LOG_BYTES_MAX - 4;
    await change`UPDATE artifacts SET size_bytes = ${nearly} WHERE attempt_id = ${held.ref.attemptId} AND type = 'log'`;
    expect((await append(held, nearly, "12")).json).toEqual({ nextOffset: nearly + 2, full: false });
    expect((await append(held, nearly + 2, "3456")).json).toEqual({ nextOffset: LOG_BYTES_MAX, full: true });
    expect((await append(held, LOG_BYTES_MAX, "more")).json).toEqual({
      nextOffset: LOG_BYTES_MAX,
      full: true,
    });
    const [row] = await rows<{ size: number }>`
      SELECT size_bytes AS size FROM artifacts WHERE attempt_id = ${held.ref.attemptId}`;
    expect(row?.size).toBe(LOG_BYTES_MAX);
  });

  it("tells the readers by a signal, and only when something was added", async () => {
    const held = await claimOne();
    const heard: Signal[] = [];
    const stop = onSignals((signals) => heard.push(...signals));
    await append(held, 0, "one");
    await append(held, 0, "one");
    stop();
    expect(heard).toEqual([{ topic: "log", id: held.ref.attemptId }]);
  });

  it("ends with the attempt: sealed with its SHA-256, closed to readers, refused to the writer", async () => {
    const held = await claimOne();
    await append(held, 0, "one\n");
    await append(held, 4, "zwei ü\n");
    await finish(held);
    const { artifacts } = await work.getTask(ADMIN, held.task.id);
    expect(artifacts).toMatchObject([
      { type: "log", sha256: sha256("one\nzwei ü\n"), sizeBytes: bytesOf("one\nzwei ü\n") },
    ]);
    expect(await readLog(held)).toMatchObject({ closed: true });
    const late = await append(held, bytesOf("one\nzwei ü\n"), "late");
    expect(late.problem.code).toBe("lease_lost");
    expect((await readLog(held)).text).toBe("one\nzwei ü\n");
  });

  it("is read in slices that together are the whole", async () => {
    const held = await claimOne();
    let offset = 0;
    for (let n = 0; n < 120; n += 1) {
      const { nextOffset } = await work.appendLog(held.key.actor, held.task.id, {
        ...held.ref,
        offset,
        text: `line ${n} ä\n`,
      });
      offset = nextOffset;
    }
    let text = "";
    let from = 0;
    let slices = 0;
    do {
      const slice = await readLog(held, from);
      text += slice.text;
      from = slice.nextOffset;
      slices += 1;
    } while (from < offset);
    expect(slices).toBeGreaterThan(1);
    expect(text).toBe(Array.from({ length: 120 }, (_, n) => `line ${n} ä\n`).join(""));
  });
});

describe("an artifact", () => {
  const put = (held: Held, content: Uint8Array | string, more: Record<string, string> = {}) =>
    call<Artifact>(putRoute, {
      method: "PUT",
      key: held.key,
      params: { id: held.task.id },
      body: {
        ...held.ref,
        ...{ type: "report", name: "r.txt", mediaType: "text/plain; charset=utf-8" },
        contentBase64: Buffer.from(content).toString("base64"),
        ...more,
      },
    });

  it("of the same content again is the same artifact, and one event", async () => {
    const held = await claimOne();
    const first = await put(held, "hello");
    const again = await put(held, "hello");
    expect(first.json).toMatchObject({
      sizeBytes: 5,
      sha256: sha256("hello"),
      attemptId: held.ref.attemptId,
    });
    expect(again.json).toEqual(first.json);
    expect((await eventsOf(held.task.id)).filter((type) => type === "task.artifact_added")).toHaveLength(1);
  });

  it("of another content under the same name is refused, and the first stays", async () => {
    const held = await claimOne();
    const { json } = await put(held, "hello");
    const { status, problem } = await put(held, "other");
    expect(status).toBe(409);
    expect(problem.code).toBe("conflict");
    const { content } = await work.downloadArtifact(ADMIN, held.task.id, json.id);
    expect(Buffer.from(content).toString()).toBe("hello");
  });

  it("is accepted up to its limit and refused with 413 above, whichever way it is too large", async () => {
    const held = await claimOne();
    expect((await put(held, new Uint8Array(ARTIFACT_BYTES_MAX))).status).toBe(200);
    for (const size of [
      ARTIFACT_BYTES_MAX + 1,
      ARTIFACT_BYTES_MAX + 100,
      ARTIFACT_BYTES_MAX + 40_000,
      ARTIFACT_BODY_BYTES_MAX,
    ]) {
      const { status } = await put(held, new Uint8Array(size), { name: "large" });
      expect([size, status]).toEqual([size, 413]);
    }
  });

  it.each(["log", "late_result"])(
    "cannot be put as a %s, which the control room writes itself",
    async (type) => {
      const { status, problem } = await put(await claimOne(), "x", { type });
      expect(status).toBe(400);
      expect(problem.issues).toMatchObject([{ pointer: "/type" }]);
    },
  );

  it("is downloaded as it is, and never shown as a page of ours", async () => {
    const held = await claimOne();
    const content = "<script>alert(1)</script>";
    const { json } = await put(held, content, { name: 'a "b"; ü.html', mediaType: "text/html" });
    const { raw, headers } = await call(downloadRoute, {
      key: held.key,
      params: { id: held.task.id, artifact: json.id },
    });
    expect(raw).toBe(content);
    expect(headers.get("content-type")).toBe("application/octet-stream");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-disposition")).toBe(
      "attachment; filename*=UTF-8''a%20%22b%22%3B%20%C3%BC.html",
    );
    expect(headers.get("cache-control")).toContain("no-store");
  });

  it("with half a character in its name is refused, not failed on", async () => {
    const { status, problem } = await put(await claimOne(), "x", { name: "half \ud83e emoji" });
    expect([status, problem.code]).toEqual([400, "invalid_request"]);
  });

  it("of a foreign project, or under another task, is answered like one that does not exist", async () => {
    const held = await claimOne();
    const other = await claimOne();
    const { json } = await put(held, "secret");
    const foreign = await aKey({ project: await aProject() });
    const get = async (key: { secret: string }, id: string, artifact: string) => {
      const { status, raw, problem } = await call(downloadRoute, { key, params: { id, artifact } });
      return [status, raw.replace(problem.requestId, "")];
    };
    const absent = await get(foreign, held.task.id, "art_00000000000000000000000009");
    expect(absent[0]).toBe(404);
    expect(await get(foreign, held.task.id, json.id)).toEqual(absent);
    expect(await get(await aKey(), other.task.id, json.id)).toEqual(absent);
  });
});
