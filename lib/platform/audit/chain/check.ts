import type { KeyObject } from "node:crypto";
import { faultOfHead, isSigned, isSignedBy, type KnownHead, type SignedHead } from "./head";
import { type Fault, hashOf, type Link, START } from "./link";

/** An entry as its body tells it. */
export interface Body {
  id: string;
  position: number;
  act: string;
  detail: Record<string, unknown>;
}

/** A link whose hash is not that of its body: the next one shows which of the two was altered. */
interface Suspect {
  link: Link;
  computed: string;
  entry: string | null;
}

/**
 * Follows a chain link by link, from the first, in memory that does not grow. The first fault is the answer; after
 * that nothing more can be told. The newest of the heads must be of a trusted key, where any is given: keys change in
 * the course of time.
 */
export class ChainCheck {
  #last: { position: number; hash: string } = START;
  #suspect: Suspect | null = null;
  #ahead: KnownHead[] = [];
  #newest: SignedHead | null = null;
  #heads = 0;
  readonly #trusted: readonly KeyObject[];

  constructor(trusted: readonly KeyObject[] = []) {
    this.#trusted = trusted;
  }

  /** Heads that the links to come must agree with; the earlier ones first. */
  expect(heads: readonly KnownHead[]): void {
    this.#ahead = [...this.#ahead, ...heads].sort((one, other) => one.position - other.position);
    for (const head of heads.filter(isSigned)) {
      if (head.position >= (this.#newest?.position ?? 0)) this.#newest = head;
    }
  }

  get position(): number {
    return this.#last.position;
  }
  get hash(): string {
    return this.#last.hash;
  }
  /** Heads whose signature and hash are those of the chain so far. */
  get heads(): number {
    return this.#heads;
  }

  /** The first fault up to this link, or what its body says. The body of a suspect is not to be believed. */
  add(link: Link): { fault: Fault } | { body: Body | null } {
    const suspected = this.#judge(link.prevHash);
    if (suspected) return { fault: suspected };
    const body = readBody(link.body);
    const computed = hashOf(link.prevHash, link.body);
    const fault = this.#faultOf(link, body, computed);
    if (fault) return { fault };
    this.#last = link;
    if (computed !== link.hash) {
      this.#suspect = { link, computed, entry: body?.id ?? null };
      return { body: null };
    }
    const headFault = this.#checkHeads(link);
    return headFault ? { fault: headFault } : { body };
  }

  /** The fault of the last link, where nothing that follows can be read. */
  broken(): Fault | null {
    return this.#judge(null);
  }

  /** After the last link. `end` is where the chain is said to end, if that is known. */
  end(end: { position: number; hash: string } | null): Fault | null {
    const suspected = this.#judge(end && end.position === this.position ? end.hash : null);
    if (suspected) return suspected;
    const [ahead] = this.#ahead;
    const claims = [
      ...(ahead ? [{ position: ahead.position, who: `A head of ${ahead.at}` }] : []),
      ...(end ? [{ position: end.position, who: "The head" }] : []),
    ];
    const claim = claims.find(({ position }) => position > this.position);
    if (claim) {
      const detail = `${claim.who} is at position ${claim.position}, the chain ends at ${this.position}: its tail was cut off.`;
      return { kind: "cut_tail", position: this.position + 1, entry: null, detail };
    }
    if (!end || (end.position === this.position && end.hash === this.hash)) return this.#judgeKey();
    const detail = `The chain ends at position ${this.position} with another hash than the head at ${end.position} says.`;
    return { kind: "rewritten", position: Math.min(end.position, this.position), entry: null, detail };
  }

  #judgeKey(): Fault | null {
    const newest = this.#newest;
    if (!newest || this.#trusted.length === 0) return null;
    if (this.#trusted.some((key) => isSignedBy(newest, key))) return null;
    const detail = `The newest head, of ${newest.at}, was signed by another key: ${newest.keyId}.`;
    return { kind: "foreign_key", position: newest.position, entry: null, detail };
  }

  #judge(followedBy: string | null): Fault | null {
    if (!this.#suspect) return null;
    const { link, computed, entry } = this.#suspect;
    const { position } = link;
    if (followedBy === computed) {
      const detail = `The hash at position ${position} was altered: its body and the next link agree on another.`;
      return { kind: "altered_hash", position, entry, detail };
    }
    const known = followedBy === link.hash ? ", which the next link confirms" : "";
    const detail = `The body at position ${position} was altered: it no longer gives its hash${known}.`;
    return { kind: "altered_body", position, entry, detail };
  }

  #faultOf(link: Link, body: Body | null, computed: string): Fault | null {
    const { position } = link;
    const entry = body?.id ?? null;
    const fault = (kind: Fault["kind"], at: number, detail: string): Fault => ({
      ...{ kind, position: at, detail },
      entry: at === position ? entry : null,
    });
    const expected = this.#last.position + 1;
    if (position > expected) {
      const gap =
        position - 1 > expected ? `Positions ${expected} to ${position - 1} are` : `Position ${expected} is`;
      return fault("missing_position", expected, `${gap} missing.`);
    }
    if (position < expected) {
      return fault(
        "misplaced",
        position,
        `Position ${position} comes after position ${this.#last.position}.`,
      );
    }
    const isOwn = computed === link.hash;
    if (isOwn && !body) return fault("unreadable", position, `The body at position ${position} is no entry.`);
    if (isOwn && body && body.position !== position) {
      const detail = `What stands at position ${position} was written as position ${body.position}: entries were reordered.`;
      return fault("misplaced", position, detail);
    }
    if (link.prevHash === this.#last.hash) return null;
    if (isOwn && expected > 1) {
      const detail = `Positions ${expected - 1} and ${position} do not belong together: one was replaced as a whole.`;
      return fault("rewritten", expected - 1, detail);
    }
    return fault(
      "altered_link",
      position,
      `The previous hash at position ${position} is not the hash at position ${expected - 1}.`,
    );
  }

  #checkHeads({ position, hash }: Link): Fault | null {
    while (this.#ahead[0] && this.#ahead[0].position <= position) {
      const [head, ...rest] = this.#ahead as [KnownHead, ...KnownHead[]];
      const fault = faultOfHead(head);
      if (fault) return fault;
      if (head.hash !== hash) {
        const detail = `A head of ${head.at} has another hash at position ${position}: the chain was rewritten at or before it.`;
        return { kind: "rewritten", position, entry: null, detail };
      }
      this.#ahead = rest;
      this.#heads += 1;
    }
    return null;
  }
}

function readBody(text: string): Body | null {
  try {
    const body = JSON.parse(text) as Partial<Body> & { position: number | string };
    const isEntry = typeof body.id === "string" && typeof body.act === "string";
    return isEntry ? ({ ...body, position: Number(body.position) } as Body) : null;
  } catch {
    return null;
  }
}
