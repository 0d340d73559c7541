// Lists as CSV (RFC 4180), written page by page so that no list is held in memory as a whole.
import { stringify } from "csv-stringify/sync";

/** Rows of one file; what lies beyond is narrowed down with filters. */
export const CSV_ROWS_MAX = 100_000;

export type CsvColumns<Row> = Record<string, (row: Row) => string | number | boolean | null | undefined>;

/**
 * A download of all pages. The first is read before anything is sent, so that a refusal is a problem reply and
 * no broken file. Cells that a spreadsheet would take for a formula are escaped.
 */
export async function csvResponse<Row>(
  name: string,
  columns: CsvColumns<Row>,
  pages: AsyncGenerator<Row[]>,
): Promise<Response> {
  const heads = Object.keys(columns);
  const cells = Object.values(columns);
  const encoder = new TextEncoder();
  const toText = (rows: Row[]) =>
    stringify(
      rows.map((row) => cells.map((cell) => cell(row) ?? "")),
      { escape_formulas: true, record_delimiter: "\r\n", cast: { boolean: String } },
    );
  let page = await pages.next();
  let written = 0;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`${heads.join(",")}\r\n`));
    },
    async pull(controller) {
      // A page may be empty and another follow, as where one file holds several lists.
      while (!page.done && page.value.length === 0) page = await pages.next();
      if (page.done || written >= CSV_ROWS_MAX) {
        await pages.return(undefined);
        return controller.close();
      }
      const rows = page.value.slice(0, CSV_ROWS_MAX - written);
      written += rows.length;
      controller.enqueue(encoder.encode(toText(rows)));
      if (written < CSV_ROWS_MAX) page = await pages.next();
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
  return new Response(stream, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}-${new Date().toISOString().slice(0, 10)}.csv"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

/** The pages behind a cursor, one after the other. */
export async function* pagesOf<Row>(
  list: (cursor: string | undefined) => Promise<{ items: Row[]; nextCursor: string | null }>,
): AsyncGenerator<Row[]> {
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    yield page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
