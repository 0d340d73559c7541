// The console: one line an event.
export type Facts = Record<string, string | number | boolean | null>;

export interface Reporter {
  /** `event` is one word; `text` is for people; `facts` are the same as fields, for `--json`. */
  say(event: string, text: string, facts?: Facts): void;
}

export interface ReporterOptions {
  json: boolean;
  /** Never printed, wherever it may come from. */
  secret: string;
  write(line: string): void;
  now?: () => Date;
}

export function createReporter({ json, secret, write, now = () => new Date() }: ReporterOptions): Reporter {
  return {
    say(event, text, facts = {}) {
      const at = now().toISOString();
      const line = json ? JSON.stringify({ at, event, message: text, ...facts }) : plainLine(at, event, text);
      write(`${secret === "" ? line : line.replaceAll(secret, "[key]")}\n`);
    },
  };
}

// Titles and messages come from elsewhere: no control character may reach a terminal.
function plainLine(at: string, event: string, text: string): string {
  return `${at.replace(/\.\d+Z$/, "Z")} ${event} ${text}`.replace(/\p{Cc}+/gu, " ").trimEnd();
}
