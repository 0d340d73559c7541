// Whatever is changed in a chain, by whatever single change, is found, and where it began is named.
import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { ChainCheck } from "@/lib/platform/audit/chain/check";
import { signHead } from "@/lib/platform/audit/chain/head";
import { type Fault, hashOf, type Link, START } from "@/lib/platform/audit/chain/link";

const { privateKey } = generateKeyPairSync("ed25519");

function aChain(texts: string[]): Link[] {
  let prevHash = START.hash;
  return texts.map((text, n) => {
    const position = n + 1;
    const body = JSON.stringify({ act: "a", detail: {}, id: `aud_${n}`, position, reason: text });
    const link = { position, body, prevHash, hash: hashOf(prevHash, body) };
    prevHash = link.hash;
    return link;
  });
}
const headOf = (chain: Link[]) => {
  const { position, hash } = chain.at(-1) as Link;
  return signHead({ position, hash, at: "2026-11-22T10:00:00.000Z" }, privateKey);
};
function check(
  chain: Link[],
  head: ReturnType<typeof headOf>,
  end: { position: number; hash: string },
): Fault | null {
  const own = new ChainCheck();
  own.expect([head]);
  for (const link of chain) {
    const found = own.add(link);
    if ("fault" in found) return found.fault;
  }
  return own.end(end);
}

const chains = fc.array(fc.string(), { minLength: 2, maxLength: 12 }).map(aChain);
const flip = (text: string, at: number) => {
  const n = at % text.length;
  return `${text.slice(0, n)}${text[n] === "0" ? "1" : "0"}${text.slice(n + 1)}`;
};
/** Each makes another chain, and says from where on it differs. */
const CHANGES: Record<string, (chain: Link[], n: number, at: number) => [Link[], number]> = {
  body: (chain, n, at) => [
    chain.map((link, i) => (i === n ? { ...link, body: flip(link.body, at) } : link)),
    n + 1,
  ],
  hash: (chain, n, at) => [
    chain.map((link, i) => (i === n ? { ...link, hash: flip(link.hash, at) } : link)),
    n + 1,
  ],
  link: (chain, n, at) => [
    chain.map((link, i) => (i === n ? { ...link, prevHash: flip(link.prevHash, at) } : link)),
    n + 1,
  ],
  deletion: (chain, n) => [chain.filter((_, i) => i !== n), n + 1],
  tail: (chain, n) => [chain.slice(0, Math.max(1, n)), Math.max(1, n) + 1],
  swap: (chain, n) => {
    const [one, other] = [chain[n % (chain.length - 1)], chain[(n % (chain.length - 1)) + 1]] as [Link, Link];
    const swapped = chain.map((link) =>
      link === one
        ? { ...other, position: one.position }
        : link === other
          ? { ...one, position: other.position }
          : link,
    );
    return [swapped, one.position];
  },
  rehash: (chain, n, at) => {
    const forged = chain.map((link, i) => (i === n ? { ...link, body: flip(link.body, at) } : link));
    return [
      forged.map((link, i) => (i === n ? { ...link, hash: hashOf(link.prevHash, link.body) } : link)),
      n + 1,
    ];
  },
};

it("a chain that nobody touched is whole", () => {
  fc.assert(
    fc.property(chains, (chain) => {
      const head = headOf(chain);
      expect(check(chain, head, head)).toBeNull();
    }),
  );
});

it.each(Object.keys(CHANGES))(
  "one change of its kind is found where it was made, or just before: %s",
  (name) => {
    const change = CHANGES[name] as (typeof CHANGES)[string];
    fc.assert(
      fc.property(chains, fc.nat(), fc.nat(), (chain, seed, at) => {
        const head = headOf(chain);
        const [changed, from] = change(chain, seed % chain.length, at);
        fc.pre(JSON.stringify(changed) !== JSON.stringify(chain));
        const fault = check(changed, head, head);
        expect(fault).not.toBeNull();
        expect(fault?.position).toBeGreaterThanOrEqual(from - 1);
        expect(fault?.position).toBeLessThanOrEqual(from);
      }),
    );
  },
);

it("a chain that was written anew from some entry on, head row and all, is betrayed by a head that was signed before", () => {
  fc.assert(
    fc.property(chains, fc.nat(), (chain, seed) => {
      const n = seed % chain.length;
      const head = headOf(chain);
      let prevHash = START.hash;
      const forged = chain.map((link, i) => {
        const body = i === n ? link.body.replace('"act":"a"', '"act":"b"') : link.body;
        const own = { ...link, body, prevHash, hash: hashOf(prevHash, body) };
        prevHash = own.hash;
        return own;
      });
      const fault = check(forged, head, forged.at(-1) as Link);
      expect(fault).toMatchObject({ kind: "rewritten", position: chain.length });
    }),
  );
});
