// Policies as people read, check and change them.
import { describe, expect, it } from "vitest";
import * as dryRunRoute from "@/app/api/v1/guardian/policies/[name]/dry-run/route";
import * as firingsRoute from "@/app/api/v1/guardian/policies/[name]/firings/route";
import * as policyRoute from "@/app/api/v1/guardian/policies/[name]/route";
import * as versionsRoute from "@/app/api/v1/guardian/policies/[name]/versions/route";
import * as policiesRoute from "@/app/api/v1/guardian/policies/route";
import * as validateRoute from "@/app/api/v1/guardian/policies/validate/route";
import type {
  DryRunReport,
  FiringsPage,
  PolicyDetail,
  PolicyList,
  PolicyValidation,
  PolicyVersionsPage,
} from "@/lib/guardian/schema";
import { call } from "../support/call";
import { aKey, aPerson, aProject, aTask, unique } from "../support/makers";
import { auditOf, change, eventsOf } from "../support/sql";
import "../support/embedded";
import { again, aPolicy, look, policyText } from "./support/policies";

const put = (name: string, person: { cookie: string }, body: object, headers: Record<string, string> = {}) =>
  call<PolicyDetail>(policyRoute.PUT, { method: "PUT", params: { name }, person, body, headers });

describe("PUT /guardian/policies/{name}", () => {
  it("makes a new policy that observes, keeps its text, and is on the record", async () => {
    const admin = await aPerson("admin");
    const name = unique("new");
    const text = policyText(name, { for: "60s" });
    const made = await put(name, admin, { text, expectedHash: null });
    expect(made.json).toMatchObject({
      name,
      mode: "observe",
      isEdited: false,
      fileName: null,
      forSeconds: 60,
    });
    expect(made.json.text).toBe(`${text}\n`);
    expect(await auditOf(`policy:${name}`)).toMatchObject([
      { act: "guardian.policy.changed", actor: admin.id },
    ]);
    expect(await eventsOf(`policy:${name}`)).toEqual(["guardian.policy.changed"]);
    const list = await call<PolicyList>(policiesRoute.GET, { person: await aPerson("viewer") });
    expect(list.json.items.map((policy) => policy.name)).toContain(name);
  });

  it("refuses whoever has read another text, by expectedHash and by If-Match alike", async () => {
    const admin = await aPerson("admin");
    const policy = await aPolicy({}, "observe");
    const text = policyText(policy.name, { for: "30s" });
    const first = await put(policy.name, admin, { text, expectedHash: policy.hash });
    expect(first.json.forSeconds).toBe(30);
    const late = await put(policy.name, admin, {
      text: policyText(policy.name, {}),
      expectedHash: policy.hash,
    });
    expect(late.problem).toMatchObject({ status: 409, code: "conflict", facts: { hash: first.json.hash } });
    const tagged = await put(policy.name, admin, { mode: "off" }, { "if-match": `"${policy.hash}"` });
    expect(tagged.problem.code).toBe("conflict");
    const fresh = await put(policy.name, admin, { mode: "off" }, { "if-match": `"${first.json.hash}"` });
    expect(fresh.json.mode).toBe("off");
    const blind = await put(policy.name, admin, { text });
    expect(blind.problem.issues).toMatchObject([{ pointer: "/expectedHash" }]);
    const double = await put(policy.name, admin, { text, expectedHash: null });
    expect(double.problem.code).toBe("conflict");
  });

  it("refuses a text with faults with all of them, their lines and columns, and changes nothing", async () => {
    const admin = await aPerson("admin");
    const policy = await aPolicy({}, "observe");
    const text = policyText(policy.name, { when: "task.runing_s > 5", for: "soon", colour: "red" });
    const reply = await put(policy.name, admin, { text, expectedHash: policy.hash });
    expect(reply.problem).toMatchObject({ status: 400, code: "invalid_request" });
    expect(reply.problem.issues?.map(({ pointer }) => pointer)).toEqual(["/text", "/text"]);
    expect(reply.problem.facts?.faults).toMatchObject([
      { line: 7, column: 3, key: "policy.for" },
      { line: 8, column: 3, key: "policy.colour" },
    ]);
    expect((await again(policy)).hash).toBe(policy.hash);
    const other = await put(policy.name, admin, {
      text: policyText("another", {}),
      expectedHash: policy.hash,
    });
    expect(other.problem.detail).toContain("a policy keeps its name");
  });

  it.each(["viewer", "lead"] as const)("is refused for a %s, and nothing changes", async (role) => {
    const policy = await aPolicy({}, "observe");
    const person = await aPerson(role);
    const reply = await put(policy.name, person, { mode: "enforce" });
    expect(reply.problem).toMatchObject({ status: 403, code: "forbidden" });
    expect((await again(policy)).mode).toBe("observe");
    expect(await auditOf(`policy:${policy.name}`)).toHaveLength(1);
  });

  it("answers 404 for a policy that there is not, and changes nothing where nothing changes", async () => {
    const admin = await aPerson("admin");
    expect((await put("no-such-policy", admin, { mode: "off" })).problem.status).toBe(404);
    const policy = await aPolicy({}, "observe");
    const text = `${policy.text.replaceAll("\n", "   \r\n")}\n\n`;
    const same = await put(policy.name, admin, { text, mode: "observe", expectedHash: policy.hash });
    expect(same.json.hash).toBe(policy.hash);
    expect(await auditOf(`policy:${policy.name}`)).toHaveLength(1);
  });
});

