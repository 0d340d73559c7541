// A second server process on the same database, which does what guardians ask for there.
import { type Child, runChild } from "../../support/child";

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

export async function aReplica(databaseUrl: string, applicationName = "replica"): Promise<Replica> {
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
