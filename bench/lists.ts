// What pages ask for, with 100,000 tasks: `TEST_DATABASE_URL=… npm run bench:lists` (without it: embedded alone).
import { AgentsQuery, BoardQuery, OverlaysQuery, TasksQuery, TicketsQuery } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import { benchEnv } from "./environment";
import { PHASES_ALL, seedLists } from "./seed";
import {
  type Ask,
  aFreshDatabase,
  BENCH_ADMIN,
  describeMachine,
  printTable,
  quantile,
  sampleAsks,
} from "./support";

const TASKS = 100_000;
const TICKETS = 5_000;
const CALLS = 40;

async function asks(): Promise<Ask[]> {
  const project = (await work.findProjectBySlug(BENCH_ADMIN, "default"))?.id;
  const tasks = (query: object) => () => work.listTasks(BENCH_ADMIN, TasksQuery.parse(query));
  const tickets = (query: object) => () => work.listTickets(BENCH_ADMIN, TicketsQuery.parse(query));
  const page = await work.listTasks(BENCH_ADMIN, TasksQuery.parse({ limit: 200 }));
  const deep = page.items.at(-1)?.id;
  const ticket = page.items[0]?.ticketId ?? "";
  const task = page.items[0]?.id ?? "";
  return [
    ["tasks", tasks({})],
    ["tasks of a project", tasks({ project })],
    ["tasks, next page", tasks({ cursor: deep })],
    ["tasks, pending", tasks({ project, state: "pending" })],
    ["tasks, failed or cancelled", tasks({ state: "failed,cancelled" })],
    ["tasks, blocked", tasks({ blocked: "true" })],
    ["tasks, words that few have", tasks({ q: "needle" })],
    ["tasks, words that none has", tasks({ q: "no such words" })],
    ["tickets", tickets({ project, status: "open" })],
    ["tickets, words that none has", tickets({ q: "no such words" })],
    ["board", () => work.getBoard(BENCH_ADMIN, BoardQuery.parse({ project }))],
    ["overview", () => work.getOverview(BENCH_ADMIN, project)],
    ["agents", () => work.listAgents(BENCH_ADMIN, AgentsQuery.parse({}))],
    ["holds", () => work.listHolds(BENCH_ADMIN, OverlaysQuery.parse({}))],
    ["a ticket's graph", () => work.getGraph(BENCH_ADMIN, ticket)],
    ["a task", () => work.getTask(BENCH_ADMIN, task)],
  ];
}

async function measure(): Promise<Map<string, number[]>> {
  await seedLists({ tasks: TASKS, tickets: TICKETS });
  return sampleAsks(await asks(), CALLS);
}

console.log(`${describeMachine()}; ${TASKS} tasks in ${TICKETS} tickets over ${PHASES_ALL.length} phases`);
const url = benchEnv.TEST_DATABASE_URL;
const results: [string, Map<string, number[]>][] = [];
const embedded = await aFreshDatabase("lists");
results.push(["embedded", await measure()]);
await embedded.drop();
if (url) {
  const { drop } = await aFreshDatabase("lists", url);
  results.push(["PostgreSQL", await measure()]);
  await drop();
}
const names = [...(results[0]?.[1].keys() ?? [])];
printTable(
  ["ask", ...results.flatMap(([kind]) => [`${kind} p50 ms`, `${kind} p95 ms`])],
  names.map((name) => [
    name,
    ...results.flatMap(([, figures]) =>
      [0.5, 0.95].map((share) => quantile(figures.get(name) ?? [], share).toFixed(1)),
    ),
  ]),
);
process.exit(0);
