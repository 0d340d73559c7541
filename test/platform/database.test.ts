import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as audit from "@/lib/platform/audit/service";
import { database } from "@/lib/platform/db/client";
import { toDatabase } from "@/lib/platform/db/embedded";
import { applyMigrations, diffFromDatabase, PRISMA_DIR } from "@/lib/platform/db/migrate";
import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { listEvents, publish } from "@/lib/platform/events/service";
import { onSignals, type Signal } from "@/lib/platform/events/signals";
import { currentCursor } from "@/lib/platform/events/store";
import { newId } from "@/lib/platform/ids";
import "../support/embedded";
import { openFromDump } from "../support/dump";
import { ADMIN, aProject } from "../support/makers";
import { refusal } from "../support/refusal";
import { auditOf, change, eventsOf, rows } from "../support/sql";

describe("migrations", () => {
  it("lead to exactly the schema that the code is written for", async () => {
    const { adapter } = await database();
    const sql = await diffFromDatabase(adapter);
    expect(sql.replace(/^-- This is an empty migration\.$/m, "").trim()).toBe("");
  });

  it("are noticed when they do not: a column too many is named", async () => {
    const pglite = await openFromDump();
    await pglite.exec("ALTER TABLE tickets ADD COLUMN colour text");
    const db = toDatabase(pglite);
    expect(await diffFromDatabase(db.adapter)).toContain('DROP COLUMN "colour"');
    await db.close();
  });

  it("applied a second time apply nothing", async () => {
    const { adapter } = await database();
    expect(await applyMigrations(adapter)).toEqual([]);
    const applied = await rows<{
      name: string;
    }>`SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1`;
    const folders = readdirSync(join(PRISMA_DIR, "migrations"), { withFileTypes: true });
    const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    expect(applied.map((row) => row.name)).toEqual(names.sort());
  });

  it.each([
    "tasks_state_known",
    "tasks_priority_known",
    "tasks_attempts_positive",
    "tasks_finished_says_when",
    "tickets_status_known",
    "tickets_priority_known",
    "attempts_outcome_known",
    "attempts_ended_says_how",
    "agents_state_known",
    "agents_capacity_positive",
    "users_role_known",
    "access_keys_level_issuable",
  ])("have the constraint %s", async (name) => {
    expect(await rows`SELECT 1 FROM pg_constraint WHERE conname = ${name} AND contype = 'c'`).toHaveLength(1);
  });

  it.each(["attempts_one_live", "tasks_claimable", "tasks_parked", "tasks_cancelling"])(
    "have the partial index %s",
    async (name) => {
      expect(
        await rows`SELECT 1 FROM pg_indexes WHERE indexname = ${name} AND indexdef LIKE '% WHERE %'`,
      ).toHaveLength(1);
    },
  );
});

describe("a use case", () => {
  const doAll = (tx: Tx, entity: string) =>
    publish(tx, ADMIN, { type: "ticket.updated", entity, projectId: null }).then(() =>
      audit.append(tx, { actor: ADMIN, act: "test.act", entity, projectId: null, reason: "r" }),
    );

  async function heardDuring(work: () => Promise<unknown>): Promise<Signal[]> {
    const heard: Signal[] = [];
    const stop = onSignals((signals) => heard.push(...signals));
    await work().catch(() => {});
    stop();
    return heard;
  }

  it("that fails leaves no event, no audit entry and no signal", async () => {
    const entity = newId("tkt");
    const heard = await heardDuring(() =>
      transact("test", async (tx) => {
        await doAll(tx, entity);
        throw new AppError("conflict", "no");
      }),
    );
    expect([await eventsOf(entity), await auditOf(entity), heard]).toEqual([[], [], []]);
  });

  it("that succeeds commits its event and its audit entry together, and only then signals", async () => {
    const entity = newId("tkt");
    const inside: Signal[] = [];
    const heard = await heardDuring(() =>
      transact("test", async (tx) => {
        const stop = onSignals((signals) => inside.push(...signals));
        await doAll(tx, entity);
        stop();
      }),
    );
    expect(inside).toEqual([]);
    expect(heard).toEqual([{ topic: "ticket.updated", id: entity }]);
    const [row] = await rows<{ same: boolean }>`
      SELECT e.xmin = a.xmin AS same FROM events e JOIN audit_entries a USING (entity) WHERE entity = ${entity}`;
    expect(row?.same).toBe(true);
  });

  it("passes its own refusal through, and keeps the cause of the database's", async () => {
    const own = new AppError("invalid_state", "no");
    expect(await refusal(transact("test", () => Promise.reject(own)))).toBe(own);
    const { id } = await aProject();
    const twice = await refusal(
      transact("test", (tx) => tx.project.create({ data: { id, name: "n", slug: newId("prj") } })),
    );
    expect(twice.code).toBe("conflict");
    expect(twice.cause).toBeDefined();
    const dangling = transact("test", (tx) =>
      tx.ticket.create({
        data: {
          ...{ id: newId("tkt"), projectId: newId("prj"), title: "", description: "" },
          phase: "",
          priority: "LOW",
          createdBy: "",
        },
      }),
    );
    expect((await refusal(dangling)).code).toBe("not_found");
  });

  it("must publish inside a transaction of transact()", async () => {
    await expect(read((tx) => doAll(tx, newId("tkt")))).rejects.toThrow("needs the tx of transact()");
  });
});

