import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import {
  type ApproveAction,
  type ExtendAction,
  GuardianAction,
  type Intervention,
  PlanPreview,
  type RejectAction,
  type RevertInput,
  RevertReport,
  type ReviewAction,
} from "../schema";
import { guardianKeys, PROPOSED_REFRESH_MS } from "./keys";

export function actionQuery(id: string) {
  return queryOptions({
    queryKey: [...guardianKeys.actions, "one", id],
    queryFn: ({ signal }) =>
      api({ method: "GET", path: `/guardian/actions/${id}`, reply: GuardianAction, signal }),
  });
}

/** The same for a page that shows it: asked for again while it waits for a decision. */
export function followedActionQuery(id: string) {
  return {
    ...actionQuery(id),
    refetchInterval: ({ state }: { state: { data: GuardianAction | undefined } }) =>
      state.data?.status === "proposed" && PROPOSED_REFRESH_MS,
  };
}

/** What taking an action back would do; asked anew whenever a dialog opens, and when the action has moved on meanwhile. */
export function revertPreviewQuery({ id, version }: Pick<GuardianAction, "id" | "version">) {
  return queryOptions({
    queryKey: [...guardianKeys.revertPreview, id, version],
    staleTime: 0,
    // An earlier answer is none: its targets change without the action.
    gcTime: 0,
    retry: false,
    queryFn: ({ signal }) =>
      api({ method: "GET", path: `/guardian/actions/${id}/revert`, reply: RevertReport, signal }),
  });
}

/** What an intervention would do now; null while it is not all chosen. */
export function planPreviewQuery(intervention: Intervention | null) {
  return queryOptions({
    queryKey: [...guardianKeys.preview, intervention],
    enabled: intervention !== null,
    staleTime: 0,
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api({
        method: "POST",
        path: "/guardian/preview",
        body: { intervention },
        reply: PlanPreview,
        signal,
      }),
  });
}

export interface AskedIntervention {
  intervention: Intervention;
  reason: string;
  expiresInSeconds: number | undefined;
  approval: "ask" | undefined;
  breakGlass: boolean;
  alertId: string | undefined;
}

export function intervene({ intervention, ...asked }: AskedIntervention, idempotencyKey: string) {
  const { type, ...act } = intervention;
  const path = `/guardian/intervention/${type.replaceAll("_", "-")}`;
  return api({ method: "POST", path, body: { ...act, ...asked }, reply: GuardianAction, idempotencyKey });
}

const decide =
  <Body>(word: string) =>
  (id: string, body: Body) =>
    api({ method: "POST", path: `/guardian/actions/${id}/${word}`, body, reply: GuardianAction });

export const approveAction = decide<ApproveAction>("approve");
export const rejectAction = decide<RejectAction>("reject");
export const reviewAction = decide<ReviewAction>("review");
export const extendAction = decide<ExtendAction>("extend");

export function revertAction(id: string, body: RevertInput, idempotencyKey: string) {
  const path = `/guardian/actions/${id}/revert`;
  return api({ method: "POST", path, body, reply: RevertReport, idempotencyKey });
}
