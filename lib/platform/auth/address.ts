import { headers } from "next/headers";
import { env } from "../env";

/** Where people and agents reach this control room, for links and commands that are shown to copy. */
export async function ownOrigin(): Promise<string> {
  const { PUBLIC_URL } = env();
  if (PUBLIC_URL) return new URL(PUBLIC_URL).origin;
  const incoming = await headers();
  return `http://${incoming.get("host")}`;
}
