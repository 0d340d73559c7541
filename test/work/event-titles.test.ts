// What events tell about a task: whoever reads them need not ask what the task was.
import { expect, it } from "vitest";
import { EventType } from "@/lib/platform/events/schema";
import { PutArtifact } from "@/lib/work/schema";
import * as work from "@/lib/work/service";
import "../support/embedded";
import { ADMIN, aKey, anAgent, aProject, aTicket, claimOne, type Held } from "../support/makers";
import { change, rows } from "../support/sql";
import { complete, createAll, fail, take, update } from "./support/acts";

const titlesOf = (taskId: string) => rows<{ type: string; title: string | null }>`
  SELECT type, payload->>'title' AS title FROM events WHERE entity = ${taskId} ORDER BY seq`;
const start = ({ key, task, ref }: Held) => work.startTask(key.actor, task.id, ref);
const putNote = ({ key, task, ref }: Held) =>
  work.putArtifact(
    key.actor,
    task.id,
    PutArtifact.parse({ ...ref, type: "report", name: "n", mediaType: "text/plain", contentBase64: "eA==" }),
  );
const beatStopped = ({ key, agent, ref }: Held) =>
  work.beat(key.actor, agent.id, {
    attempts: [{ ...ref, stopped: true }],
    waitMs: 0,
    isDraining: false,
  });

/** Lets tasks live through everything that there is an event for; their ids and titles. */
async function liveThroughAll(): Promise<Map<string, string>> {
  const lives = new Map<string, string>();
  const note = ({ task }: Held) => lives.set(task.id, task.title);
  const failing = await claimOne({ title: "fails twice", maxAttempts: 3 });
  note(failing);
  await start(failing);
  await putNote(failing);
  await fail(failing, true);
  await update(failing.task, { title: "renamed" });
  const lost = await claimOne({ title: "is lost" });
  note(lost);
  await change`UPDATE attempts SET lease_until = now() - interval '1 second' WHERE id = ${lost.ref.attemptId}`;
  await work.expireLeases();
  const late = await claimOne({ title: "stops late" });
  note(late);
  await work.cancelTask(ADMIN, late.task.id, { reason: "r", graceSeconds: 0 });
  await work.closeOverdueStops();
  await beatStopped(late);
  const project = await aProject();
  const ticket = await aTicket({ project });
  const key = await aKey({ project, scopes: ["work:run", "work:read", "work:write"] });
  const agent = await anAgent({ project, key, capacity: 5 });
  const made = await createAll(ticket, [
    { key: "a", title: "first" },
    { title: "freed", dependsOnKeys: ["a"] },
    { key: "c", title: "breaks", priority: "LOW" },
    { title: "broken", dependsOnKeys: ["c"] },
  ]);
  for (const { id, title } of made) lives.set(id, title);
  const [first, breaks] = await take(agent, 2);
  if (first) await complete(first);
  if (breaks) await fail(breaks);
  return lives;
}

it("every event about a task carries its title", async () => {
  const lives = await liveThroughAll();
  const seen = new Set<string>();
  for (const [id, title] of lives) {
    let expected = title;
    for (const event of await titlesOf(id)) {
      seen.add(event.type);
      if (event.type === "task.updated") expected = "renamed";
      expect(event).toEqual({ type: event.type, title: expected });
    }
  }
  const all = EventType.options.filter((type) => type.startsWith("task."));
  expect([...seen].sort()).toEqual([...all].sort());
});

it("every event about an agent carries its name", async () => {
  const { agent, key } = await anAgent({ project: await aProject() });
  const beat = () => work.beat(key.actor, agent.id, { attempts: [], waitMs: 0, isDraining: false });
  await change`UPDATE agents SET last_heartbeat_at = now() - interval '1 hour' WHERE id = ${agent.id}`;
  await work.reviewAgents();
  await beat();
  await work.quarantineAgent(ADMIN, agent.id, { reason: "r" });
  await work.reinstateAgent(ADMIN, agent.id);
  await work.drainAgent(ADMIN, agent.id);
  await work.reviewAgents();
  const told = await rows<{ type: string; name: string | null }>`
    SELECT type, payload->>'name' AS name FROM events WHERE entity = ${agent.id} ORDER BY seq`;
  const all = EventType.options.filter((type) => type.startsWith("agent."));
  expect(told.map(({ type }) => type).sort()).toEqual([...all].sort());
  expect(told.filter(({ name }) => name !== agent.name)).toEqual([]);
});
