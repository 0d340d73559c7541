import { withoutIdempotency } from "@/lib/platform/context";
import { read, transact } from "@/lib/platform/db/transact";
import { log } from "@/lib/platform/log";
import type { GuardianAction } from "../schema";
import { listEffects } from "../store/effects";
import { settleAction } from "./standing";
import { isWaiting } from "./stop-attempts";

/** Goes on with a stop whose hold has been committed, as far as it goes. The action itself is answered as it was. */
export async function stopNow(action: GuardianAction): Promise<GuardianAction> {
  if (!action.effects.some(isWaiting)) return action;
  const { id } = action;
  const further = async () => {
    do await transact("guardian.stop", (tx) => settleAction(tx, id));
    while ((await read((tx) => listEffects(tx, id))).some(isWaiting));
  };
  await withoutIdempotency(further).catch((error: unknown) => {
    log().error(
      { err: error, action: id },
      "a stop was not carried through at once; the clock goes on with it",
    );
  });
  return action;
}
