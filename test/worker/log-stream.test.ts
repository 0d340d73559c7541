import { expect, test } from "vitest";
import { LOG_BYTES_MAX } from "@/lib/work/schema";
import { CHUNK_BYTES, LogStream } from "@/lib/worker/log-stream";

function collect({ capBytes = Number.POSITIVE_INFINITY, refuseAt = Number.POSITIVE_INFINITY } = {}) {
  const sent: { offset: number; text: string }[] = [];
  const closed: string[] = [];
  let text = "";
  const stream = new LogStream({
    flushMs: 5,
    send: async (chunk) => {
      if (chunk.offset >= refuseAt) throw new Error("Refused.");
      sent.push(chunk);
      const end = chunk.offset + Buffer.byteLength(chunk.text);
      return { nextOffset: Math.min(end, capBytes), full: end >= capBytes };
    },
    onText: (_, part) => {
      text += part;
    },
    onClosed: (why) => closed.push(why),
  });
  return { stream, sent, closed, text: () => text, joined: () => sent.map((chunk) => chunk.text).join("") };
}

test("multi-byte characters cut by the pipe arrive whole, whatever the other stream writes between", async () => {
  const log = collect();
  for (const byte of Buffer.from("a€😀é")) {
    log.stream.write("stdout", Buffer.from([byte]));
    log.stream.write("stderr", Buffer.from("."));
    await new Promise((resolve) => setTimeout(resolve, 6));
  }
  log.stream.end();
  await log.stream.sent();
  expect(log.sent.length).toBeGreaterThan(3);
  expect(log.joined().replaceAll(".", "")).toBe("a€😀é");
});

test("chunks are whole characters, at most 64 kB, with offsets in bytes that leave no gap", async () => {
  const log = collect();
  const text = `x${"€😀".repeat(40_000)}`;
  log.stream.write("stdout", Buffer.from(text));
  log.stream.end();
  await log.stream.sent();
  expect(log.joined()).toBe(text);
  expect(log.sent.length).toBe(Math.ceil(Buffer.byteLength(text) / CHUNK_BYTES));
  let offset = 0;
  for (const chunk of log.sent) {
    expect(chunk.offset).toBe(offset);
    expect(Buffer.byteLength(chunk.text)).toBeLessThanOrEqual(CHUNK_BYTES);
    expect(chunk.text.isWellFormed()).toBe(true);
    offset += Buffer.byteLength(chunk.text);
  }
});

test("invalid UTF-8 and NUL are replaced, also a character that never ended", async () => {
  const log = collect();
  log.stream.write("stdout", Buffer.from([0x61, 0xff, 0x00, 0x62, 0xe2, 0x82]));
  log.stream.end();
  await log.stream.sent();
  expect(log.joined()).toBe("a\uFFFD\uFFFDb\uFFFD");
});

test("a full log stops the sending and says so once; the text is still seen here", async () => {
  const log = collect({ capBytes: 10 });
  for (let line = 0; line < 5; line++) {
    log.stream.write("stdout", Buffer.from(`line ${line}.\n`));
    await new Promise((resolve) => setTimeout(resolve, 8));
  }
  log.stream.end();
  await log.stream.sent();
  expect(log.joined()).toBe("line 0.\nline 1.\n");
  expect(log.closed).toEqual(["The control room keeps the first 10 bytes of this log."]);
  expect(log.text()).toContain("line 4.");
});

test("a refused chunk ends the sending and says so once", async () => {
  const log = collect({ refuseAt: 2 });
  for (const part of ["ab", "cd", "ef"]) {
    log.stream.write("stdout", Buffer.from(part));
    await new Promise((resolve) => setTimeout(resolve, 8));
  }
  log.stream.end();
  await log.stream.sent();
  expect(log.joined()).toBe("ab");
  expect(log.closed).toEqual(["The control room takes no more of this log: Refused."]);
});

test("an endless output does not pile up while nothing can be sent", async () => {
  const accepted: (() => void)[] = [];
  let sentBytes = 0;
  const stream = new LogStream({
    flushMs: 1,
    send: async ({ offset, text }) => {
      await new Promise<void>((resolve) => accepted.push(resolve));
      sentBytes = offset + Buffer.byteLength(text);
      return { nextOffset: sentBytes, full: false };
    },
    onText: () => {},
    onClosed: () => {},
  });
  const block = Buffer.alloc(60_000, "x");
  for (let written = 0; written < 3 * LOG_BYTES_MAX; written += block.length) stream.write("stdout", block);
  stream.end();
  const pump = setInterval(() => accepted.shift()?.(), 0);
  await stream.sent();
  clearInterval(pump);
  expect(sentBytes).toBeGreaterThan(LOG_BYTES_MAX);
  expect(sentBytes).toBeLessThan(LOG_BYTES_MAX + 3 * block.length);
});
