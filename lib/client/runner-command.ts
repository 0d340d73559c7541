/** What a host's file says at least. */
export const HOST_FILE_EXAMPLE = `maxAgents: 3
templates:
  - name: coder
    profile: claude-code
    workdir: /path/to/your/repository
    workdirPerTask: true`;

/** The shell line that starts a host, beside its file. */
export function hostCommand(origin: string, key: string): string {
  const fetched = `curl -o ~/omoios.mjs ${origin}/omoios.mjs`;
  return `${fetched} && OMOI_KEY=${key} node ~/omoios.mjs host --url ${origin} --config omoios-host.yaml`;
}

/** The shell line that fetches the runner from this control room and starts it; `key` may stand for one to fill in. */
export function runnerCommand(origin: string, key: string): string {
  const fetched = `curl -o ~/omoios.mjs ${origin}/omoios.mjs`;
  return `${fetched} && OMOI_KEY=${key} node ~/omoios.mjs worker --url ${origin} --profile claude-code`;
}
