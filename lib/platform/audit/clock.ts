import { runStatement } from "../db/transact";
import { startLoop } from "../jobs/loop";
import type { Stop } from "../stop";
import { tellRefusals } from "./refusals";
import { sealEvents } from "./seal";
import { signNow } from "./signing";
import { takeTurn } from "./store/clock";

const TURN_SECONDS = 60;
const LOOK_MS = 15_000;

/** Once a minute, by whichever replica comes first: tells of refusals, seals what happened, signs where the chain ends. */
export function startAudit(): Stop {
  return startLoop("audit", LOOK_MS, async () => {
    if (!(await runStatement("audit.turn", (tx) => takeTurn(tx, TURN_SECONDS)))) return;
    await tellRefusals();
    await sealEvents();
    await signNow();
  });
}
