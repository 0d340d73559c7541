import { expect, test } from "vitest";
import { COMMANDS } from "@/lib/cli/commands";
import { helpOf } from "@/lib/cli/help";
import { instant, Output } from "@/lib/cli/output";
import { cli } from "./support/run-cli";

function print(isColoured: boolean, show: (out: Output) => void): string {
  let text = "";
  const write = (more: string) => {
    text += more;
  };
  show(new Output({ isJson: false, isColoured, write, remark: write }));
  return text;
}

const ROWS = [
  { id: "a", state: "failed", title: "Long title" },
  { id: "bbbb", state: null, title: "x\u001b[2J\ny" },
];
const table = (out: Output) =>
  out.table(ROWS, [
    { name: "id", of: ({ id }) => id },
    { name: "state", of: ({ state }) => state },
    { name: "title", of: ({ title }) => title },
  ]);

test("columns are aligned, what is absent is a dash, and nothing steers the terminal", () => {
  expect(print(false, table)).toBe("ID    STATE   TITLE\na     failed  Long title\nbbbb  –       x [2J y\n");
});

test("colours do not move columns, and are only where they are wanted", () => {
  const coloured = print(true, table);
  expect(coloured).toContain("\u001b[31mfailed\u001b[39m  Long title");
  const plain = coloured
    .split("\u001b")
    .map((part, index) => (index === 0 ? part : part.replace(/^\[\d+m/, "")));
  expect(plain.join("")).toBe(print(false, table));
});

test("facts leave out what is not there", () => {
  const facts = (out: Output) =>
    out.facts([
      ["id", "a"],
      ["a longer name", 0],
      ["nothing", null],
    ]);
  expect(print(false, facts)).toBe("id             a\na longer name  0\n");
});

test("instants are UTC, to the second", () => {
  expect(instant("2026-11-22T10:00:05.123Z")).toBe("2026-11-22 10:00:05");
  expect(instant(null)).toBeNull();
});

test("the help marks the options that must be given, as a call without them shows", async () => {
  const marked = COMMANDS.flatMap(({ words, options = {} }) =>
    Object.entries(options).flatMap(([name, { isRequired }]) => (isRequired ? [`${words} --${name}`] : [])),
  );
  expect(marked.toSorted()).toEqual([
    "agents quarantine --reason",
    "alerts escalate --reason",
    "alerts resolve --note",
    "alerts silence --for",
    "audit export --out",
    "guardian cancel --reason",
    "guardian override --priority",
    "guardian override --reason",
    "guardian pause --reason",
    "guardian pause --scope",
    "guardian quarantine --reason",
    "guardian reallocate --reason",
    "guardian reallocate --scope",
    "guardian reallocate --slots",
    "guardian replace --reason",
    "guardian revert --reason",
    "guardian withdraw --reason",
    "holds place --reason",
    "holds place --scope",
    "hosts start --reason",
    "hosts start --template",
    "keys issue --name",
    "keys issue --scope",
    "projects create --name",
    "projects create --slug",
    "tasks cancel --reason",
    "tasks create --ticket",
    "tasks create --title",
    "tickets create --project",
    "tickets create --title",
    "tickets move --phase",
    "tickets move --reason",
  ]);
  const { stdout } = await cli("tasks cancel --help");
  expect(stdout).toMatch(/--reason <reason> .*\(required\)\n/);
});

test("every command has a help that names its options and the exit codes", async () => {
  for (const command of COMMANDS) {
    const help = await cli([...command.words.split(" "), "--help"]);
    expect(help).toEqual({ code: 0, stdout: `${helpOf(command)}\n`, stderr: "" });
    for (const name of Object.keys(command.options ?? {})) expect(help.stdout).toContain(`  --${name}`);
    for (const word of ["Usage: omoios", "OMOI_KEY", "Exit codes", "  3  "])
      expect(help.stdout).toContain(word);
  }
  const group = await cli("holds");
  expect(group.stdout.split("\n").filter((line) => line.startsWith("  holds "))).toHaveLength(3);
});
