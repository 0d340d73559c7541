import { describe, expect, it } from "vitest";
import "../support/embedded";
import { call, ORIGIN, toRequest } from "../support/call";
import { aPerson } from "../support/makers";
import { change } from "../support/sql";
import { echo, look, post, reached } from "./support/echo-route";

const person = await aPerson("viewer");

describe("a request with a cookie", () => {
  const from = (headers: Record<string, string>, method = "POST") => {
    const request = toRequest({
      method,
      body: { name: "n" },
      headers: { cookie: person.cookie, ...headers },
    });
    return echo(request, { params: Promise.resolve({ id: "7" }) });
  };

  it.each([
    ["without Origin and Sec-Fetch-Site", {}],
    ["from another origin", { origin: "http://evil.example" }],
    ["from another port of the same host", { origin: "http://localhost:4000" }],
    ["from a page without origin", { origin: "null" }],
    ["from another site", { "sec-fetch-site": "cross-site" }],
    ["from another subdomain", { "sec-fetch-site": "same-site" }],
    ["typed in or from a bookmark", { "sec-fetch-site": "none" }],
    ["from another site, whatever Origin claims", { "sec-fetch-site": "cross-site", origin: ORIGIN }],
  ])("%s changes nothing and is refused", async (_, headers) => {
    const response = await from(headers as Record<string, string>);
    expect(response.status).toBe(403);
    expect(reached).not.toHaveBeenCalled();
  });

  it.each([
    ["Sec-Fetch-Site", { "sec-fetch-site": "same-origin" }],
    ["Origin, in a browser that sends no Sec-Fetch-Site", { origin: ORIGIN }],
  ])("of the same origin by %s is served", async (_, headers) => {
    expect((await from(headers as Record<string, string>)).status).toBe(200);
  });

  it("may read from anywhere: reading changes nothing", async () => {
    const request = toRequest({ headers: { cookie: person.cookie, "sec-fetch-site": "cross-site" } });
    expect((await look(request, { params: Promise.resolve(undefined) })).status).toBe(200);
  });

  it("of nobody is 401, not 403", async () => {
    const { status, headers } = await post({
      key: undefined,
      headers: { cookie: "omoi.session_token=forged.sig" },
    });
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toBe("Bearer");
  });

  it("whose session has ended in the database is 401", async () => {
    const one = await aPerson("viewer");
    expect((await call(look, { person: one })).status).toBe(200);
    await change`DELETE FROM sessions WHERE user_id = ${one.id}`;
    expect((await call(look, { person: one })).status).toBe(401);
  });
});

describe("a key", () => {
  it("needs no origin", async () => {
    expect(
      (await post({ headers: { "sec-fetch-site": "cross-site", origin: "http://evil.example" } })).status,
    ).toBe(200);
  });

  it("that is wrong is not made up for by a cookie that is right", async () => {
    const { status } = await call(look, { person, headers: { authorization: "Bearer omoi_wrong" } });
    expect(status).toBe(401);
  });

  it.each(["Bearer", "Bearer ", "Basic abc", `Bearer ${"x".repeat(300)}`, "omoi_x", "Bearer a b", ""])(
    "that is none is refused: %j",
    async (authorization) => {
      expect((await call(look, { headers: { authorization } })).status).toBe(401);
    },
  );
});
