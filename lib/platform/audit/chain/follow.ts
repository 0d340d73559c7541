import type { Body, ChainCheck } from "./check";
import type { Fault, Link } from "./link";

/** A link, and what became of the entry's own row, where that is known. */
export interface StoredLink extends Link {
  row?: "same" | "altered" | "missing";
}

interface Following {
  /** The row of an altered entry, as a body would tell it. */
  rowBody?: (position: number) => Promise<string | null>;
  onEntry?: (body: Body) => Promise<Fault | null>;
}

/** Follows every link; the first fault, or null when all up to the last hold together. */
export async function follow(
  check: ChainCheck,
  pages: AsyncIterable<StoredLink[]>,
  { rowBody, onEntry }: Following = {},
): Promise<Fault | null> {
  for await (const links of pages) {
    for (const link of links) {
      const found = check.add(link);
      if ("fault" in found) return found.fault;
      const { body } = found;
      if (!body) continue;
      if (link.row === "missing") return missingRow(body);
      if (link.row === "altered") return alteredRow(link, body, (await rowBody?.(link.position)) ?? null);
      const fault = await onEntry?.(body);
      if (fault) return fault;
    }
  }
  return null;
}

function missingRow({ id, position }: Body): Fault {
  const detail = `The entry at position ${position} was deleted from the trail; the chain still holds its text.`;
  return { kind: "missing_row", position, entry: id, detail };
}

function alteredRow(link: Link, { id, position }: Body, row: string | null): Fault {
  const fields = row === null ? [] : differing(link.body, row);
  const what = fields.length > 0 ? fields.join(", ") : "something";
  const detail = `The entry at position ${position} was altered in the trail: ${what} is not what was written.`;
  return { kind: "altered_row", position, entry: id, detail };
}

function differing(written: string, now: string): string[] {
  const [one, other] = [written, now].map((text) => JSON.parse(text) as Record<string, unknown>);
  return Object.keys({ ...one, ...other }).filter(
    (name) => JSON.stringify(one?.[name]) !== JSON.stringify(other?.[name]),
  );
}
