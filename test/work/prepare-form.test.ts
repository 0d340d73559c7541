import { describe, expect, test } from "vitest";
import { changedFields, numberOf, textOf, toFormErrors, wordsOf } from "@/components/work/prepare-form";
import { ApiError, ConnectionError } from "@/lib/client/http";
import type { Problem } from "@/lib/platform/schema";

const problem = (over: Partial<Problem>) =>
  new ApiError({
    type: "about:blank",
    title: "Invalid request",
    status: 400,
    code: "invalid_request",
    requestId: "req_1",
    ...over,
  });

describe("a refusal", () => {
  test("is placed at its fields by the first part of the pointer", () => {
    const error = problem({
      issues: [
        { in: "body", pointer: "/title", detail: "Must not be empty." },
        { in: "body", pointer: "/requiredCapabilities/2", detail: "Too long." },
      ],
    });
    expect(toFormErrors(error, ["title", "requiredCapabilities"])).toEqual({
      fields: { title: "Must not be empty.", requiredCapabilities: "Too long." },
    });
  });

  test("that names no field of the form is not swallowed", () => {
    const error = problem({ issues: [{ in: "body", pointer: "/context/a", detail: "Too deep." }] });
    expect(toFormErrors(error, ["title"])).toEqual({
      fields: {},
      message: "context/a: Too deep.",
      requestId: "req_1",
    });
  });

  test("without issues is told in its own words", () => {
    const error = problem({ code: "invalid_state", status: 422, detail: "This task is completed already." });
    expect(toFormErrors(error, ["reason"]).message).toBe("This task is completed already.");
  });

  test("by a failure of the server shows the request id and no inner words", () => {
    const errors = toFormErrors(
      problem({ code: "internal", status: 500, title: "Something went wrong" }),
      [],
    );
    expect(errors).toEqual({
      fields: {},
      message: "The control room could not do this.",
      requestId: "req_1",
    });
  });

  test("by no answer at all says so", () => {
    const errors = toFormErrors(new ConnectionError("The control room could not be reached."), []);
    expect(errors.message).toBe("The control room could not be reached.");
  });
});

describe("a form's words", () => {
  const form = new FormData();
  form.set("title", "  A title ");
  form.set("words", "typescript, docker,, typescript ,");
  form.set("number", "30");
  form.set("nothing", " ");

  test("are trimmed, split and counted", () => {
    expect(textOf(form, "title")).toBe("A title");
    expect(wordsOf(form, "words")).toEqual(["typescript", "docker"]);
    expect(wordsOf(form, "nothing")).toEqual([]);
    expect(numberOf(form, "number")).toBe(30);
    expect(numberOf(form, "nothing")).toBeUndefined();
    expect(textOf(form, "absent")).toBe("");
  });
});

test("an edit sends only what was changed", () => {
  const before = { title: "A", priority: "LOW", version: 3 };
  expect(changedFields<Record<string, unknown>>(before, { title: "A", priority: "HIGH" })).toEqual({
    priority: "HIGH",
  });
});