describe("the audit table", () => {
  it.each([
    ["UPDATE", () => change`UPDATE audit_entries SET actor = 'somebody else'`],
    ["DELETE", () => change`DELETE FROM audit_entries`],
    ["TRUNCATE", () => change`TRUNCATE audit_entries`],
  ] as const)("refuses %s", async (operation, act) => {
    const entity = newId("tkt");
    await transact("test", (tx) => audit.append(tx, { actor: ADMIN, act: "test", entity, projectId: null }));
    await expect(act()).rejects.toThrow(`audit_entries is append-only: ${operation} refused`);
    expect(await auditOf(entity)).toEqual([{ act: "test", actor: ADMIN.id, reason: null }]);
  });

  it("keeps its detail as canonical JSON, in the same bytes whatever the order of the fields", async () => {
    const write = async (detail: Record<string, unknown>) => {
      const entity = newId("tkt");
      await transact("test", (tx) =>
        audit.append(tx, { actor: ADMIN, act: "a", entity, projectId: null, detail }),
      );
      const [row] = await rows<{ detail: string }>`SELECT detail FROM audit_entries WHERE entity = ${entity}`;
      return row?.detail;
    };
    expect(await write({ b: 1, a: { d: [1, 2], c: "ü" } })).toBe('{"a":{"c":"ü","d":[1,2]},"b":1}');
    expect(await write({ a: { c: "ü", d: [1, 2] }, b: 1 })).toBe('{"a":{"c":"ü","d":[1,2]},"b":1}');
  });
});

describe("reading events", () => {
  const publishTo = (projectId: string, type: "ticket.updated" | "ticket.created" = "ticket.updated") => {
    const entity = newId("tkt");
    return transact("test", (tx) => publish(tx, ADMIN, { type, entity, projectId })).then(() => entity);
  };

  it("onwards from a cursor yields each event once, in the order of their commits", async () => {
    const project = (await aProject()).id;
    let after = await read(currentCursor);
    const made = [];
    for (let n = 0; n < 7; n += 1) made.push(await publishTo(project));
    const seen: string[] = [];
    for (;;) {
      const page = await listEvents(ADMIN, { after, project, limit: 3 });
      seen.push(...page.items.map((event) => event.entity));
      after = page.nextCursor ?? "";
      if (page.items.length === 0) break;
    }
    expect(seen).toEqual(made);
    const later = await publishTo(project);
    expect((await listEvents(ADMIN, { after, project, limit: 3 })).items).toMatchObject([{ entity: later }]);
  });

  it("without a cursor yields the newest first", async () => {
    const project = (await aProject()).id;
    const [one, two] = [await publishTo(project), await publishTo(project)];
    const { items } = await listEvents(ADMIN, { project, limit: 2 });
    expect(items.map((event) => event.entity)).toEqual([two, one]);
  });

  it("filters by entity and type", async () => {
    const project = (await aProject()).id;
    const [one, two] = [await publishTo(project), await publishTo(project, "ticket.created")];
    const only = async (filter: { entity?: string; type?: "ticket.created" }) =>
      (await listEvents(ADMIN, { project, limit: 9, ...filter })).items.map((event) => event.entity);
    expect(await only({ entity: one })).toEqual([one]);
    expect(await only({ type: "ticket.created" })).toEqual([two]);
  });

  it("from a cursor beyond any number is refused, not failed on", async () => {
    const beyond = listEvents(ADMIN, { after: "99999999999999999999.0", limit: 3 });
    expect((await refusal(beyond)).code).toBe("invalid_request");
  });
});
