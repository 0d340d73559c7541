// A server that is killed in the middle of a statement, or at any moment: nothing of an action, or all of it with its
// entry in the chain. What is killed around its commit is in guardian-kills.test.ts.
import { afterAll, beforeAll, expect, it } from "vitest";
import { aLead, approve, ask, guardianTick, revert } from "../guardian/support/calls";
import { everythingOf } from "../guardian/support/everything";
import { aFleet, INTERVENTIONS, stopOf } from "../guardian/support/fleet";
import { aVictim, untilGone, untilVictims, type Victim } from "../guardian/support/victim";
import { expectChained, expectWhole } from "../guardian/support/whole";
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
const spare: Victim[] = [];
afterAll(async () => {
  await Promise.all(spare.map((victim) => victim.kill()));
  await server.drop();
});

/** One that has been starting since the last was taken. */
async function theNextVictim(): Promise<Victim> {
  const victim = spare.pop() ?? aVictim(server.url);
  spare.push(aVictim(server.url));
  await victim.ready();
  return victim;
}

/** Kills the process while it writes to the table, and waits until the database has noticed. */
async function killIn(table: string, name: string, ...args: unknown[]): Promise<void> {
  const victim = await theNextVictim();
  await ddl(
    `CREATE TRIGGER zz_stop AFTER INSERT OR UPDATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION stop_victim()`,
  );
  try {
    victim.tell(name, ...args);
    await Promise.race([
      untilVictims((all) => all.some(({ waitsFor }) => waitsFor === "Timeout.PgSleep")),
      victim.line("refused").then((why) => {
        throw new Error(why);
      }),
    ]);
    await victim.kill();
    await untilGone();
  } finally {
    await ddl(`DROP TRIGGER zz_stop ON ${table}`);
  }
}

async function ddl(sql: string): Promise<void> {
  await onServer(server.url, (client) => client.query(sql));
}

const [one, two] = [aLead(1), aLead(2)];

it("killed in the middle of an act, of its revert and of an approval it has done nothing, and can be done again", async () => {
  const [fleet, asked] = [await aFleet(), await aFleet()];
  const { id: proposed, planHash, status } = await ask(one, INTERVENTIONS.pause(asked), true);
  expect(status).toBe("proposed");
  const before = await everythingOf(fleet);
  await killIn("guardian_effects", "ask", one, INTERVENTIONS.replace_agent(fleet));
  expect(await everythingOf(fleet)).toEqual(before);
  const { id } = await ask(one, INTERVENTIONS.replace_agent(fleet));
  const laid = await everythingOf(fleet);
  await killIn("events", "revert", two, id);
  expect(await everythingOf(fleet)).toEqual(laid);
  await revert(two, id);
  const waiting = await everythingOf(asked);
  await killIn("guardian_effects", "approve", two, proposed, planHash);
  expect(await everythingOf(asked)).toEqual(waiting);
  expect((await approve(two, proposed, planHash)).status).toBe("executed");
  expect((await everythingOf(asked)).laid).toHaveLength(1);
  for (const { project } of [fleet, asked]) await expectWhole(project);
});

it("killed between a stop's hold and its end, a server leaves the rest to the clock of another", async () => {
  const fleet = await aFleet({ capacity: 9, tasks: 9, held: 6 });
  await killIn("tasks", "ask", one, stopOf(fleet));
  const live = () => rows`
    SELECT 1 FROM attempts a JOIN tasks t ON t.id = a.task_id
    WHERE a.project_id = ${fleet.project.id} AND a.ended_at IS NULL AND t.cancel_requested_at IS NULL`;
  const statuses = async () => (await everythingOf(fleet)).actions.map(({ status }) => status);
  expect([(await live()).length, await statuses()]).toEqual([6, ["executing"]]);
  expect((await everythingOf(fleet)).laid).toHaveLength(1);
  await expectWhole(fleet.project);
  await Promise.all([guardianTick(), guardianTick()]);
  expect([(await live()).length, await statuses()]).toEqual([0, ["executed"]]);
  const { effects } = await everythingOf(fleet);
  expect(effects.map(({ state }) => state)).toEqual([...Array(6).fill("done"), "live"]);
  await expectWhole(fleet.project);
});

it("killed at any moment, a server that acts without rest leaves each action whole or absent", async () => {
  for (let round = 0; round < 4; round += 1) {
    const fleet = await aFleet();
    const victim = await theNextVictim();
    for (let n = 0; n < 30; n += 1) {
      const kinds = [...Object.values(INTERVENTIONS), stopOf];
      victim.tell("ask", one, (kinds[n % kinds.length] as (typeof kinds)[number])(fleet));
    }
    await victim.line("done");
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 250));
    await victim.kill();
    await untilGone();
    await expectWhole(fleet.project);
    for (const { id } of await rows<{ id: string }>`
      SELECT id FROM guardian_actions WHERE project_id = ${fleet.project.id} AND status IN ('executed', 'executing')
      ORDER BY id DESC`) {
      await revert(two, id);
    }
    await expectWhole(fleet.project);
    const { agents, tasks, laid } = await everythingOf(fleet);
    expect(laid.filter(({ ended_at }) => ended_at === null)).toEqual([]);
    expect(agents.map(({ state }) => state)).toEqual(["active"]);
    expect(tasks.filter(({ effective_priority: is }) => is === "CRITICAL")).toEqual([]);
  }
  await expectChained();
});
