import { afterAll, describe, expect, it } from "vitest";
import { runChild } from "../support/child";

const child = runChild(
  `
  const { log } = await load("lib/platform/log.ts");
  const { runInRequest } = await load("lib/platform/context.ts");
  const secret = "hunter2";
  log().info({ password: secret, token: secret, authorization: secret, cookie: secret, secret }, "top");
  for (const name of ["headers", "body", "key"]) {
    log().info({ [name]: { password: secret, token: secret, authorization: secret, cookie: secret, secret } }, name);
  }
  runInRequest({ requestId: "req_7" }, () => log().info("inside"));
  log().debug("too quiet");
  log().info("end");`,
  { LOG_LEVEL: "info" },
);
afterAll(() => child.end());

async function lines(): Promise<Record<string, unknown>[]> {
  const found = [];
  await new Promise((resolve) => child.process.once("close", resolve));
  for (const line of child.output().split("\n")) if (line.startsWith("{")) found.push(JSON.parse(line));
  return found;
}

describe("the log", () => {
  it("never holds a password, token, cookie or key, at the top or one level down", async () => {
    const found = await lines();
    expect(found.map((line) => line.msg)).toEqual(["top", "headers", "body", "key", "inside", "end"]);
    expect(JSON.stringify(found)).not.toContain("hunter2");
    expect(JSON.stringify(found).match(/\[Redacted\]/g)).toHaveLength(20);
    expect(found.find((line) => line.msg === "inside")).toMatchObject({ requestId: "req_7", level: "info" });
    expect(found.at(-1)).not.toHaveProperty("requestId");
  });
});
