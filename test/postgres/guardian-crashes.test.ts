// A server that is killed in the middle of an action: nothing of it, or all of it with its entry in the chain.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aLead, approve, ask, look, revert } from "../guardian/support/calls";
import { aFleet, type Fleet, INTERVENTIONS } from "../guardian/support/fleet";
import { aPolicy, firingsOf, switchAllOff } from "../guardian/support/policies";
import { expectChained, expectWhole } from "../guardian/support/whole";
import { type Child, runChild } from "../support/child";
import { aServerDatabase, onServer } from "../support/server";
import { change, rows } from "../support/sql";

let server: Awaited<ReturnType<typeof aServerDatabase>>;
beforeAll(async () => {
  server = await aServerDatabase(8);
  await change`
    CREATE FUNCTION stop_victim() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF current_setting('application_name') = 'victim' AND current_setting('omoi.slept', true) IS NULL THEN
        PERFORM set_config('omoi.slept', 'once', false), pg_sleep(0.6);
      END IF;
      RETURN NULL;
    END $$`;
});
const spare: Child[] = [];
afterAll(async () => {
  await Promise.all(spare.map((child) => child.end()));
  await server.drop();
});

/** A server process that does what it is told, line by line. */
function aVictim(): Child {
  const code = `
    const calls = await load("test/guardian/support/calls.ts");
    const { createInterface } = await import("node:readline");
    say("ready");
    for await (const line of createInterface({ input: process.stdin })) {
      const { name, args } = JSON.parse(line);
      await calls[name](...args).then(() => say("done"), (error) => say("refused " + error.message));
    }`;
  const url = `${server.url}?application_name=victim`;
  return runChild(code, { DATABASE_URL: url, LOG_LEVEL: "silent" });
}

const tell = (child: Child, name: string, ...args: unknown[]) =>
  child.process.stdin?.write(`${JSON.stringify({ name, args })}\n`);

