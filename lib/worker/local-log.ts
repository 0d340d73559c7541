// The whole output of one attempt on the runner's own disk, capped.
import { type FileHandle, open, rm } from "node:fs/promises";

export class LocalLog {
  readonly path: string;
  readonly #capBytes: number;
  #sizeBytes = 0;
  #file: Promise<FileHandle | null>;
  #last: Promise<void> = Promise.resolve();

  constructor(path: string, capBytes: number) {
    this.path = path;
    this.#capBytes = capBytes;
    // Without a local log the task still runs: its output also goes to the control room.
    this.#file = open(path, "w", 0o600).catch(() => null);
  }

  write(bytes: Buffer): void {
    if (this.#sizeBytes > this.#capBytes) return;
    this.#sizeBytes += bytes.length;
    const isOver = this.#sizeBytes > this.#capBytes;
    this.#append(
      isOver ? Buffer.from("\n[omoios] The local log is full; later output is dropped.\n") : bytes,
    );
  }

  /** A remark of the runner's own, on its own line; never dropped. */
  note(text: string): void {
    this.#append(Buffer.from(`\n[omoios] ${text}\n`));
  }

  async close(): Promise<void> {
    await this.#last;
    const file = await this.#file;
    this.#file = Promise.resolve(null);
    await file?.close().catch(() => {});
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.path, { force: true });
  }

  #append(bytes: Buffer): void {
    this.#last = this.#last.then(async () => {
      const file = await this.#file;
      await file?.appendFile(bytes).catch(() => {});
    });
  }
}
