import { createPublicKey } from "node:crypto";
import { read, runStatement } from "../db/transact";
import { type Body, ChainCheck } from "./chain/check";
import { follow, type StoredLink } from "./chain/follow";
import type { Fault } from "./chain/link";
import { type AuditCheck, REALIGN_ACT, SEAL_ACT, Seal } from "./schema";
import { checkSeal } from "./seal";
import { signingKey } from "./signing";
import * as store from "./store/chain";
import { saveCheck } from "./store/checks";
import { findLastOf } from "./store/clock";
import { findLastHead, listHeads } from "./store/heads";

const PAGE = 2000;

/** Told about each page. */
type Progress = (done: number, total: number) => void;

/** Follows the whole chain of this database, and the events that it seals, and keeps what was found. */
export async function verifyDatabase(onProgress: Progress = () => {}): Promise<AuditCheck> {
  const started = performance.now();
  // The signed head first: one that is signed meanwhile would seem to lie beyond the end.
  const newest = await read(findLastHead);
  const head = await read(store.findHead);
  const signing = await signingKey();
  const check = new ChainCheck(signing ? [createPublicKey(signing.key)] : []);
  const seals = new Seals(await read((tx) => findLastOf(tx, REALIGN_ACT)));
  const rowBody = (position: number) => read((tx) => store.findRowBody(tx, position));
  const upTo = head?.position ?? Number.MAX_SAFE_INTEGER;
  const pages = readLinks(check, upTo, onProgress);
  const onEntry = (body: Body) => seals.check(body);
  const followed = await follow(check, pages, { rowBody, onEntry });
  if (newest && newest.position > check.position) check.expect([newest]);
  const fault =
    followed ??
    check.end(head) ??
    (head ? null : missingHead(check.position)) ??
    (await findUnlinked(check.position));
  const { position, hash } = check;
  const result: AuditCheck = {
    state: fault ? "broken" : "whole",
    at: head?.at ?? new Date().toISOString(),
    durationMs: Math.round(performance.now() - started),
    ...{ entries: position, position, hash, heads: check.heads },
    seals: seals.counts,
    fault,
  };
  await runStatement("audit.keep_check", (tx) => saveCheck(tx, result));
  return result;
}

async function* readLinks(
  check: ChainCheck,
  upTo: number,
  onProgress: Progress,
): AsyncGenerator<StoredLink[]> {
  for (let after = 0; after < upTo; ) {
    const links = await read((tx) => store.listLinks(tx, after, upTo, PAGE));
    onProgress(after, upTo);
    const last = links.at(-1);
    if (!last) return;
    const start = after;
    check.expect(await read((tx) => listHeads(tx, start, last.position)));
    yield links;
    after = last.position;
  }
}

function missingHead(position: number): Fault {
  const detail = "The row that says where the chain ends is gone, and nothing can be appended.";
  return { kind: "cut_tail", position, entry: null, detail };
}

async function findUnlinked(position: number): Promise<Fault | null> {
  const entry = await read(store.findUnlinked);
  if (!entry) return null;
  const detail = `The entry ${entry.id} stands in the trail but not in the chain: it was written with the trigger off.`;
  return { kind: "unlinked_row", position, entry: entry.id, detail };
}

/** The batches of events that the chain seals. */
class Seals {
  readonly counts = { same: 0, gone: 0, renumbered: 0 };
  readonly #realignedAt: number;
  constructor(realignedAt: number | null) {
    this.#realignedAt = realignedAt ?? 0;
  }

  async check({ act, detail, id, position }: Body): Promise<Fault | null> {
    if (act !== SEAL_ACT) return null;
    if (position < this.#realignedAt) {
      this.counts.renumbered += 1;
      return null;
    }
    const seal = Seal.parse(detail);
    const found = await checkSeal(seal);
    if (found !== "altered") {
      this.counts[found] += 1;
      return null;
    }
    const what = `The events after ${seal.from} up to ${seal.to}, sealed at position ${position}, are not what they were.`;
    return { kind: "altered_events", position, entry: id, detail: what };
  }
}
