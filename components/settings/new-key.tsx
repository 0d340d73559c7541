import { runnerCommand } from "@/lib/client/runner-command";
import type { KeyScope } from "@/lib/platform/auth/access";
import { SecretOnce } from "./secret-once";

/** The secret of a key just issued, and what to do with it. */
export function NewKey({ secret, origin, scopes }: { secret: string; origin: string; scopes: KeyScope[] }) {
  return (
    <div className="mt-2 flex flex-col gap-3">
      <SecretOnce label="Secret" text={secret} />
      {scopes.includes("work:run") && (
        <>
          <SecretOnce label="Start a runner" text={runnerCommand(origin, secret)} />
          <p className="text-xs">
            <code>--profile claude-code</code> starts that agent. Any other command that reads its task from
            standard input takes its place: end the line with <code>-- ./agent.sh</code> instead.
          </p>
        </>
      )}
    </div>
  );
}
