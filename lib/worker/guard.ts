// Ends what the runner has started when the runner itself is killed: a process of its own holds one end of a pipe,
// and the other end closes with the runner, however it dies.
import { type ChildProcess, spawn } from "node:child_process";
import type { Writable } from "node:stream";

/** From SIGTERM to SIGKILL, as on a cancel. */
const GRACE_SECONDS = 5;

// Told which process groups live; at the end of its input it ends those that are left.
const SCRIPT = `
trap '' INT TERM HUP
groups=
while read -r change group; do
  kept=
  for known in $groups; do [ "$known" = "$group" ] || kept="$kept $known"; done
  groups=$kept
  [ "$change" = + ] && groups="$groups $group"
done
[ -n "$groups" ] || exit 0
for group in $groups; do kill -s TERM -- "-$group" 2>/dev/null; done
sleep ${GRACE_SECONDS}
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

let guard: ChildProcess | null = null;

/** Call before a command is started: between its start and `guardGroup` nobody watches over it. */
export function openGuard(): void {
  guard ??= startGuard();
}

export function guardGroup(group: number): void {
  tell(`+ ${group}\n`);
}

export function releaseGroup(group: number): void {
  tell(`- ${group}\n`);
}

// Without a guard the work still runs; the next runner with the same state directory then ends what is left.
function tell(line: string): void {
  (guard?.stdin as Writable | undefined)?.write(line);
}

function startGuard(): ChildProcess {
  // A session of its own: what kills the runner's process group spares it. No variable: nothing secret, no task's id.
  const child = spawn("sh", ["-c", SCRIPT], {
    detached: true,
    env: Object.fromEntries([["PATH", process.env.PATH]]) as NodeJS.ProcessEnv,
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.on("error", () => {});
  child.stdin?.on("error", () => {});
  child.unref();
  (child.stdin as { unref?: () => void } | null)?.unref?.();
  return child;
}
