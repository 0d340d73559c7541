// The files of policies: the seed of what is in force, and never more than that.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { PolicyDetail, PutPolicy } from "@/lib/guardian/schema";
import { getPolicy, putPolicy } from "@/lib/guardian/service";
import { checkPolicyFiles, followPolicyFiles } from "@/lib/guardian/service/policies/files";
import { ADMIN, unique } from "../support/makers";
import { auditOf, rows } from "../support/sql";
import "../support/embedded";
import { policyText } from "./support/policies";

const put = (name: string, body: PutPolicy): Promise<PolicyDetail> => putPolicy(ADMIN, name, body);
const read = (name: string): Promise<PolicyDetail> => getPolicy(ADMIN, name);

describe("the files", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "omoi-policies-"));
    return () => rmSync(folder, { recursive: true });
  });
  const write = (file: string, text: string) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, file), text);
  };

  it("are the seed: a new one observes, a changed one is taken over, and its mode stays", async () => {
    const name = unique("seed");
    write("a.yaml", policyText(name, {}));
    await followPolicyFiles(folder);
    expect(await read(name)).toMatchObject({ mode: "observe", fileName: "a.yaml", isEdited: false });
    await put(name, { mode: "enforce" });
    write("a.yaml", policyText(name, { for: "5m" }));
    await followPolicyFiles(folder);
    expect(await read(name)).toMatchObject({ mode: "enforce", forSeconds: 300, isEdited: false });
    expect(await auditOf(`policy:${name}`)).toMatchObject([{ actor: "system" }, {}, { actor: "system" }]);
  });

  it("do not overwrite what was edited: it differs from its file, and can go back to it", async () => {
    const name = unique("edited");
    write("a.yaml", policyText(name, {}));
    await followPolicyFiles(folder);
    const seed = await read(name);
    const edited = await put(name, { text: policyText(name, { for: "1m" }), expectedHash: seed.hash });
    expect(edited).toMatchObject({ isEdited: true, fileText: seed.text });
    write("a.yaml", policyText(name, { for: "2m" }));
    await followPolicyFiles(folder);
    const now = await read(name);
    expect(now).toMatchObject({ isEdited: true, forSeconds: 60 });
    expect(now.fileText).toContain("for: 2m");
    const back = await put(name, { text: now.fileText ?? "", expectedHash: now.hash });
    expect(back).toMatchObject({ isEdited: false, forSeconds: 120 });
  });

  it("that break leave what was in force, with an alert that goes when they are mended", async () => {
    const name = unique("broken");
    const file = `${name}.yaml`;
    write(file, policyText(name, {}));
    await followPolicyFiles(folder);
    const before = await read(name);
    write(file, policyText(name, { when: "queue.pendin > 5" }));
    await followPolicyFiles(folder);
    expect((await read(name)).hash).toBe(before.hash);
    const alerts = () => rows<{ state: string; title: string }>`
      SELECT state, title FROM alerts WHERE rule = 'policy_fault' AND entity = ${`file:${file}`}`;
    expect(await alerts()).toMatchObject([
      { state: "raised", title: expect.stringContaining(`${file}, line 4: `) },
    ]);
    write(file, policyText(name, { for: "1m" }));
    await followPolicyFiles(folder);
    expect(await alerts()).toMatchObject([{ state: "resolved" }]);
    expect((await read(name)).forSeconds).toBe(60);
  });

  it("that are broken at the start refuse it with one sentence: file, line, key and reason", () => {
    write("fine.yaml", policyText("fine", {}));
    expect(() => checkPolicyFiles(folder)).not.toThrow();
    write("wrong.yaml", policyText("wrong", { when: "queue.pendin > 5" }));
    expect(() => checkPolicyFiles(folder)).toThrow(
      `${join(folder, "wrong.yaml")}, line 4: policy.when: There is no fact queue.pendin.`,
    );
  });

  it("of two with the same name only the first counts, and the other is named", () => {
    write("a.yaml", policyText("same", {}));
    write("b.yaml", policyText("same", { for: "1m" }));
    expect(() => checkPolicyFiles(folder)).toThrow(
      "b.yaml, line 1: policy.name: same is the name of the policy in a.yaml",
    );
  });

  it("need not be there at all", async () => {
    expect(() => checkPolicyFiles(join(folder, "nowhere"))).not.toThrow();
    await followPolicyFiles(join(folder, "nowhere"));
  });
});
