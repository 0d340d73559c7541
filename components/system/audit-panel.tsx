import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { DataList, Fact } from "@/components/ui/data-list";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import type { System } from "@/lib/platform/system/schema";

const SIGNED_BY: Record<System["audit"]["signing"], string> = {
  environment: "by AUDIT_SIGNING_KEY",
  generated: "by a key beside the embedded data",
  none: "not at all: set AUDIT_SIGNING_KEY on every replica",
};

/** Who vouches for the audit trail, and whether it held together when it was last looked at. */
export function AuditPanel({ audit }: { audit: System["audit"] }) {
  const { length, signing, lastSignedAt, lastCheck } = audit;
  return (
    <div id="audit" className="min-w-0">
      <Panel title="Audit trail">
        <DataList>
          <Fact term="Entries">
            <Link href="/guardian/audit" className="underline">
              {length.toLocaleString("en")}
            </Link>
          </Fact>
          <Fact term="Heads are signed">{SIGNED_BY[signing]}</Fact>
          <Fact term="Last signed">{lastSignedAt ? <RelativeTime at={lastSignedAt} /> : "never"}</Fact>
          <Fact term="Last verified">
            {lastCheck ? (
              <>
                <RelativeTime at={lastCheck.at} />{" "}
                <Badge tone={lastCheck.state === "whole" ? "success" : "danger"}>{lastCheck.state}</Badge>
              </>
            ) : (
              "never"
            )}
          </Fact>
        </DataList>
      </Panel>
    </div>
  );
}
