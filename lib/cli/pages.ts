// Lists that come in pages.
import type { z } from "zod";
import type { Page } from "@/lib/platform/schema";
import { UsageError } from "@/lib/worker/usage-error";
import { flag, type Invocation, type OptionSpec, value } from "./command";
import { given, parseInput } from "./input";
import type { Column } from "./output";

const PAGE_MAX = 200;
const LIMIT_DEFAULT = 50;

export const PAGING_OPTIONS: Record<string, OptionSpec> = {
  limit: value(`Show so many; default: ${LIMIT_DEFAULT}`, "n"),
  cursor: value("Go on where an earlier list ended", "cursor"),
  all: flag("Show all"),
};

export interface List<T> {
  path: string;
  query: Record<string, string | undefined>;
  /** What the API takes as its query: a mistake is named by its option before anything is sent. */
  schema: z.ZodType;
  reply: z.ZodType<Page<T>>;
  columns: Column<T>[];
}

/** Fetches as many pages as it takes and prints them as one list. */
export async function showList<T>(
  { call, options, out, signal }: Invocation,
  { columns, path, query, reply, schema }: List<T>,
): Promise<undefined> {
  parseInput(schema, given(query));
  const wanted = readLimit(options.flag("all"), options.number("limit"));
  const items: T[] = [];
  let cursor: string | null = options.text("cursor") ?? null;
  do {
    const limit = Math.min(PAGE_MAX, wanted - items.length);
    const page: Page<T> = await call({
      method: "GET",
      path,
      query: { ...query, limit, cursor },
      reply,
      signal,
    });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && items.length < wanted);
  if (out.isJson) {
    out.json({ items, nextCursor: cursor });
  } else if (items.length === 0) {
    out.remark("There are none.");
  } else {
    out.table(items, columns);
    if (cursor !== null) out.remark(`There are more: --all, or --cursor ${cursor}`);
  }
}

function readLimit(isAll: boolean, limit: number | undefined): number {
  if (isAll && limit !== undefined) throw new UsageError("Give either --all or --limit.");
  if (isAll) return Number.POSITIVE_INFINITY;
  if (limit === undefined) return LIMIT_DEFAULT;
  if (Number.isSafeInteger(limit) && limit > 0) return limit;
  throw new UsageError("--limit must be a whole number from 1.");
}
