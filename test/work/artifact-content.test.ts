// Artifacts by their content: hashes, references, and files that are kept once.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { GET as downloadRoute } from "@/app/api/v1/tasks/[id]/artifacts/[artifact]/route";
import { PUT as putRoute } from "@/app/api/v1/tasks/[id]/artifacts/route";
import { ARTIFACT_BYTES_MAX, ARTIFACTS_MAX, type Artifact } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aTask, claimNext, claimOne, type Held } from "../support/makers";
import { change, eventsOf, rows } from "../support/sql";
import { fail } from "./support/acts";

const sha256 = (content: string) => createHash("sha256").update(content).digest("hex");
const base64 = (content: string) => Buffer.from(content).toString("base64");

const put = (held: Held, more: object) =>
  call<Artifact>(putRoute, {
    method: "PUT",
    key: held.key,
    params: { id: held.task.id },
    body: { ...held.ref, type: "diff", name: "change.diff", mediaType: "text/x-diff", ...more },
  });
const blobsOf = ({ project }: { project: { id: string } }) =>
  rows<{ sha256: string; bytes: number }>`
    SELECT sha256, length(content) AS bytes FROM blobs WHERE project_id = ${project.id} ORDER BY sha256`;

describe("an artifact's content", () => {
  it("with its own hash is accepted; with another's it is refused at the hash and nothing is kept", async () => {
    const held = await claimOne();
    const { problem } = await put(held, { contentBase64: base64("hello"), sha256: sha256("hullo") });
    expect(problem).toMatchObject({ status: 400, issues: [{ in: "body", pointer: "/sha256" }] });
    expect(problem.detail).toContain(sha256("hello"));
    expect(await blobsOf(held)).toEqual([]);
    const { json } = await put(held, { contentBase64: base64("hello"), sha256: sha256("hello") });
    expect(json).toMatchObject({ sha256: sha256("hello"), sizeBytes: 5, reference: null });
  });

  it("that many attempts produce alike is kept once in a project, and read back by each", async () => {
    const held = await claimOne({ capacity: 9 });
    const first = await put(held, { contentBase64: base64("same") });
    await put(held, { contentBase64: base64("same"), name: "copy.diff" });
    await aTask({ project: held.project });
    const other = { ...(await claimNext(held)), project: held.project };
    const second = await put(other, { contentBase64: base64("same") });
    expect(await blobsOf(held)).toEqual([{ sha256: sha256("same"), bytes: 4 }]);
    for (const [owner, { json }] of [
      [held, first],
      [other, second],
    ] as const) {
      const { raw } = await call(downloadRoute, {
        key: held.key,
        params: { id: owner.task.id, artifact: json.id },
      });
      expect(raw).toBe("same");
    }
    const foreign = await claimOne();
    await put(foreign, { contentBase64: base64("same") });
    expect(await blobsOf(foreign)).toHaveLength(1);
  });

  it("may be empty", async () => {
    const held = await claimOne();
    const { json } = await put(held, { contentBase64: "" });
    expect(json).toMatchObject({ sizeBytes: 0, sha256: sha256("") });
    const { raw } = await call(downloadRoute, {
      key: held.key,
      params: { id: held.task.id, artifact: json.id },
    });
    expect(raw).toBe("");
  });

  it("of its full size survives the way there and back", async () => {
    const held = await claimOne();
    const content = "x".repeat(ARTIFACT_BYTES_MAX);
    const { json } = await put(held, { contentBase64: base64(content), sha256: sha256(content) });
    const { content: back } = await work.downloadArtifact(ADMIN, held.task.id, json.id);
    expect([back.byteLength, createHash("sha256").update(back).digest("hex")]).toEqual([
      ARTIFACT_BYTES_MAX,
      sha256(content),
    ]);
  });
});

describe("a reference", () => {
  const url = "https://example.com/build/17/report.html";

  it("is kept instead of content, shown, and not downloaded from here", async () => {
    const held = await claimOne();
    const { json } = await put(held, { reference: url });
    expect(json).toMatchObject({ reference: url, sizeBytes: 0, sha256: null });
    expect((await work.getTask(ADMIN, held.task.id)).artifacts).toEqual([json]);
    const params = { id: held.task.id, artifact: json.id };
    const { problem } = await call(downloadRoute, { key: held.key, params });
    expect(problem).toMatchObject({ status: 422, code: "invalid_state", facts: { reference: url } });
    expect(await blobsOf(held)).toEqual([]);
  });

  it("again is the same artifact; another under the same name is refused", async () => {
    const held = await claimOne();
    const { json } = await put(held, { reference: url });
    expect((await put(held, { reference: url })).json).toEqual(json);
    expect((await put(held, { reference: `${url}?2` })).problem.code).toBe("conflict");
    expect((await put(held, { contentBase64: base64("x") })).problem.code).toBe("conflict");
    expect((await eventsOf(held.task.id)).filter((type) => type === "task.artifact_added")).toHaveLength(1);
  });

  it.each(["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "not a url"])(
    "to %s is refused",
    async (reference) => {
      const { problem } = await put(await claimOne(), { reference });
      expect(problem).toMatchObject({ status: 400, issues: [{ pointer: "/reference" }] });
    },
  );

  it("and content together, or neither, are refused", async () => {
    const held = await claimOne();
    for (const more of [{}, { reference: url, contentBase64: "" }]) {
      const { problem } = await put(held, more);
      expect(problem).toMatchObject({ status: 400, issues: [{ pointer: "/contentBase64" }] });
    }
  });
});

describe("an attempt", () => {
  it(`may have ${ARTIFACTS_MAX} artifacts, its log not counted, and no more`, async () => {
    const held = await claimOne();
    await work.appendLog(held.key.actor, held.task.id, { ...held.ref, offset: 0, text: "x" });
    await put(held, { contentBase64: base64("x"), name: "0" });
    await change`
      INSERT INTO artifacts (id, project_id, task_id, attempt_id, type, name, media_type)
      SELECT 'art_' || substr(md5(random()::text || n), 1, 26), project_id, task_id, attempt_id, type, n::text, media_type
      FROM artifacts, generate_series(1, ${ARTIFACTS_MAX - 2}::int) AS n
      WHERE attempt_id = ${held.ref.attemptId} AND type = 'diff'`;
    expect((await put(held, { contentBase64: base64("x"), name: "last" })).status).toBe(200);
    const { problem } = await put(held, { contentBase64: base64("x"), name: "one more" });
    expect(problem).toMatchObject({ status: 422, code: "invalid_state" });
    expect((await put(held, { contentBase64: base64("x"), name: "last" })).status).toBe(200);
  });

  it("that has ended adds nothing", async () => {
    const held = await claimOne();
    await fail(held);
    expect((await put(held, { contentBase64: base64("x") })).problem.code).toBe("lease_lost");
    expect(await blobsOf(held)).toEqual([]);
  });
});
