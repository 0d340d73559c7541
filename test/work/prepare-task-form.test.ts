// Between a task and the form that makes or edits it.
import { describe, expect, test } from "vitest";
import { changedFields } from "@/components/work/prepare-form";
import { beforeEdit, editOf, taskOf, toChoices, toLocalTime } from "@/components/work/prepare-task-form";
import type { TaskDetail } from "@/lib/work/schema";

const link = (id: string) => ({ id, title: id, state: "pending" as const });
const task = {
  title: "A title",
  description: " a prompt\n",
  priority: "CRITICAL",
  basePriority: "LOW",
  requiredCapabilities: ["docker", "gpu"],
  timeoutSeconds: 60,
  maxAttempts: 2,
  onDependencyFailure: "ignore",
  deadline: "2026-05-01T12:30:45.678Z",
  dependsOn: [link("a"), link("b")],
  state: "pending",
} as unknown as TaskDetail;

/** The form as the dialog fills it; the search shows dependencies in an order of its own. */
function filled(change: Record<string, string | string[]> = {}): FormData {
  const form = new FormData();
  const fields = {
    title: task.title,
    description: task.description.replaceAll("\n", "\r\n"),
    priority: "LOW",
    requiredCapabilities: "docker, gpu",
    timeoutSeconds: "60",
    maxAttempts: "2",
    onDependencyFailure: "ignore",
    deadline: toLocalTime("2026-05-01T12:30:45.678Z"),
    dependsOn: ["b", "a"],
    ...change,
  };
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) form.append(name, one);
  }
  return form;
}

const changes = (form: FormData, before = task) => changedFields(beforeEdit(before), editOf(form, before));

describe("an edit of a task", () => {
  test("that touches nothing sends nothing: no order of words, no second of a deadline, no override's priority", () => {
    expect(changes(filled())).toEqual({});
  });

  test("sends what was changed alone", () => {
    expect(changes(filled({ title: "B", dependsOn: ["a"], requiredCapabilities: "gpu" }))).toEqual({
      title: "B",
      dependsOn: ["a"],
      requiredCapabilities: ["gpu"],
    });
    expect(changes(filled({ deadline: "" }))).toEqual({ deadline: null });
    expect(changes(filled({ dependsOn: [] }))).toEqual({ dependsOn: [] });
  });

  test("with a number cleared sends none, which the API refuses at its field", () => {
    expect(JSON.stringify(changes(filled({ timeoutSeconds: "" })))).toBe('{"timeoutSeconds":null}');
  });

  test("of a task at work leaves alone the dependencies that its form does not show", () => {
    const running: TaskDetail = { ...task, state: "running" };
    expect(changes(filled({ dependsOn: [], onDependencyFailure: "" }), running)).toEqual({});
  });
});

describe("a deadline", () => {
  test("is typed in the browser's zone and sent as an instant", () => {
    const typed = "2026-07-01T09:05";
    const sent = taskOf(filled({ deadline: typed })).deadline ?? "";
    expect(sent).toBe(new Date(2026, 6, 1, 9, 5).toISOString());
    expect(toLocalTime(sent)).toBe(typed);
  });

  test("half typed is sent as it is, for the API to refuse", () => {
    expect(taskOf(filled({ deadline: "incomplete" })).deadline).toBe("incomplete");
  });
});

test("chosen tasks stay among the choices whatever is searched, each once, and never the task itself", () => {
  const ids = toChoices([link("b"), link("a")], [link("c"), link("a"), link("self"), link("c")], "self");
  expect(ids.map(({ id }) => id)).toEqual(["b", "c", "a"]);
});
