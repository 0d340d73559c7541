// What a command prints: aligned tables and facts for people, the API's own JSON with --json.
import { styleText } from "node:util";

export interface OutputOptions {
  isJson: boolean;
  isColoured: boolean;
  showsProgress?: boolean;
  write(text: string): void;
  /** For remarks that are no result. */
  remark(text: string): void;
}

type Style = Parameters<typeof styleText>[0];
export interface Column<T> {
  name: string;
  of(row: T): string | number | null | undefined;
}

const STYLES: Record<string, Style> = {
  completed: "green",
  done: "green",
  idle: "green",
  online: "green",
  open: "cyan",
  live: "yellow",
  running: "cyan",
  claimed: "cyan",
  pending: "yellow",
  draining: "yellow",
  stale: "yellow",
  failed: "red",
  lost: "red",
  offline: "red",
  quarantined: "red",
  cancelled: "gray",
  retired: "gray",
  ended: "gray",
};

export class Output {
  readonly #options: OutputOptions;
  constructor(options: OutputOptions) {
    this.#options = options;
  }

  get isJson(): boolean {
    return this.#options.isJson;
  }

  json(value: unknown): void {
    this.#options.write(`${JSON.stringify(value, null, 2)}\n`);
  }
  /** One line of a stream of them. */
  jsonLine(value: unknown): void {
    this.#options.write(`${JSON.stringify(value)}\n`);
  }
  line(text: string): void {
    this.#options.write(`${printable(text)}\n`);
  }
  /** The API's reply with --json, and else the one word of it that scripts go on with. */
  answer(reply: unknown, word: string): void {
    if (this.isJson) this.json(reply);
    else this.line(word);
  }

  /** As it is, for a log. */
  raw(text: string): void {
    this.#options.write(text);
  }
  /** How far it is, on a line of its own that the next one takes the place of; null clears it. */
  progress(text: string | null): void {
    if (this.#options.showsProgress) this.#options.remark(`\r\u001B[2K${printable(text ?? "")}`);
  }
  remark(text: string): void {
    this.#options.remark(`${printable(text)}\n`);
  }

  table<T>(rows: T[], columns: Column<T>[]): void {
    const lines = rows.map((row) => columns.map((column) => printable(String(column.of(row) ?? "–"))));
    const all = [columns.map(({ name }) => name.toUpperCase()), ...lines];
    const widths = columns.map((_, index) => Math.max(...all.map((line) => (line[index] ?? "").length)));
    for (const [number, line] of all.entries()) {
      const cells = line.map((cell, index) => {
        const padded = index === line.length - 1 ? cell : cell.padEnd(widths[index] ?? 0);
        return this.#paint(number === 0 ? "dim" : STYLES[cell], padded);
      });
      this.#options.write(`${cells.join("  ").trimEnd()}\n`);
    }
  }

  facts(facts: [name: string, value: string | number | null | undefined][]): void {
    const shown = facts.filter(([, value]) => value !== undefined && value !== null && value !== "");
    const width = Math.max(...shown.map(([name]) => name.length));
    for (const [name, value] of shown) {
      const text = printable(String(value));
      this.#options.write(`${this.#paint("dim", name.padEnd(width))}  ${this.#paint(STYLES[text], text)}\n`);
    }
  }

  heading(text: string): void {
    this.#options.write(`\n${this.#paint("bold", text)}\n`);
  }

  #paint(style: Style | undefined, text: string): string {
    return style && this.#options.isColoured ? styleText(style, text, { validateStream: false }) : text;
  }
}

/** What others wrote must not steer the reader's terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}

/** "2026-11-22 10:00:05": UTC, to the second. */
export function instant(text: string | null | undefined): string | null {
  return text ? text.replace("T", " ").replace(/(\.\d+)?(Z|\+00:00)$/, "") : null;
}
