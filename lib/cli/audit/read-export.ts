// An export of the audit chain, read line by line: it may be larger than memory.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Fault } from "@/lib/platform/audit/chain/link";
import { ExportHead, ExportHeader, ExportLink } from "@/lib/platform/audit/schema";
import { UsageError } from "@/lib/worker/usage-error";

const PAGE = 2000;

/** Thrown where a line is not what an export has there; the lines before it stand. */
export class BrokenExport extends Error {
  override readonly name = "BrokenExport";
  readonly fault: Fault;
  constructor(kind: Fault["kind"], position: number, detail: string) {
    super(detail);
    this.fault = { kind, position, entry: null, detail };
  }
}

/** Its links, in pages; `onHead` is told the last line. */
export async function* readExport(
  path: string,
  onHead: (head: ExportHead["head"]) => void,
): AsyncGenerator<ExportLink[]> {
  let [page, position, isEnded]: [ExportLink[], number, boolean] = [[], 0, false];
  let number = 0;
  for await (const line of readLines(path)) {
    number += 1;
    const value = toJson(line);
    if (number === 1) {
      if (!ExportHeader.safeParse(value).success)
        throw new UsageError(`${path} is no export of an audit chain.`);
      continue;
    }
    const link = ExportLink.safeParse(value);
    if (link.success && !isEnded) {
      position = link.data.position;
      page.push(link.data);
      if (page.length < PAGE) continue;
      yield page;
      page = [];
      continue;
    }
    yield page;
    page = [];
    const end = ExportHead.safeParse(value);
    if (!end.success || isEnded) {
      throw new BrokenExport("unreadable", position + 1, `Line ${number} is no line of an export.`);
    }
    isEnded = true;
    onHead(end.data.head);
  }
  yield page;
  if (number === 0) throw new UsageError(`${path} is empty.`);
  if (!isEnded) {
    throw new BrokenExport(
      "cut_tail",
      position + 1,
      `The export ends after position ${position}, without its head.`,
    );
  }
}

/** The last line of an export that somebody kept. */
export async function readHead(path: string): Promise<ExportHead["head"]> {
  let last = "";
  for await (const line of readLines(path)) last = line;
  const end = ExportHead.safeParse(toJson(last));
  if (!end.success) throw new UsageError(`${path} is no whole export: its last line is no head.`);
  return end.data.head;
}

async function* readLines(path: string): AsyncGenerator<string> {
  const input = createReadStream(path);
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}.`, { cause: error });
  } finally {
    input.destroy();
  }
}

function toJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