describe("the versions of a policy", () => {
  it("are kept for ever, whatever comes after, and nobody can change one", async () => {
    const admin = await aPerson("admin");
    const policy = await aPolicy({}, "observe");
    const next = await put(policy.name, admin, {
      text: policyText(policy.name, { for: "5m" }),
      expectedHash: policy.hash,
    });
    const back = await put(policy.name, admin, { text: policy.text, expectedHash: next.json.hash });
    expect(back.json.hash).toBe(policy.hash);
    const page = await call<PolicyVersionsPage>(versionsRoute.GET, {
      person: admin,
      params: { name: policy.name },
    });
    expect(page.json.items.map(({ hash, isCurrent }) => [hash, isCurrent])).toEqual([
      [next.json.hash, false],
      [policy.hash, true],
    ]);
    await expect(change`UPDATE guardian_policy_versions SET text = 'x'`).rejects.toThrow("append-only");
    await expect(change`DELETE FROM guardian_policy_versions`).rejects.toThrow("append-only");
  });

  it("come in pages", async () => {
    const admin = await aPerson("admin");
    let policy = await aPolicy({}, "observe");
    for (const seconds of ["1s", "2s", "3s"]) {
      const text = policyText(policy.name, { for: seconds });
      policy = (await put(policy.name, admin, { text, expectedHash: policy.hash })).json;
    }
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const query = { limit: 3, ...(cursor ? { cursor } : {}) };
      const page = await call<PolicyVersionsPage>(versionsRoute.GET, {
        person: admin,
        params: { name: policy.name },
        query,
      });
      seen.push(...page.json.items.map(({ hash }) => hash));
      cursor = page.json.nextCursor;
    } while (cursor);
    expect(new Set(seen).size).toBe(4);
    expect(seen).toHaveLength(4);
  });
});

