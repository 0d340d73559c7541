"use client";

import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { DataList, Fact } from "@/components/ui/data-list";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { entityPath } from "@/components/work/links";
import { ShortId } from "@/components/work/short-id";
import { useWorkHref } from "@/components/work/use-work-href";
import type { AlertDetail } from "@/lib/monitoring/schema";
import { ruleWords, toPlaces } from "../prepare-alert";

const LINK = "underline decoration-line-strong underline-offset-2 hover:decoration-current";

/** Where the alert belongs: its rule, what it is about, its group and who is told. */
export function AlertPlace({ alert }: { alert: AlertDetail }) {
  const href = useWorkHref();
  const { acknowledged, labels, routes, groupSize, leaderId } = alert;
  return (
    <Panel title="About">
      <DataList>
        {toPlaces(alert).map(({ term, id, name }) => (
          <Fact key={id} term={term}>
            <Place id={id} name={name} />
          </Fact>
        ))}
        <Fact term="Rule">
          <Link className={LINK} href={href("/alerts/rules")}>
            {ruleWords(alert.rule)}
          </Link>
        </Fact>
        <Fact term="First raised">
          <RelativeTime at={alert.raisedAt} />
        </Fact>
        {alert.timesReopened > 0 && <Fact term="Came back">{times(alert.timesReopened)}</Fact>}
        {acknowledged && (
          <Fact term="Acknowledged">
            {acknowledged.name}, <RelativeTime at={acknowledged.at} />
          </Fact>
        )}
        {groupSize > 1 && (
          <Fact term="Group">
            <Link className={LINK} href={href("/alerts", { group: alert.group })}>
              {groupSize.toLocaleString("en")} alerts like it
            </Link>
          </Fact>
        )}
        {leaderId && (
          <Fact term="Told with">
            <Link className={LINK} href={href(`/alerts/${leaderId}`)}>
              the first of its group
            </Link>
          </Fact>
        )}
        {routes.length > 0 && (
          <Fact term="Routes">
            <Words words={routes} />
          </Fact>
        )}
        {Object.keys(labels).length > 0 && (
          <Fact term="Labels">
            <Words words={Object.entries(labels).map(([name, text]) => `${name}: ${text}`)} />
          </Fact>
        )}
        <Fact term="Id">
          <ShortId id={alert.id} label="Copy the alert's id" />
        </Fact>
      </DataList>
    </Panel>
  );
}

function Place({ id, name }: { id: string; name: string }) {
  const href = useWorkHref();
  const path = entityPath(id);
  if (!path) return <span className="wrap-anywhere">{name}</span>;
  return (
    <Link className={`${LINK} wrap-anywhere`} href={href(path)}>
      {name}
    </Link>
  );
}

function Words({ words }: { words: string[] }) {
  return (
    <span className="flex flex-wrap gap-1">
      {words.map((word) => (
        <Badge key={word}>{word}</Badge>
      ))}
    </span>
  );
}

function times(count: number): string {
  return count === 1 ? "once" : `${count.toLocaleString("en")} times`;
}
