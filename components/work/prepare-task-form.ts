// Between a task and the form that makes or edits it.
import type { OnDependencyFailure, Priority, Task, TaskDetail } from "@/lib/work/schema";
import { numberOf, textOf, wordsOf } from "./prepare-form";

export const TASK_FIELDS = [
  "title",
  "description",
  "phase",
  "priority",
  "requiredCapabilities",
  "timeoutSeconds",
  "maxAttempts",
  "dependsOn",
  "onDependencyFailure",
  "deadline",
] as const;

export const FAILURE_WORDS: Record<OnDependencyFailure, string> = {
  fail: "Fail this task too",
  ignore: "Go on without it",
};

/** What the form says of a task; a number left empty is undefined. */
export function taskOf(form: FormData) {
  return {
    title: textOf(form, "title"),
    // As typed: a prompt's own spaces and line ends matter.
    description: String(form.get("description") ?? "").replaceAll("\r\n", "\n"),
    priority: textOf(form, "priority") as Priority,
    requiredCapabilities: wordsOf(form, "requiredCapabilities"),
    timeoutSeconds: numberOf(form, "timeoutSeconds"),
    maxAttempts: numberOf(form, "maxAttempts"),
    dependsOn: form.getAll("dependsOn").map(String),
    onDependencyFailure: textOf(form, "onDependencyFailure") as OnDependencyFailure,
    deadline: toInstant(textOf(form, "deadline")),
  };
}

/**
 * The same for an edit. A number cleared is none, which the API refuses at its field; a deadline nobody touched
 * keeps its seconds; dependencies stay where the form could not change them.
 */
export function editOf(form: FormData, before: TaskDetail) {
  const { timeoutSeconds = Number.NaN, maxAttempts = Number.NaN, dependsOn, ...rest } = taskOf(form);
  const isUntouched = before.deadline !== null && textOf(form, "deadline") === toLocalTime(before.deadline);
  return {
    ...rest,
    timeoutSeconds,
    maxAttempts,
    deadline: isUntouched ? before.deadline : rest.deadline,
    ...(mayRewire(before)
      ? { dependsOn: dependsOn.sort() }
      : { dependsOn: idsOf(before.dependsOn), onDependencyFailure: before.onDependencyFailure }),
  };
}

/** A task as `editOf` would give it back untouched. */
export function beforeEdit(task: TaskDetail) {
  return { ...task, priority: task.basePriority, dependsOn: idsOf(task.dependsOn) };
}

/** In one order, since which tasks it waits for is a set. */
const idsOf = (links: { id: string }[]) => links.map(({ id }) => id).sort();

/** Dependencies are changed only while no agent has the task. */
export function mayRewire(task: Pick<Task, "state">): boolean {
  return task.state === "pending";
}

/** `2026-05-01T14:30`, as the browser's clock shows the instant. */
export function toLocalTime(instant: string): string {
  const at = new Date(instant);
  const two = (part: number) => String(part).padStart(2, "0");
  const day = [String(at.getFullYear()).padStart(4, "0"), two(at.getMonth() + 1), two(at.getDate())];
  return `${day.join("-")}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** What was typed, as an instant: null when empty, and as it is where it is no time, for the API to refuse. */
function toInstant(local: string): string | null {
  if (local === "") return null;
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? local : at.toISOString();
}

/** What a search offers: those chosen that it did not find come first, so that they are sent too; never itself. */
export function toChoices<T extends { id: string }>(chosen: T[], found: T[], self?: string): T[] {
  const hidden = chosen.filter(({ id }) => !found.some((one) => one.id === id));
  const byId = new Map([...hidden, ...found].map((one) => [one.id, one]));
  return [...byId.values()].filter(({ id }) => id !== self);
}
