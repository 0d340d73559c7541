import { DataList, Fact } from "@/components/ui/data-list";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { type PolicyDetail, toDuration } from "@/lib/guardian/schema";
import { aboutWords, actionWords, endWords, limitWords, triggerWords, trueForWords } from "./prepare-policy";

/** What the current text means, in words. */
export function PolicyFacts({ policy }: { policy: PolicyDetail }) {
  const { forSeconds, needsApproval, mode, fileName, updatedAt, updatedByName, version } = policy;
  return (
    <Panel title="Current version">
      <DataList>
        <Fact term="Looks">{triggerWords(policy)}</Fact>
        <Fact term="At">{aboutWords(policy)}</Fact>
        <Fact term="Acts when">
          <code className="text-xs wrap-anywhere">{policy.when}</code>
          {forSeconds > 0 && ` for ${toDuration(forSeconds)}`}
        </Fact>
        <Fact term="Does">{actionWords(policy)}</Fact>
        <Fact term="Asks">{needsApproval ? "A person, each time" : "Nobody"}</Fact>
        <Fact term="Ends">
          <span className="wrap-anywhere">{endWords(policy)}</span>
        </Fact>
        <Fact term="Limits">{limitWords(policy)}</Fact>
        <Fact term="True for">{mode === "off" ? "Not looked at" : trueForWords(policy)}</Fact>
        <Fact term="File">{fileName ?? "None: it was made here"}</Fact>
        <Fact term="Version">{version}</Fact>
        <Fact term="Changed">
          <RelativeTime at={updatedAt} /> by {updatedByName}
        </Fact>
      </DataList>
    </Panel>
  );
}
