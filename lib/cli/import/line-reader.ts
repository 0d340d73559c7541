import type { ToldCall } from "./call";
import type { Fields } from "./fields";

/** Reads the lines of one file, in their order. */
export interface LineReader {
  /** A line without any of these is about other things. */
  marks: readonly Buffer[];
  /** The call that a line is about, "synthetic" for a message that no model was asked for, or null for any other line. */
  read(line: Fields): ToldCall | "synthetic" | null;
}
