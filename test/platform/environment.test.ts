import { describe, expect, it } from "vitest";
import { parseEnv } from "@/lib/platform/env";

const SECRET = "pa55word-that-must-not-be-printed";

describe("the environment", () => {
  it.each([
    ["DATABASE_URL", `mysql://root:${SECRET}@host/db`],
    ["DATABASE_URL", SECRET],
    ["DATABASE_POOL_MAX", SECRET],
    ["DATABASE_POOL_MAX", "1"],
    ["PUBLIC_URL", `ftp://${SECRET}`],
    ["PORT", "70000"],
    ["PORT", "3000.5"],
    ["TRUSTED_PROXIES", "-1"],
    ["AUTH_SECRET", "2short!"],
    ["LOG_LEVEL", SECRET],
    ["NODE_ENV", SECRET],
    ["LEASE_SECONDS", "1"],
    ["AGENT_STALE_SECONDS", "0"],
    ["AGENT_LOST_SECONDS", "7201"],
    ["CANCEL_GRACE_SECONDS", SECRET],
    ["RETRY_BASE_SECONDS", "-1"],
    ["RATE_LIMIT_PER_MINUTE", "9"],
  ])("names a bad %s and never prints its value", (name, value) => {
    const read = () => parseEnv({ [name]: value });
    expect(read).toThrow(new RegExp(`^The environment is not valid:\\n  ${name}: `));
    expect(read).not.toThrow(value);
  });

  it("names every bad variable at once", () => {
    const read = () => parseEnv({ PORT: "x", LOG_LEVEL: "loud" });
    expect(read).toThrow(/PORT: .*\n {2}LOG_LEVEL: /s);
  });

  it("has a default for each variable, and takes an empty one for absent", () => {
    const given = parseEnv({});
    expect(given).toMatchObject({ PORT: 3000, HOST: "127.0.0.1", LEASE_SECONDS: 60, TRUSTED_PROXIES: 0 });
    expect(parseEnv({ PORT: "", DATABASE_URL: "", AUTH_SECRET: "" })).toEqual(given);
  });

  it("refuses an agent that would be lost before it is stale", () => {
    expect(() => parseEnv({ AGENT_STALE_SECONDS: "90", AGENT_LOST_SECONDS: "90" })).toThrow(
      "AGENT_LOST_SECONDS: Must be greater than AGENT_STALE_SECONDS.",
    );
    expect(parseEnv({ AGENT_STALE_SECONDS: "90", AGENT_LOST_SECONDS: "91" }).AGENT_LOST_SECONDS).toBe(91);
  });

  it("asks for AUTH_SECRET where replicas share a database in production, and only there", () => {
    const DATABASE_URL = `postgresql://u:${SECRET}@host/db`;
    const read = () => parseEnv({ DATABASE_URL, NODE_ENV: "production" });
    expect(read).toThrow("AUTH_SECRET: Required with DATABASE_URL");
    expect(read).not.toThrow(SECRET);
    expect(parseEnv({ DATABASE_URL }).AUTH_SECRET).toBeUndefined();
    expect(parseEnv({ NODE_ENV: "production" }).AUTH_SECRET).toBeUndefined();
    const AUTH_SECRET = "x".repeat(32);
    expect(parseEnv({ DATABASE_URL, AUTH_SECRET, NODE_ENV: "production" })).toMatchObject({ AUTH_SECRET });
  });
});
