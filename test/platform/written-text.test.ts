// What people write into one line must stay in it, wherever it is shown.
import { describe, expect, it } from "vitest";
import { Line, Text } from "@/lib/platform/schema";
import { CreateWebhook } from "@/lib/platform/webhooks/schema";
import { CreateTask, CreateTicket, RegisterAgent, RegisterHost } from "@/lib/work/schema";

const TURNING = ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"];
const CONTROLS = ["\u0000", "\u0007", "\u001b", "\u007f", "\u0085"];
const ENDS_OF_LINES = ["\n", "\r", "\u2028", "\u2029"];

const taken = (schema: { safeParse(value: string): { success: boolean } }, odd: string) =>
  schema.safeParse(`before${odd}after`).success;

describe("one line", () => {
  it.each(
    [...TURNING, ...CONTROLS, ...ENDS_OF_LINES, "\t"].map((odd) => [
      `U+${odd.charCodeAt(0).toString(16)}`,
      odd,
    ]),
  )("has no %s in it", (_, odd) => {
    expect(taken(Line(80), odd)).toBe(false);
  });

  it("may be in any script, with emoji, joiners and the marks of a word's own direction", () => {
    for (const text of ["עברית abc", "عربي ١٢٣", "\u200fשלום", "👩‍💻 naïve", "日本語　題", "a – b … “c”"]) {
      expect(Line(80).parse(text)).toBe(text);
    }
  });

  it("is what titles and names are, and the field that is not is named", () => {
    const odd = "invoice\u202egpj.exe";
    const named = (
      schema: { safeParse(value: unknown): { error?: { issues: { path: PropertyKey[] }[] } } },
      value: object,
    ) => schema.safeParse(value).error?.issues.map(({ path }) => path.join("/")) ?? [];
    expect(named(CreateTask, { title: odd })).toContain("title");
    expect(named(CreateTicket, { title: odd })).toContain("title");
    expect(named(RegisterAgent, { name: odd })).toEqual(["name"]);
    expect(named(RegisterHost, { name: odd, agentsMax: 1, templates: [{ name: odd }] })).toEqual([
      ...["name", "templates/0/name"],
    ]);
    expect(named(CreateWebhook, { name: odd })).toContain("name");
  });
});

describe("a text in lines", () => {
  it("keeps its lines and tabs, and has no other controls", () => {
    expect(Text(80).parse("one\r\n\ttwo")).toBe("one\r\n\ttwo");
    for (const odd of [...TURNING, ...CONTROLS]) expect(taken(Text(80), odd)).toBe(false);
  });
});
