// What differs between two texts, line by line.
export interface DiffLine {
  kind: "same" | "added" | "removed";
  text: string;
  /** In the order of the lines; for lists. */
  key: string;
}

/** By the longest common subsequence; texts of policies have a few hundred lines at most. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [before, after].map((text) => text.replace(/\n$/, "").split("\n")) as [string[], string[]];
  const common = table(a, b);
  const lines: Omit<DiffLine, "key">[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      lines.push({ kind: "same", text: left });
      i += 1;
      j += 1;
    } else if (right === undefined || (left !== undefined && at(common, i + 1, j) >= at(common, i, j + 1))) {
      lines.push({ kind: "removed", text: left ?? "" });
      i += 1;
    } else {
      lines.push({ kind: "added", text: right });
      j += 1;
    }
  }
  return lines.map((line, index) => ({ ...line, key: `${index} ${line.kind}` }));
}

const at = (rows: number[][], i: number, j: number) => rows[i]?.[j] ?? 0;

/** How many lines are common from each pair of places on. */
function table(a: string[], b: string[]): number[][] {
  const rows: number[][] = Array.from({ length: a.length + 1 }, () => Array(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = rows[i];
      if (row)
        row[j] =
          a[i] === b[j] ? at(rows, i + 1, j + 1) + 1 : Math.max(at(rows, i + 1, j), at(rows, i, j + 1));
    }
  }
  return rows;
}
