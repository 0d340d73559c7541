import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  appendText,
  emptyLog,
  LOG_SHOWN_MAX,
  type LogBuffer,
  startOffset,
  toPlainText,
} from "@/components/work/prepare-log";

const ESC = "\u001b";
const textOf = (buffer: LogBuffer) => buffer.blocks.map((block) => block.text).join("");
const build = (parts: string[], isCut = false) => parts.reduce(appendText, emptyLog(isCut));

describe("plain text", () => {
  test.each([
    [`${ESC}[32mgreen${ESC}[0m`, "green"],
    [`${ESC}[1;38;5;196mred${ESC}[m\n`, "red\n"],
    [`${ESC}]0;window title\u0007after`, "after"],
    [`${ESC}]8;;https://example.com${ESC}\\link${ESC}]8;;${ESC}\\`, "link"],
    [`${ESC}[2K${ESC}[1Gline`, "line"],
    ["10%\r20%\r30%\n", "10%\n20%\n30%\n"],
    ["a\r\nb\r\n", "a\nb\n"],
    ["bell\u0007 null\u0000 tab\t", "bell null tab\t"],
    ["<script>alert(1)</script>", "<script>alert(1)</script>"],
  ])("%j becomes %j", (raw, plain) => {
    expect(toPlainText(raw)).toEqual({ text: plain, carry: "" });
  });

  test("a sequence cut anywhere between two reads is taken out all the same", () => {
    const raw = `a${ESC}[31mb${ESC}[0m\r\nc${ESC}]8;;https://example.com${ESC}\\d${ESC}]0;t\u0007e\r\n`;
    const whole = textOf(build([raw]));
    fc.assert(
      fc.property(fc.array(fc.nat(raw.length), { maxLength: 6 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), raw.length];
        const parts = at.slice(1).map((end, index) => raw.slice(at[index], end));
        expect(textOf(build(parts))).toBe(whole);
      }),
    );
  });
});

describe("what a page keeps of a log", () => {
  test("is all of a short log, in order, however it came", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme-ascii", maxLength: 40 }), { maxLength: 30 }),
        (parts) => {
          const lines = parts.map((part) => `${part}\n`);
          expect(textOf(build(lines))).toBe(lines.join(""));
        },
      ),
    );
  });

  test("is about the last 500,000 characters of a long one, and it says so", () => {
    const line = `${"x".repeat(99)}\n`;
    let buffer = emptyLog(false);
    for (let n = 0; n < 100; n += 1) buffer = appendText(buffer, line.repeat(100));
    expect(buffer.isCut).toBe(true);
    expect(buffer.chars).toBe(textOf(buffer).length);
    expect(buffer.chars).toBeGreaterThanOrEqual(LOG_SHOWN_MAX);
    expect(buffer.chars).toBeLessThan(LOG_SHOWN_MAX + 40_000);
    expect(new Set(buffer.blocks.map((block) => block.id)).size).toBe(buffer.blocks.length);
  });

  test("stays bounded when no line ever ends", () => {
    let buffer = emptyLog(false);
    for (let n = 0; n < 100; n += 1) buffer = appendText(buffer, "x".repeat(10_000));
    expect(buffer.chars).toBeLessThan(LOG_SHOWN_MAX + 40_000);
  });

  test("begins with a whole line when reading began in the middle", () => {
    expect(textOf(build(["half a line\nwhole\n"], true))).toBe("whole\n");
    expect(textOf(build(["half\nwhole\n", "next\n"], true))).toBe("whole\nnext\n");
  });

  test("changes only its last block when a line is added, so that little is drawn again", () => {
    const before = build([`${"a line\n".repeat(5000)}`]);
    const after = appendText(before, "one more\n");
    expect(after.blocks.slice(0, before.blocks.length - 1)).toEqual(before.blocks.slice(0, -1));
    expect(after.blocks[0]).toBe(before.blocks[0]);
  });
});

test("of a long log only the end is read", () => {
  expect(startOffset(10)).toBe(0);
  expect(startOffset(LOG_SHOWN_MAX + 7)).toBe(7);
});
