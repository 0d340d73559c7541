import Link from "next/link";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { ScrollRegion } from "@/components/ui/scroll-region";
import { FieldList } from "./field-list";
import { MethodBadge } from "./method-badge";
import type { Reference } from "./prepare-reference";
import { Prose } from "./prose";
import { RefusalTable } from "./refusal-table";

/** One operation, whole: what it needs, takes, answers and refuses. Its id is its address on the page. */
export function Operation({ operation }: { operation: Reference }) {
  const { id, method, path, summary, scopes, parameters, body, reply, refusals, curl } = operation;
  return (
    <article
      id={id}
      aria-labelledby={`${id}-title`}
      className="min-w-0 overflow-clip rounded-lg border border-line bg-surface target:border-focus"
    >
      <header className="border-b border-line px-4 py-3">
        <h2 id={`${id}-title`} className="flex flex-wrap items-baseline gap-x-2 text-base font-semibold">
          <MethodBadge method={method} />
          <Link href={`#${id}`} className="rounded-sm hover:underline">
            <code className="wrap-anywhere">{path}</code>
          </Link>
        </h2>
        <p className="mt-1">
          <Prose text={summary} />
        </p>
        <p className="mt-1 text-muted">
          Needs the scope{" "}
          {scopes.map((scope, at) => (
            <span key={scope}>
              {at > 0 && " or "}
              <code>{scope}</code>
            </span>
          ))}
          .
        </p>
      </header>
      <div className="flex flex-col gap-5 p-4">
        <Example curl={curl} label={`${method} ${path}`} />
        {(["path", "query", "header"] as const).map((place) => {
          const fields = parameters.filter((parameter) => parameter.in === place).map(({ field }) => field);
          const title = { path: "Path", query: "Query", header: "Header" }[place];
          return (
            fields.length > 0 && (
              <Part key={place} title={title}>
                <FieldList fields={fields} />
              </Part>
            )
          );
        })}
        {body && <Part title="Body">{body.length > 0 ? <FieldList fields={body} /> : <p>Any JSON.</p>}</Part>}
        <Part title={`Reply ${reply.status}`}>
          <p className="text-muted">
            <code>{reply.mediaType}</code>
            {reply.mediaType === "application/json" && `: ${reply.type}`}
          </p>
          {reply.fields.length > 0 && <FieldList fields={reply.fields} isReply />}
        </Part>
        <Part title="Refusals">
          <RefusalTable label={`Refusals of ${method} ${path}`} refusals={refusals} />
        </Part>
      </div>
    </article>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h3 className="font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Example({ curl, label }: { curl: string; label: string }) {
  return (
    <div className="relative">
      <ScrollRegion
        label={`Command for ${label}`}
        className="overflow-auto rounded-md border border-line bg-sunken focus-visible:-outline-offset-2"
      >
        <pre className="p-3 pr-12">{curl}</pre>
      </ScrollRegion>
      <div className="absolute top-1.5 right-1.5 rounded-md bg-sunken">
        <CopyButton text={curl} label={`Copy the command for ${label}`} />
      </div>
    </div>
  );
}
