// Which control room, and the key for it.
import { UsageError } from "./usage-error";

/** A key that is missing or cannot be one: the command line tells it apart from other wrong options. */
export class KeyError extends UsageError {}

/** Origin of the control room, perhaps with a base path, without a slash at its end. */
export function readUrl(text: string | undefined): string {
  if (!text) throw new UsageError("Give the control room's address with --url or OMOI_URL.");
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`The address ${JSON.stringify(text)} is no http or https URL.`);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new UsageError("The address must hold neither credentials nor a query nor a fragment.");
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

export function readKey(text: string | undefined): string {
  const key = text?.trim();
  if (!key) throw new KeyError("Give the key with OMOI_KEY or --key.");
  if (!/^[\x21-\x7e]+$/.test(key)) throw new KeyError("The key holds characters that no key has.");
  return key;
}
