import type { KeyObject } from "node:crypto";
import { ChainCheck } from "@/lib/platform/audit/chain/check";
import { follow } from "@/lib/platform/audit/chain/follow";
import { isSigned, isSignedBy, type KnownHead } from "@/lib/platform/audit/chain/head";
import type { Fault } from "@/lib/platform/audit/chain/link";
import { openAuditDatabase } from "./read-database";
import { BrokenExport, readExport, readHead } from "./read-export";

/** What a verification found, wherever it was made. */
export interface Finding {
  state: "whole" | "broken";
  position: number;
  hash: string;
  /** Heads that the chain agrees with. */
  heads: number;
  signature: string;
  /** Of the sealed events, in words. */
  seals: string;
  fault: Fault | null;
  /** The earlier export that it was held against: what was altered in that one proves nothing. */
  earlier: { path: string; position: number; fault: Fault | null } | null;
}

export interface Trust {
  keys: KeyObject[];
  earlier: string | undefined;
}

type OnPage = (done: number) => void;
const SEALS_ELSEWHERE = "sealed ones are checked by the server alone";

/** Follows an export, and the earlier one that it is held against; asks nobody. */
export async function verifyExport(path: string, trust: Trust, onPage: OnPage): Promise<Finding> {
  const earlier = await followEarlier(trust, onPage);
  const check = new ChainCheck(trust.keys);
  check.expect(earlier.heads);
  const { head, fault } = await followExport(path, check, onPage);
  return toFinding(check, { head, trust, earlier, fault: fault ?? faultOfTrust(head, trust) });
}

async function followExport(path: string, check: ChainCheck, onPage: OnPage) {
  // Once for the head, which is the last line, and once to follow the links up to it.
  const head = await readHead(path).catch(() => null);
  check.expect(head ? [head] : []);
  const pages = async function* () {
    for await (const page of readExport(path, () => {})) {
      onPage(check.position);
      yield page;
    }
  };
  const fault = await follow(check, pages())
    .then((found) => found ?? check.end(head))
    .catch((error: unknown) => {
      if (error instanceof BrokenExport) return check.broken() ?? error.fault;
      throw error;
    });
  return { head, fault };
}

/** Follows the chain of a database and compares it with the entries' own rows. */
export async function verifyDatabase(url: string, trust: Trust, onPage: OnPage): Promise<Finding> {
  const earlier = await followEarlier(trust, onPage);
  const check = new ChainCheck(trust.keys);
  check.expect(earlier.heads);
  const database = await openAuditDatabase(url, (heads) => {
    check.expect(heads);
    onPage(check.position);
  });
  const { newest } = database;
  try {
    const followed = await follow(check, database.pages, { rowBody: database.rowBody });
    if (newest && newest.position > check.position) check.expect([newest]);
    const fault =
      followed ??
      check.end(database.head) ??
      (await findUnlinked(database.findUnlinked, check.position)) ??
      faultOfTrust(newest, trust);
    return toFinding(check, { head: newest, trust, earlier, fault });
  } finally {
    await database.close();
  }
}

interface Earlier {
  heads: KnownHead[];
  found: Finding["earlier"];
}

/** Its head, which must still be in the chain, and whether it is as it was written itself. Keys change: any may have signed it. */
async function followEarlier({ earlier: path }: Trust, onPage: OnPage): Promise<Earlier> {
  if (path === undefined) return { heads: [], found: null };
  const check = new ChainCheck();
  const { head, fault } = await followExport(path, check, onPage);
  return { heads: head ? [head] : [], found: { path, position: check.position, fault } };
}

/** Who names a key asks for a signature by it. */
function faultOfTrust(head: KnownHead | null, { keys }: Trust): Fault | null {
  if (keys.length === 0 || (head && isSigned(head))) return null;
  const detail = "The head is not signed, so that no key vouches for it.";
  return { kind: "wrong_signature", position: head?.position ?? 0, entry: null, detail };
}

async function findUnlinked(find: () => Promise<string | null>, position: number): Promise<Fault | null> {
  const id = await find();
  if (id === null) return null;
  const detail = `The entry ${id} stands in the trail but not in the chain.`;
  return { kind: "unlinked_row", position, entry: id, detail };
}

function toFinding(
  check: ChainCheck,
  {
    head,
    trust: { keys },
    earlier: { found: earlier },
    fault,
  }: { head: KnownHead | null; trust: Trust; earlier: Earlier; fault: Fault | null },
): Finding {
  const { position, hash } = check;
  const newest = head && isSigned(head) ? head : null;
  const isTrusted = newest && keys.some((key) => isSignedBy(newest, key));
  const compared = keys.length > 0 ? "another than is trusted" : "not compared with one that you trust";
  const signature = newest ? `by key ${newest.keyId}, ${isTrusted ? "which is trusted" : compared}` : "none";
  return {
    state: fault || earlier?.fault ? "broken" : "whole",
    ...{ position, hash, heads: check.heads, signature, seals: SEALS_ELSEWHERE, fault, earlier },
  };
}
