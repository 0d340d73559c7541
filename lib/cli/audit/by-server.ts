import { setTimeout as delay } from "node:timers/promises";
import { ConnectionError } from "@/lib/client/http";
import { AuditState } from "@/lib/platform/audit/schema";
import type { Invocation } from "../command";
import type { Finding } from "./verify";

const AGAIN_MS = 1000;
const TRIES = 60;

/** Has the server follow its own chain and waits for what it finds; also the way to its sealed events. */
export async function verifyByServer({ call, out, signal }: Invocation): Promise<Finding> {
  const ask = (fresh: boolean) =>
    call({ method: "GET", path: "/guardian/audit/verify", query: { fresh }, reply: AuditState, signal });
  const before = await ask(false);
  let state = await ask(true);
  // Another replica may answer, which knows of no verification but finds what it has left.
  for (let tries = 0; !state.lastCheck || state.lastCheck.at < before.at; tries += 1) {
    if (state.running) tries = 0;
    if (tries > TRIES)
      throw new ConnectionError("The verification has not ended. The server's log says why.");
    const { done, total } = state.running ?? { done: 0, total: 0 };
    out.progress(`Following: ${done} of ${total} entries`);
    await delay(AGAIN_MS, null, { signal });
    state = await ask(false);
  }
  const { lastCheck, signing } = state;
  const { same, gone, renumbered } = lastCheck.seals;
  return {
    ...{ state: lastCheck.state, position: lastCheck.position, hash: lastCheck.hash, heads: lastCheck.heads },
    signature: signing.keyId
      ? `by key ${signing.keyId}, which is the server's own`
      : "none: the server has no key",
    seals: `${same} sealed batches are the same, ${gone} are not kept any more, ${renumbered} were numbered anew`,
    fault: lastCheck.fault,
    earlier: null,
  };
}
