/** The shell line that fetches the runner from this control room and starts it; `key` may stand for one to fill in. */
export function runnerCommand(origin: string, key: string): string {
  const fetched = `curl -o ~/omoios.mjs ${origin}/omoios.mjs`;
  return `${fetched} && OMOI_KEY=${key} node ~/omoios.mjs worker --url ${origin} -- claude -p`;
}
