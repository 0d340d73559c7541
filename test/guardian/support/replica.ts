// A second server process on the same database, which does what guardians ask for there.
import { beforeAll } from "vitest";
import { type Child, runChild } from "../../support/child";
import { aServerDatabase } from "../../support/server";

export interface Replica {
  /** `done`, or the code of the refusal. */
  call(name: string, ...args: unknown[]): Promise<string>;
  process: Child;
}

const CODE = `
  const calls = await load("test/guardian/support/calls.ts");
  const { createInterface } = await import("node:readline");
  say("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    const { n, name, args } = JSON.parse(line);
    calls[name](...args).then(() => say("reply-" + n + "-end done"), (error) => say("reply-" + n + "-end " + (error.code ?? error.message)));
  }`;

async function aReplica(databaseUrl: string, applicationName = "replica"): Promise<Replica> {
  const url = `${databaseUrl}?application_name=${applicationName}`;
  const child = runChild(CODE, { DATABASE_URL: url, LOG_LEVEL: "silent" });
  await child.line("ready");
  let sent = 0;
  return {
    process: child,
    call: (name, ...args) => {
      sent += 1;
      const n = sent;
      child.process.stdin?.write(`${JSON.stringify({ n, name, args })}\n`);
      return child.line(`reply-${n}-end`);
    },
  };
}

/** For the tests of a file: a database of a real PostgreSQL, on which this process and another one work. */
export function twoReplicas(): { url: () => string; other: Pick<Replica, "call"> } {
  let url = "";
  let other: Replica | undefined;
  beforeAll(async () => {
    const server = await aServerDatabase(16);
    url = server.url;
    other = await aReplica(url);
    return async () => {
      await other?.process.end();
      await server.drop();
    };
  });
  const call: Replica["call"] = async (name, ...args) => {
    if (!other) throw new Error("The other replica has not started.");
    return other.call(name, ...args);
  };
  return { url: () => url, other: { call } };
}
