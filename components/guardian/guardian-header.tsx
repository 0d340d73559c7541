import { PageHeader } from "@/components/ui/page-header";
import { type GuardianPlace, GuardianTabs } from "./guardian-tabs";
import { InterveneButton } from "./intervene/intervene-button";
import { StopButton } from "./intervene/stop-button";
import type { Viewer } from "./viewer";

/** The top of the five pages behind the tabs: stepping in stands at the same place, however much waits below. */
export function GuardianHeader({
  current,
  projectId,
  viewer,
}: {
  current: GuardianPlace;
  projectId: string | undefined;
  viewer: Viewer;
}) {
  return (
    <>
      <PageHeader
        title="Guardian"
        actions={
          viewer.mayAct && (
            <>
              <StopButton projectId={projectId} />
              <InterveneButton projectId={projectId} />
            </>
          )
        }
      />
      <GuardianTabs current={current} />
    </>
  );
}