async function untilVictims(isThere: (waiting: (string | null)[]) => boolean): Promise<void> {
  for (let looks = 0; looks < 1500; looks += 1) {
    const found = await rows<{ event: string | null }>`
      SELECT wait_event AS event FROM pg_stat_activity
      WHERE application_name = 'victim' AND datname = current_database()`;
    if (isThere(found.map(({ event }) => event))) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("The server process did not come to where it was to be killed.");
}

/** Kills the process while it writes to the table, and waits until the database has noticed. */
async function killIn(table: string, name: string, ...args: unknown[]): Promise<void> {
  const victim = spare.pop() ?? aVictim();
  spare.push(aVictim());
  await victim.line("ready");
  await ddl(
    `CREATE TRIGGER zz_stop AFTER INSERT OR UPDATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION stop_victim()`,
  );
  try {
    tell(victim, name, ...args);
    await Promise.race([
      untilVictims((waiting) => waiting.includes("PgSleep")),
      victim.line("refused").then((why) => {
        throw new Error(why);
      }),
    ]);
    await victim.end();
    await untilVictims((waiting) => waiting.length === 0);
  } finally {
    await ddl(`DROP TRIGGER zz_stop ON ${table}`);
  }
}

async function ddl(sql: string): Promise<void> {
  await onServer(server.url, (client) => client.query(sql));
}

/** All that an action touches, and what the trail and the feed have. */
async function stateOf({ project: { id } }: Fleet) {
  return {
    tasks:
      await rows`SELECT id, state, effective_priority, cancel_cause, agent_id, fence, attempt_count, max_attempts, version
      FROM tasks WHERE project_id = ${id} ORDER BY id`,
    agents:
      await rows`SELECT id, state, state_owner, load, version FROM agents WHERE project_id = ${id} ORDER BY id`,
    laid: await rows`
      SELECT id, ended_at FROM holds WHERE project_id = ${id}
      UNION ALL SELECT id, ended_at FROM priority_overrides WHERE project_id = ${id}
      UNION ALL SELECT id, ended_at FROM capacity_reservations WHERE project_id = ${id} ORDER BY 1`,
    requests: await rows`SELECT id, status, replaces FROM host_requests WHERE project_id = ${id} ORDER BY id`,
    actions:
      await rows`SELECT id, status, version, audit_log FROM guardian_actions WHERE project_id = ${id} ORDER BY id`,
    effects: await rows`
      SELECT e.* FROM guardian_effects e JOIN guardian_actions x ON x.id = e.action_id WHERE x.project_id = ${id}
      ORDER BY e.action_id, e.number`,
    told: await rows`SELECT (SELECT count(*) FROM audit_entries) AS trail, (SELECT count(*) FROM audit_chain) AS chain,
      (SELECT count(*) FROM events) AS events`,
  };
}

const statusesOf = async ({ project }: Fleet) =>
  (await rows<{ status: string }>`SELECT status FROM guardian_actions WHERE project_id = ${project.id}`).map(
    ({ status }) => status,
  );

const [one, two] = [aLead(1), aLead(2)];

describe.each(Object.entries(INTERVENTIONS))("%s", (_, intervention) => {
  it("killed in the middle has done nothing, and can be done again", async () => {
    const fleet = await aFleet();
    const before = await stateOf(fleet);
    await killIn("guardian_effects", "ask", one, intervention(fleet));
    expect(await stateOf(fleet)).toEqual(before);
    expect(["executed", "executing"]).toContain((await ask(one, intervention(fleet))).status);
    await expectWhole(fleet.project);
  }, 60_000);

  it("whose revert is killed still stands, and is reverted afterwards", async () => {
    const fleet = await aFleet();
    const { id } = await ask(one, intervention(fleet));
    const before = await stateOf(fleet);
    await killIn("events", "revert", two, id);
    expect(await stateOf(fleet)).toEqual(before);
    await revert(two, id);
    await expectWhole(fleet.project);
  }, 60_000);
});

it.each(["cancel_task", "reallocate", "replace_agent"] as const)(
  "%s killed in its commit is done, with its entries in the chain",
  async (kind) => {
    const fleet = await aFleet();
    await killIn("audit_chain", "ask", one, INTERVENTIONS[kind](fleet));
    expect(["executed", "executing"]).toContain((await statusesOf(fleet))[0]);
    await expectWhole(fleet.project);
    await expectChained();
  },
  60_000,
);

it("an approval that is killed has decided nothing; another approves, and it is done once", async () => {
  const fleet = await aFleet();
  const { id, planHash, status } = await ask(one, INTERVENTIONS.pause(fleet), true);
  expect(status).toBe("proposed");
  const before = await stateOf(fleet);
  await killIn("guardian_effects", "approve", two, id, planHash);
  expect(await stateOf(fleet)).toEqual(before);
  expect((await approve(two, id, planHash)).status).toBe("executed");
  expect((await stateOf(fleet)).laid).toHaveLength(1);
  await expectWhole(fleet.project);
}, 60_000);

it("an approval that is killed in its commit is granted and carried out", async () => {
  const fleet = await aFleet();
  const { id, planHash } = await ask(one, INTERVENTIONS.pause(fleet), true);
  await killIn("audit_chain", "approve", two, id, planHash);
  expect(await statusesOf(fleet)).toEqual(["executed"]);
  expect((await stateOf(fleet)).laid).toHaveLength(1);
  await expectWhole(fleet.project);
  await expectChained();
}, 60_000);

it("a policy whose server is killed while it acts is gone on with by another, once", async () => {
  const fleet = await aFleet();
  const policy = await aPolicy({
    when: `task.id == "${fleet.taskId}"`,
    actions: "[{ type: override_priority, task: subject, priority: CRITICAL }]",
  });
  await killIn("guardian_effects", "look");
  expect(await statusesOf(fleet)).toEqual([]);
  expect(await firingsOf(policy)).toMatchObject([{ outcome: "acting", actionId: null }]);
  await change`UPDATE guardian_firings SET taken_at = taken_at - interval '1 hour' WHERE policy = ${policy.name}`;
  await Promise.all([look(), look()]);
  expect(await statusesOf(fleet)).toEqual(["executed"]);
  expect(await firingsOf(policy)).toMatchObject([{ outcome: "acted" }]);
  await expectWhole(fleet.project);
  await switchAllOff();
}, 60_000);

it("killed at any moment, a server that acts without rest leaves each action whole or absent", async () => {
  for (let round = 0; round < 4; round += 1) {
    const fleet = await aFleet();
    const victim = spare.pop() ?? aVictim();
    await victim.line("ready");
    for (let n = 0; n < 30; n += 1) {
      const kinds = Object.values(INTERVENTIONS);
      tell(victim, "ask", one, (kinds[n % kinds.length] as (typeof kinds)[number])(fleet));
    }
    await victim.line("done");
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 250));
    await victim.end();
    await untilVictims((waiting) => waiting.length === 0);
    await expectWhole(fleet.project);
    for (const { id } of await rows<{ id: string }>`
      SELECT id FROM guardian_actions WHERE project_id = ${fleet.project.id} AND status IN ('executed', 'executing')
      ORDER BY id DESC`) {
      await revert(two, id);
    }
    await expectWhole(fleet.project);
    const { agents, tasks, laid } = await stateOf(fleet);
    expect(laid.filter(({ ended_at }) => ended_at === null)).toEqual([]);
    expect(agents.map(({ state }) => state)).toEqual(["active"]);
    expect(tasks.filter(({ effective_priority: is }) => is === "CRITICAL")).toEqual([]);
  }
  await expectChained();
}, 60_000);
