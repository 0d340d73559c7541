// Two production servers on one PostgreSQL, one of which is killed while agents work through both.
import { expect, test } from "@playwright/test";
import { Client } from "pg";
import { callApi, issueKey, joinAsFirstAdmin } from "./support/people";
import { ControlRoom } from "./support/server";

const server = process.env.TEST_DATABASE_URL;
test.skip(!server, "needs a PostgreSQL with pgvector, named by TEST_DATABASE_URL");
test.describe.configure({ mode: "serial" });

const TASKS = 60;
const WORKERS = 4;
const PHASE = "IMPLEMENTATION";
/** USD; a hundred of them are left. */
const SPENT_BEFORE = 18;
const LIMIT = 118;
const name = `omoios_e2e_${process.pid}`;
let rooms: [ControlRoom, ControlRoom];
let headers: Record<string, string>;
let projectId = "";
let tightProject = "";
let tightBudget = "";

async function onServer<T>(database: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: urlOf(database) });
  await client.connect();
  return work(client).finally(() => client.end());
}

function urlOf(database: string): string {
  const url = new URL(server ?? "postgresql://localhost");
  url.pathname = database;
  return url.href;
}

test.beforeAll(async ({ browser }) => {
  await onServer("postgres", (client) => client.query(`CREATE DATABASE ${name}`));
  const env = {
    ...{ DATABASE_URL: urlOf(name), AUTH_SECRET: "a secret of the tests that signs nothing else" },
    ...{ LEASE_SECONDS: "10", RETRY_BASE_SECONDS: "0", RATE_LIMIT_PER_MINUTE: "20000" },
  };
  rooms = [new ControlRoom(env), new ControlRoom(env)];
  for (const room of rooms) await room.start();
  const page = await browser.newPage();
  // The second to start printed the link that counts.
  await joinAsFirstAdmin(page, rooms[1]);
  const key = await issueKey(page, "fleet", ["work:run", "work:read", "work:write", "costs:write"]);
  headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const { items } = await callApi<{ items: { id: string }[] }>(page, "GET", "/projects");
  projectId = items[0]?.id ?? "";
  const tight = await callApi<{ id: string }>(page, "POST", "/projects", { name: "Tight", slug: "tight" });
  tightProject = tight.id;
  await spendBefore();
  const limit = { scope: { kind: "project", projectId: tight.id }, limit: String(LIMIT), period: "once" };
  tightBudget = (await callApi<{ id: string }>(page, "POST", "/costs/budgets", limit)).id;
  await page.close();
});
test.afterAll(async () => {
  for (const room of rooms ?? []) await room.dispose();
  if (server)
    await onServer("postgres", (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
});

interface Answer<T> {
  status: number;
  json: T;
}

async function post<T>(
  room: ControlRoom,
  path: string,
  body: unknown,
  idempotencyKey?: string,
): Promise<Answer<T>> {
  const sent = idempotencyKey ? { ...headers, "idempotency-key": idempotencyKey } : headers;
  const init = { method: "POST", headers: sent, body: JSON.stringify(body) };
  const response = await fetch(`${room.url}/api/v1${path}`, init);
  return { status: response.status, json: (await response.json()) as T };
}

/** As a client behind a load balancer: what one server does not answer is sent to the other, with the same key. */
async function postAnywhere<T>(
  first: number,
  path: string,
  body: unknown,
  idempotencyKey?: string,
): Promise<Answer<T>> {
  const [one, other] = first % 2 === 0 ? rooms : [rooms[1], rooms[0]];
  return post<T>(one, path, body, idempotencyKey).catch(() => post<T>(other, path, body, idempotencyKey));
}

async function aTicket(): Promise<string> {
  const { json } = await post<{ id: string }>(rooms[1], "/tickets", {
    projectId,
    title: "Through two servers",
  });
  return json.id;
}

async function anAgent(agent: string, capacity: number, of?: string): Promise<string> {
  const body = { name: agent, capacity, ...(of ? { projectId: of } : {}) };
  const { json } = await post<{ agent: { id: string } }>(rooms[1], "/agents", body);
  return json.agent.id;
}

test("a claim that waits at one server is answered at once for a task that the other one takes in", async () => {
  const [ticketId, agentId] = [await aTicket(), await anAgent("waiter", 10)];
  const tookMs: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const claim = post<{ claims: unknown[] }>(rooms[0], "/tasks/claim", { agentId, waitMs: 20_000 });
    await new Promise((resolve) => setTimeout(resolve, 1200));
    const started = performance.now();
    await post(rooms[1], "/tasks", { ticketId, title: `task ${round}` });
    expect((await claim).json.claims).toHaveLength(1);
    tookMs.push(performance.now() - started);
  }
  tookMs.sort((a, b) => a - b);
  test.info().annotations.push({ type: "measured", description: `${tookMs.map(Math.round).join(", ")} ms` });
  // A claim that nobody wakes looks again after a second.
  expect(tookMs[2]).toBeLessThan(400);
});

/** Tells what the task cost, at $ 15 a million tokens, and completes it. */
async function finish(room: ControlRoom, { task, attempt, fence }: Claim, output: number): Promise<void> {
  const record = {
    ...{ externalId: attempt.id, taskId: task.id },
    ...{ provider: "anthropic", model: "claude-sonnet-4-5", tokens: { output } },
  };
  expect((await post(room, "/costs/records", { records: [record] })).status).toBe(201);
  const ref = { attemptId: attempt.id, fence };
  expect((await post(room, `/tasks/${task.id}/complete`, ref)).status).toBe(200);
}

/** Six tasks that cost $ 3 each: so much is reserved for each like them from then on. */
async function spendBefore(): Promise<void> {
  const about = { projectId: tightProject, title: "What it cost before" };
  const { json: ticket } = await post<{ id: string }>(rooms[0], "/tickets", about);
  const agentId = await anAgent("historian", 6, tightProject);
  for (let n = 0; n < 6; n += 1) {
    await post(rooms[0], "/tasks", { ticketId: ticket.id, title: `task ${n}`, phase: PHASE });
    const { json } = await post<{ claims: Claim[] }>(rooms[0], "/tasks/claim", { agentId, waitMs: 0 });
    for (const claim of json.claims) await finish(rooms[0], claim, 200_000);
  }
  const norm = () =>
    onServer(name, async (client) => {
      const known = "SELECT samples, p90_usd::float AS usd FROM cost_norms WHERE project_id = $1";
      return (await client.query(known, [tightProject])).rows;
    });
  await expect.poll(norm, { timeout: 15_000 }).toEqual([{ samples: 6, usd: 3 }]);
}

test("200 who ask both at once for what one budget carries never spend more than its limit", async () => {
  const { json: ticket } = await post<{ id: string }>(rooms[0], "/tickets", {
    projectId: tightProject,
    title: "For a hundred dollars",
  });
  const tasks = Array.from({ length: 100 }, (_, n) => ({
    ticketId: ticket.id,
    title: `task ${n}`,
    phase: PHASE,
  }));
  expect((await post(rooms[1], "/tasks/batch", { tasks })).status).toBe(201);
  const agents = await Promise.all(
    Array.from({ length: 20 }, (_, n) => anAgent(`spender ${n}`, 10, tightProject)),
  );

  /** Claims through one, tells what it cost through the other, until nothing is given away. */
  async function spend(caller: number): Promise<number> {
    const agentId = agents[caller % agents.length];
    const [one, other] = caller % 2 === 0 ? rooms : [rooms[1], rooms[0]];
    for (let done = 0; ; done += 1) {
      const { json } = await post<{ claims: Claim[] }>(one, "/tasks/claim", { agentId, waitMs: 0 });
      const [claim] = json.claims;
      if (!claim) return done;
      // $ 2.40 of the $ 3 that like tasks cost.
      await finish(other, claim, 160_000);
    }
  }

  const done = await Promise.all(Array.from({ length: 200 }, (_, caller) => spend(caller)));
  const count = done.reduce((sum, n) => sum + n, 0);
  // What was reserved beyond its cost goes back a moment after a task has ended.
  const standing = () =>
    onServer(name, async (client) => {
      const known = `SELECT p.spent_usd::float AS spent, b.reserved_usd::float AS reserved
        FROM budgets b JOIN budget_periods p ON p.budget_id = b.id WHERE b.id = $1`;
      return (await client.query(known, [tightBudget])).rows;
    });
  const spent = SPENT_BEFORE + count * 2.4;
  await expect.poll(standing).toEqual([{ spent: expect.closeTo(spent, 6), reserved: 0 }]);
  expect(spent).toBeLessThanOrEqual(LIMIT);
  // So many fit even if nothing came back in time.
  expect(count).toBeGreaterThanOrEqual(33);
});

test("when one is killed amid traffic nothing is lost, done twice or stuck, and clients go on with the other", async () => {
  const ticketId = await aTicket();
  const created = new Set<string>();
  const completed = new Set<string>();
  let isKilled = false;

  async function create() {
    for (let n = 0; n < TASKS; n += 1) {
      const body = { ticketId, title: `task ${n}`, maxAttempts: 5 };
      const { status, json } = await postAnywhere<{ id: string }>(n, "/tasks", body, `create-${n}`);
      expect(status).toBe(201);
      created.add(json.id);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function work(worker: number) {
    const agentId = await anAgent(`worker ${worker}`, 1);
    for (let turn = worker; completed.size < TASKS; turn += 1) {
      const ask = { agentId, waitMs: 500 };
      const { json } = await postAnywhere<{ claims: Claim[] }>(turn, "/tasks/claim", ask);
      const [claim] = json.claims ?? [];
      if (!claim) continue;
      const ref = { attemptId: claim.attempt.id, fence: claim.fence };
      const { status } = await postAnywhere(turn, `/tasks/${claim.task.id}/complete`, ref, claim.attempt.id);
      // Refused is a result that came after its lease had ended, of a task that somebody then has again.
      if (status === 200 && claim.task.ticketId === ticketId) completed.add(claim.task.id);
      if (completed.size >= TASKS / 3 && !isKilled) {
        isKilled = true;
        void rooms[0].stop("SIGKILL");
      }
    }
  }

  const workers = Array.from({ length: WORKERS }, (_, worker) => work(worker));
  await Promise.all([create(), ...workers]);
  expect(isKilled).toBe(true);
  expect(created.size).toBe(TASKS);
  const { rows } = await onServer(name, (client) =>
    client.query(
      `SELECT t.state, count(*)::int AS tasks, sum((
         SELECT count(*) FROM attempts a WHERE a.task_id = t.id AND a.outcome = 'completed'))::int AS completions
       FROM tasks t WHERE t.ticket_id = $1 GROUP BY t.state`,
      [ticketId],
    ),
  );
  expect(rows).toEqual([{ state: "completed", tasks: TASKS, completions: TASKS }]);
});

interface Claim {
  task: { id: string; ticketId: string };
  attempt: { id: string };
  fence: string;
}

test("the killed one vanishes from the replicas, and one that starts in its place appears", async () => {
  const hosts = () =>
    onServer(name, async (client) => {
      const seen = "last_seen_at > clock_timestamp() - interval '20 seconds'";
      return (await client.query(`SELECT id FROM server_instances WHERE ${seen}`)).rowCount;
    });
  await expect.poll(hosts, { timeout: 30_000 }).toBe(1);
  await rooms[0].start();
  await expect.poll(hosts, { timeout: 10_000 }).toBe(2);
});