describe("POST /guardian/policies/validate", () => {
  const validate = async (text: string, name?: string) => {
    const person = await aPerson("viewer");
    return (
      await call<PolicyValidation>(validateRoute.POST, { method: "POST", person, body: { text, name } })
    ).json;
  };

  it("says what a text means", async () => {
    const { faults, name, meaning } = await validate(
      policyText("fine", {
        trigger: "{ alert: task_stuck }",
        when: "task.attempts > 1",
        for: "90s",
        actions: "[{ type: cancel_task }]",
      }),
    );
    expect([faults, name]).toEqual([[], "fine"]);
    expect(meaning).toMatchObject({
      about: "task",
      trigger: { kind: "alert", value: "task_stuck" },
      forSeconds: 90,
      actions: ["cancel_task"],
    });
  });

  it("says what is wrong, where, to the character", async () => {
    const { faults, meaning } = await validate(
      policyText("fine", { when: "queue.pending > 1 && agents.lst > 0" }),
    );
    expect(meaning).toBeNull();
    expect(faults).toMatchObject([{ line: 4, column: 30, endColumn: 40, key: "policy.when" }]);
  });

  it("answers an empty text, and one that is no YAML", async () => {
    expect((await validate("")).faults).toMatchObject([{ line: 1, key: "policy" }]);
    expect((await validate("policy: {")).faults[0]?.line).toBe(1);
  });

  it("says of another name what saving says, with the line of it", async () => {
    const text = `# What it is for.\n${policyText("renamed", {})}`;
    const { faults } = await validate(text, "as-it-was");
    expect(faults).toMatchObject([{ line: 3, column: 3, key: "policy.name" }]);
    expect((await validate(text, "renamed")).faults).toEqual([]);
    const policy = await aPolicy({}, "observe");
    const saved = await put(policy.name, await aPerson("admin"), { text, expectedHash: policy.hash });
    expect(saved.problem).toMatchObject({ status: 400 });
    expect(saved.problem.detail).toContain("Line 3: policy.name: Is renamed, and must be");
    expect((await again(policy)).hash).toBe(policy.hash);
  });
});

describe("GET /guardian/policies/{name}/firings", () => {
  it("comes in pages, newest first, and not for a key of one project", async () => {
    const project = await aProject();
    for (let n = 0; n < 3; n += 1) await aTask({ project });
    const policy = await aPolicy(
      { when: `task.project == "${project.id}"`, actions: "[{ type: cancel_task }]" },
      "observe",
    );
    await look();
    const options = { person: await aPerson("viewer"), params: { name: policy.name } };
    const first = await call<FiringsPage>(firingsRoute.GET, { ...options, query: { limit: 2 } });
    const cursor = first.json.nextCursor ?? "";
    const second = await call<FiringsPage>(firingsRoute.GET, { ...options, query: { limit: 2, cursor } });
    const all = [...first.json.items, ...second.json.items];
    expect(new Set(all.map(({ subject }) => subject)).size).toBe(3);
    expect(second.json.nextCursor).toBeNull();
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    );
    const key = await aKey({ project, scopes: ["audit:read"] });
    const refused = await call(firingsRoute.GET, { key, params: { name: policy.name } });
    expect(refused.problem.status).toBe(403);
  });
});

describe("POST /guardian/policies/{name}/dry-run", () => {
  it("answers for the text in force, and refuses whoever may not act", async () => {
    const policy = await aPolicy({ when: "queue.pending >= 0" }, "observe");
    const options = { method: "POST", params: { name: policy.name }, body: { days: 1 } };
    const run = await call<DryRunReport>(dryRunRoute.POST, { ...options, person: await aPerson("lead") });
    expect(run.json).toMatchObject({ hash: policy.hash, firingsTotal: 1, notReplayed: [] });
    const task = await aTask();
    const text = policyText(policy.name, { when: `task.id == "${task.id}"` });
    const body = { days: 1, text };
    const edited = await call<DryRunReport>(dryRunRoute.POST, {
      ...options,
      body,
      person: await aPerson("lead"),
    });
    expect(edited.json.firings).toMatchObject([{ subject: task.id, facts: { task: { id: task.id } } }]);
    const refused = await call(dryRunRoute.POST, { ...options, person: await aPerson("viewer") });
    expect(refused.problem.status).toBe(403);
  });
});
