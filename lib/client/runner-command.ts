/** The shell line that fetches the runner from this control room and starts it; `key` may stand for one to fill in. */
export function runnerCommand(origin: string, key: string): string {
  return `curl -O ${origin}/omoios.mjs && OMOI_KEY=${key} node omoios.mjs worker --url ${origin} -- claude -p`;
}
