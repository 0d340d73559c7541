import { describe, expect, it } from "vitest";
import { z } from "zod";
import { DELETE, GET, PATCH, POST, PUT } from "@/app/api/v1/[...rest]/route";
import { AppError } from "@/lib/platform/errors";
import { route } from "@/lib/platform/http/route";
import { Problem } from "@/lib/platform/schema";
import "../support/embedded";
import { call } from "../support/call";
import { key, look, post } from "./support/echo-route";

describe("the other parts of a request", () => {
  it("are refused at their place: an unknown query field, a wrong one, a malformed path", async () => {
    const { problem } = await post({ query: { page: "x" } });
    expect(problem.issues).toMatchObject([{ in: "query", pointer: "/page" }]);
    expect((await post({ query: { other: 1 } })).problem.issues).toMatchObject([
      { in: "query", pointer: "/other" },
    ]);
    expect((await post({ params: { id: "x" } })).problem.issues).toMatchObject([
      { in: "path", pointer: "/id" },
    ]);
  });

  it("are accepted where a route has none of them", async () => {
    expect((await call(look, { key })).status).toBe(200);
  });
});

describe("a reply", () => {
  it("is not to be stored, and says which request it answers", async () => {
    const { headers } = await post();
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-request-id")).toMatch(/^req_/);
  });

  it("that does not fit its own schema is an error of ours, and none of it is sent", async () => {
    const leaky = route(
      { summary: "t", scope: "work:read", reply: z.strictObject({ a: z.string() }) },
      async () => {
        return { a: "x", secretHash: "abc" } as { a: string };
      },
    );
    const { status, raw } = await call(leaky, { key });
    expect(status).toBe(500);
    expect(raw).not.toContain("abc");
  });

  it.each([
    ["an error that nobody foresaw", () => new Error("relation users does not exist")],
    ["a busy database", () => new AppError("unavailable", "The database was too busy for users.")],
  ])("to %s carries a request id and no message", async (_, make) => {
    const broken = route({ summary: "t", scope: "work:read", reply: z.object({}) }, () =>
      Promise.reject(make()),
    );
    const { status, raw, problem } = await call(broken, { key });
    expect(status).toBeGreaterThanOrEqual(500);
    expect(raw).not.toContain("users");
    expect(problem.detail).toBeUndefined();
    expect(problem.requestId).toMatch(/^req_/);
  });

  it.each(Object.entries({ DELETE, GET, PATCH, POST, PUT }))(
    "to %s of an endpoint that does not exist is a problem document",
    async (_, answer) => {
      const response = await answer(new Request("http://localhost:3000/api/v1/nothing"));
      expect(response.status).toBe(404);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(Problem.parse(await response.json())).toMatchObject({ code: "not_found" });
    },
  );
});
