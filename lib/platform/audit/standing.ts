import type { Tx } from "../db/transact";
import type { AuditCheck, Signing } from "./schema";
import { describeSigning } from "./signing";
import { findHead } from "./store/chain";
import { findCheck } from "./store/checks";
import { findLastHead } from "./store/heads";

interface Standing {
  length: number;
  signing: Signing["source"];
  lastSignedAt: string | null;
  lastCheck: { at: string; state: AuditCheck["state"]; detail: string | null } | null;
}

/** How the chain stands, for the system page. */
export async function readStanding(tx: Tx): Promise<Standing> {
  const [head, signed, check] = [await findHead(tx), await findLastHead(tx), await findCheck(tx)];
  const { source } = await describeSigning();
  return {
    length: head?.position ?? 0,
    signing: source,
    lastSignedAt: signed?.at ?? null,
    lastCheck: check && { at: check.at, state: check.state, detail: check.fault?.detail ?? null },
  };
}
