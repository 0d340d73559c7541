import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Environment } from "@/lib/platform/env";

/** A table's columns may be aligned with spaces. */
const squeeze = (text: string) => text.replace(/ +/g, " ");
const readme = squeeze(readFileSync(join(import.meta.dirname, "../../README.md"), "utf8"));

/** The README's row for each variable that the server reads. */
function expectedRows(): string[] {
  return Object.entries(Environment.shape).flatMap(([name, schema]) => {
    const { description } = schema;
    if (!description) return [];
    const preset = schema.safeParse(undefined);
    const fallback = preset.success && preset.data !== undefined ? `\`${preset.data}\`` : "";
    return [`| \`${name}\` | ${fallback} | ${description} |`];
  });
}

test("the README lists every variable that the server reads, with its default and meaning", () => {
  const rows = expectedRows();
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) expect(readme).toContain(squeeze(row));
});

test("every relative link of the README leads to a file", () => {
  const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path ?? "");
  expect(links.length).toBeGreaterThan(5);
  const dead = links.filter((path) => !existsSync(join(import.meta.dirname, "../..", path)));
  expect(dead).toEqual([]);
});
