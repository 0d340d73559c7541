import type { Page } from "@playwright/test";
import { callApi, issueKey } from "./people";
import type { ControlRoom } from "./server";

interface Row {
  id: string;
}
interface Held {
  task: { id: string; title: string };
  attempt: { id: string };
  fence: string;
}

/** An agent that does what the test says, over the public API alone. */
export class TestAgent {
  readonly id: string;
  readonly #room: ControlRoom;
  readonly #key: string;

  constructor(room: ControlRoom, key: string, id: string) {
    this.#room = room;
    this.#key = key;
    this.id = id;
  }

  static async register(page: Page, room: ControlRoom, name: string, capacity = 1): Promise<TestAgent> {
    const key = await issueKey(page, name);
    const { agent } = await send<{ agent: Row }>(room, key, "/agents", { name, capacity });
    return new TestAgent(room, key, agent.id);
  }

  async claim(max = 1): Promise<Held[]> {
    const reply = await this.#post<{ claims: Held[] }>("/tasks/claim", { agentId: this.id, max });
    for (const { task, attempt, fence } of reply.claims) {
      await this.#post(`/tasks/${task.id}/start`, { attemptId: attempt.id, fence });
    }
    return reply.claims;
  }

  complete({ task, attempt, fence }: Held, usage?: object): Promise<unknown> {
    return this.#post(`/tasks/${task.id}/complete`, {
      attemptId: attempt.id,
      fence,
      result: { output: "42" },
      ...(usage ? { usage } : {}),
    });
  }

  #post<T>(path: string, body: unknown): Promise<T> {
    return send<T>(this.#room, this.#key, path, body);
  }
}

async function send<T>(room: ControlRoom, key: string, path: string, body: unknown): Promise<T> {
  const response = await fetch(`${room.url}/api/v1${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

async function defaultProject(page: Page): Promise<string> {
  const { items } = await callApi<{ items: Row[] }>(page, "GET", "/projects");
  if (!items[0]) throw new Error("There is no project.");
  return items[0].id;
}

/** A ticket with tasks of these titles; its id, and theirs in their order. */
export async function makeTicket(
  page: Page,
  title: string,
  tasks: string[],
  more: { phase?: string; priority?: string } = {},
): Promise<{ id: string; tasks: string[] }> {
  const projectId = await defaultProject(page);
  const { id } = await callApi<Row>(page, "POST", "/tickets", { projectId, title, ...more });
  if (tasks.length === 0) return { id, tasks: [] };
  const body = { tasks: tasks.map((name) => ({ ticketId: id, title: name, description: `Do: ${name}` })) };
  const made = await callApi<{ tasks: Row[] }>(page, "POST", "/tasks/batch", body);
  return { id, tasks: made.tasks.map((task) => task.id) };
}
