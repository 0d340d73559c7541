import { OperationList } from "@/components/api-docs/operation-list";
import { toEntry } from "@/components/api-docs/prepare-reference";
import { PageHeader } from "@/components/ui/page-header";
import { listReferences } from "./_reference/references";

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ApiDocsPage({ searchParams }: Props) {
  const { q } = await searchParams;
  const words = typeof q === "string" ? q.slice(0, 200) : "";
  return (
    <>
      <PageHeader
        title="API reference"
        description="JSON over HTTP below /api/v1, for agents, runners and your own programs."
      />
      <Introduction />
      <OperationList entries={listReferences().map(toEntry)} words={words} />
    </>
  );
}

function Introduction() {
  return (
    <ul className="mb-5 flex max-w-prose list-disc flex-col gap-1 pl-5 text-muted">
      <li>
        Send a key as <code>Authorization: Bearer omoi_…</code>; an admin issues it under Settings, Keys. The
        browser uses its session.
      </li>
      <li>
        Refusals are problem documents (RFC 9457) with a <code>code</code>, a <code>requestId</code> and,
        where a field is wrong, <code>issues</code> with JSON pointers.
      </li>
      <li>
        Lists are pages: pass <code>nextCursor</code> as <code>cursor</code>. Where{" "}
        <code>Idempotency-Key</code> is offered, a repeated request acts once.
      </li>
      <li>
        <code>RateLimit</code> and <code>RateLimit-Policy</code> say what is left; a 429 says in{" "}
        <code>Retry-After</code> when to come back.
      </li>
    </ul>
  );
}
