import { expect } from "vitest";
import { rows } from "../../support/sql";
import type { ModelTask } from "./queue-model";
import type { Walk } from "./walk";

const isOpen = ({ state }: ModelTask) => state === "pending" || state === "held";

/** Holds every fact of the tables that the model knows to what it says. */
export async function compare({ model, project }: Walk): Promise<void> {
  const tasks = await rows<Record<string, unknown> & { id: string; parked: boolean }>`
    SELECT id, replace(replace(state, 'claimed', 'held'), 'running', 'held') AS state, effective_priority AS priority,
      CASE WHEN finished_at IS NULL THEN open_dependencies END AS open, dependants, attempt_count AS attempts,
      CASE WHEN finished_at IS NULL THEN cancel_cause END AS stop, is_parked AND state = 'pending' AS parked,
      (SELECT count(*)::int FROM events WHERE entity = tasks.id AND type = 'task.completed') AS completed
    FROM tasks WHERE project_id = ${project.id} ORDER BY id`;
  const expected = model.tasks.map((task) => ({
    ...{ id: task.id, state: task.state, attempts: task.attempts, stop: isOpen(task) ? task.stop : null },
    ...{ dependants: model.tasks.filter((other) => other.dependsOn.includes(task)).length },
    ...{ open: isOpen(task) ? model.openOf(task) : null, completed: task.state === "completed" ? 1 : 0 },
    // What a finished task's priority would be concerns nobody.
    priority: isOpen(task) ? model.priorityOf(task) : expect.any(String),
  }));
  expect(tasks.map(({ parked: _, ...task }) => task)).toEqual(expected);
  const parked = tasks.filter((task) => task.parked).map(({ id }) => id);
  const held = model.tasks.filter((task) => model.isHeld(task)).map(({ id }) => id);
  expect(held).toEqual(expect.arrayContaining(parked));
  const agents = await rows`SELECT id, state, load FROM agents WHERE project_id = ${project.id} ORDER BY id`;
  expect(agents).toEqual(
    model.agents.map((agent) => ({ id: agent.id, state: agent.state, load: model.loadOf(agent) })),
  );
}
