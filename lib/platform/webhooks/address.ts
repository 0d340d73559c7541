import { lookup } from "node:dns/promises";
import { BlockList, isIP, type LookupFunction } from "node:net";

const blocked = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const) {
  blocked.addSubnet(network, prefix, "ipv4");
}
// Of IPv6 only 2000::/3 is given out, and these parts of it lead elsewhere: tunnels, mapped addresses, examples.
for (const [network, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const) {
  blocked.addSubnet(network, prefix, "ipv6");
}
const given = new BlockList();
given.addSubnet("2000::", 3, "ipv6");

/** Whether an IP address is one of the public internet: not private, loopback, link-local, multicast or mapped. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !blocked.check(address, "ipv4");
  return isIP(address) === 6 && given.check(address, "ipv6") && !blocked.check(address, "ipv6");
}

export class PrivateAddress extends Error {
  override readonly name = "PrivateAddress";
  constructor(host: string, address: string) {
    super(
      host === address
        ? `${address} is not a public address.`
        : `${host} leads to ${address}, which is not a public address.`,
    );
  }
}

export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;
export const resolveHost: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/** The host of a URL as a name or bare address: IPv6 without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}

/** Throws PrivateAddress unless the address, or each of those that the name leads to, is public. */
export async function requirePublic(host: string, resolve: Resolve): Promise<void> {
  const found = isIP(host) ? [{ address: host }] : await resolve(host);
  const bad = found.find(({ address }) => !isPublicAddress(address));
  if (bad) throw new PrivateAddress(host, bad.address);
}

/**
 * Looks a name up as the connection is made and refuses it there: what was checked is then what is connected to,
 * and a name that changes its mind gains nothing.
 */
export function publicLookup(resolve: Resolve, allowPrivate: boolean): LookupFunction {
  return (host, options, callback) => {
    resolve(host)
      .then((found) => {
        const [first] = found;
        if (!first) throw new Error(`${host} has no address.`);
        const bad = allowPrivate ? undefined : found.find(({ address }) => !isPublicAddress(address));
        if (bad) throw new PrivateAddress(host, bad.address);
        if (options.all) callback(null, found);
        else callback(null, first.address, first.family);
      })
      .catch((error: NodeJS.ErrnoException) => callback(error, ""));
  };
}
