// Faults as marks in a text.
import type { PolicyFault } from "@/lib/guardian/schema";

/** What is needed of a text, so that the editor's own will do. */
interface Lines {
  length: number;
  lines: number;
  line(number: number): { from: number; to: number };
}

/** From lines and columns to characters; what lies beyond the text, since it has changed, is drawn in. */
export function toDiagnostics(faults: readonly PolicyFault[], text: Lines) {
  const offsetOf = (line: number, column: number) => {
    if (line > text.lines) return text.length;
    const { from, to } = text.line(Math.max(1, line));
    return Math.min(from + Math.max(0, column - 1), to);
  };
  return faults.map((fault) => {
    const from = offsetOf(fault.line, fault.column);
    const to = Math.max(from, offsetOf(fault.endLine, fault.endColumn));
    return { from, to, severity: "error" as const, message: fault.message };
  });
}
