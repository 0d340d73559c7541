import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/platform/errors";
import { CSV_ROWS_MAX, csvResponse, pagesOf } from "@/lib/platform/http/csv";

interface Row {
  name: string | null;
  count: number;
}
const columns = { name: (row: Row) => row.name, count: (row: Row) => row.count };

async function* pages(...all: Row[][]): AsyncGenerator<Row[]> {
  yield* all;
}
const bodyOf = async (...all: Row[][]) => (await csvResponse("rows", columns, pages(...all))).text();

describe("a list as CSV", () => {
  it("has a line of names, and then a line for each row of every page", async () => {
    const body = await bodyOf([{ name: "a", count: 1 }], [{ name: null, count: 2 }]);
    expect(body).toBe("name,count\r\na,1\r\n,2\r\n");
  });

  it("of nothing has its names alone", async () => {
    expect(await bodyOf([])).toBe("name,count\r\n");
    expect(await bodyOf()).toBe("name,count\r\n");
    expect(await bodyOf([], [{ name: "late", count: 1 }], [])).toBe("name,count\r\nlate,1\r\n");
  });

  it("quotes what would break its lines, and nothing in it is taken for a formula", async () => {
    const nasty = ['say "hi", then\ngo', "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"];
    const body = await bodyOf(nasty.map((name) => ({ name, count: 0 })));
    expect(body).toContain('"say ""hi"", then\ngo",0\r\n');
    for (const name of nasty.slice(1)) {
      const cell = name.includes("\r") || name.includes("\t") ? `'${name}` : `'${name},0`;
      expect(body).toContain(cell);
    }
  });

  it("is a download that no cache keeps", async () => {
    const { headers } = await csvResponse("rows", columns, pages([]));
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(headers.get("content-disposition")).toMatch(/^attachment; filename="rows-\d{4}-\d\d-\d\d\.csv"$/);
    expect(headers.get("cache-control")).toContain("no-store");
  });

  it("ends at its cap, also in the middle of a page, and reads no page beyond", async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<Row[]> {
      for (;;) {
        read += 1;
        yield Array.from({ length: 30_000 }, () => ({ name: "x", count: 1 }));
      }
    }
    const response = await csvResponse("rows", columns, endless());
    expect((await response.text()).split("\r\n").length - 2).toBe(CSV_ROWS_MAX);
    expect(read).toBeLessThanOrEqual(5);
  });

  it("is refused as a whole when the first page is", async () => {
    async function* refused(): AsyncGenerator<Row[]> {
      yield await Promise.reject(new AppError("forbidden", "no"));
    }
    await expect(csvResponse("rows", columns, refused())).rejects.toMatchObject({ code: "forbidden" });
  });

  it("stops reading when the caller hangs up", async () => {
    let isClosed = false;
    async function* watched(): AsyncGenerator<Row[]> {
      try {
        for (;;) yield [{ name: "x", count: 1 }];
      } finally {
        isClosed = true;
      }
    }
    const reader = (await csvResponse("rows", columns, watched())).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(isClosed).toBe(true);
  });
});

it("pages follow one another by their cursors, each asked for once", async () => {
  const asked: (string | undefined)[] = [];
  const list = async (cursor: string | undefined) => {
    asked.push(cursor);
    return { items: [cursor ?? "first"], nextCursor: cursor === "b" ? null : cursor === "a" ? "b" : "a" };
  };
  const items = [];
  for await (const page of pagesOf(list)) items.push(...page);
  expect([items, asked]).toEqual([
    ["first", "a", "b"],
    [undefined, "a", "b"],
  ]);
});
