// Every endpoint of the API, for its OpenAPI document. A test fails when one is missing here.

import type { RouteModule } from "@/lib/platform/http/openapi";
import * as agentsIdDrain from "./agents/[id]/drain/route";
import * as agentsIdHeartbeat from "./agents/[id]/heartbeat/route";
import * as agentsIdQuarantine from "./agents/[id]/quarantine/route";
import * as agentsIdReinstate from "./agents/[id]/reinstate/route";
import * as agentsId from "./agents/[id]/route";
import * as agentsExport from "./agents/export/route";
import * as agents from "./agents/route";
import * as alertsIdAcknowledge from "./alerts/[id]/acknowledge/route";
import * as alertsIdEscalate from "./alerts/[id]/escalate/route";
import * as alertsIdResolve from "./alerts/[id]/resolve/route";
import * as alertsId from "./alerts/[id]/route";
import * as alertsIdSilence from "./alerts/[id]/silence/route";
import * as alertsCounts from "./alerts/counts/route";
import * as alertsExport from "./alerts/export/route";
import * as alerts from "./alerts/route";
import * as board from "./board/route";
import * as capacityReservationsIdEnd from "./capacity-reservations/[id]/end/route";
import * as capacityReservations from "./capacity-reservations/route";
import * as costsBudgetsId from "./costs/budgets/[id]/route";
import * as costsBudgetsCheck from "./costs/budgets/check/route";
import * as costsBudgetsExport from "./costs/budgets/export/route";
import * as costsBudgets from "./costs/budgets/route";
import * as costsForecast from "./costs/forecast/route";
import * as costsPrices from "./costs/prices/route";
import * as costsRecommendationsIdAccept from "./costs/recommendations/[id]/accept/route";
import * as costsRecommendationsIdDismiss from "./costs/recommendations/[id]/dismiss/route";
import * as costsRecommendationsExport from "./costs/recommendations/export/route";
import * as costsRecommendationsLookAgain from "./costs/recommendations/look-again/route";
import * as costsRecommendations from "./costs/recommendations/route";
import * as costsReconciliation from "./costs/reconciliation/route";
import * as costsRecordsExport from "./costs/records/export/route";
import * as costsRecords from "./costs/records/route";
import * as costsRerate from "./costs/rerate/route";
import * as costsSummary from "./costs/summary/route";
import * as eventsExport from "./events/export/route";
import * as events from "./events/route";
import * as eventsStream from "./events/stream/route";
import * as guardianActionsIdApprove from "./guardian/actions/[id]/approve/route";
import * as guardianActionsIdExtend from "./guardian/actions/[id]/extend/route";
import * as guardianActionsIdReject from "./guardian/actions/[id]/reject/route";
import * as guardianActionsIdRevert from "./guardian/actions/[id]/revert/route";
import * as guardianActionsIdReview from "./guardian/actions/[id]/review/route";
import * as guardianActionsId from "./guardian/actions/[id]/route";
import * as guardianActionsExport from "./guardian/actions/export/route";
import * as guardianActions from "./guardian/actions/route";
import * as guardianAuditExport from "./guardian/audit/export/route";
import * as guardianAudit from "./guardian/audit/route";
import * as guardianAuditVerify from "./guardian/audit/verify/route";
import * as guardianInterventionCancelTask from "./guardian/intervention/cancel-task/route";
import * as guardianInterventionOverridePriority from "./guardian/intervention/override-priority/route";
import * as guardianInterventionPause from "./guardian/intervention/pause/route";
import * as guardianInterventionQuarantineAgent from "./guardian/intervention/quarantine-agent/route";
import * as guardianInterventionReallocate from "./guardian/intervention/reallocate/route";
import * as guardianInterventionReplaceAgent from "./guardian/intervention/replace-agent/route";
import * as guardianNotices from "./guardian/notices/route";
import * as guardianPoliciesNameDryRun from "./guardian/policies/[name]/dry-run/route";
import * as guardianPoliciesNameFirings from "./guardian/policies/[name]/firings/route";
import * as guardianPoliciesName from "./guardian/policies/[name]/route";
import * as guardianPoliciesNameVersions from "./guardian/policies/[name]/versions/route";
import * as guardianPolicies from "./guardian/policies/route";
import * as guardianPoliciesValidate from "./guardian/policies/validate/route";
import * as guardianPreview from "./guardian/preview/route";
import * as holdsIdEnd from "./holds/[id]/end/route";
import * as holds from "./holds/route";
import * as hostsIdDrain from "./hosts/[id]/drain/route";
import * as hostsIdHeartbeat from "./hosts/[id]/heartbeat/route";
import * as hostsIdRequestsRequestCancel from "./hosts/[id]/requests/[request]/cancel/route";
import * as hostsIdRequestsRequestResult from "./hosts/[id]/requests/[request]/result/route";
import * as hostsIdRequests from "./hosts/[id]/requests/route";
import * as hosts from "./hosts/route";
import * as keysIdRevoke from "./keys/[id]/revoke/route";
import * as keys from "./keys/route";
import * as monitoringMetrics from "./monitoring/metrics/route";
import * as monitoringRules from "./monitoring/rules/route";
import * as monitoringSamples from "./monitoring/samples/route";
import * as overlaysExport from "./overlays/export/route";
import * as overview from "./overview/route";
import * as phases from "./phases/route";
import * as priorityOverridesIdEnd from "./priority-overrides/[id]/end/route";
import * as priorityOverrides from "./priority-overrides/route";
import * as projectsId from "./projects/[id]/route";
import * as projects from "./projects/route";
import * as reactionsNameFailuresEventRetry from "./reactions/[name]/failures/[event]/retry/route";
import * as reactions from "./reactions/route";
import * as system from "./system/route";
import * as tasksIdArtifactsArtifact from "./tasks/[id]/artifacts/[artifact]/route";
import * as tasksIdArtifacts from "./tasks/[id]/artifacts/route";
import * as tasksIdCancel from "./tasks/[id]/cancel/route";
import * as tasksIdComplete from "./tasks/[id]/complete/route";
import * as tasksIdFail from "./tasks/[id]/fail/route";
import * as tasksIdLog from "./tasks/[id]/log/route";
import * as tasksIdRerun from "./tasks/[id]/rerun/route";
import * as tasksId from "./tasks/[id]/route";
import * as tasksIdStart from "./tasks/[id]/start/route";
import * as tasksBatch from "./tasks/batch/route";
import * as tasksClaim from "./tasks/claim/route";
import * as tasksComplete from "./tasks/complete/route";
import * as tasksExport from "./tasks/export/route";
import * as tasks from "./tasks/route";
import * as ticketsIdGraph from "./tickets/[id]/graph/route";
import * as ticketsId from "./tickets/[id]/route";
import * as ticketsIdTransition from "./tickets/[id]/transition/route";
import * as ticketsExport from "./tickets/export/route";
import * as tickets from "./tickets/route";
import * as viewsId from "./views/[id]/route";
import * as views from "./views/route";
import * as webhookDeliveriesIdReplay from "./webhook-deliveries/[id]/replay/route";
import * as webhookDeliveriesId from "./webhook-deliveries/[id]/route";
import * as webhooksIdDeliveries from "./webhooks/[id]/deliveries/route";
import * as webhooksIdRotate from "./webhooks/[id]/rotate/route";
import * as webhooksId from "./webhooks/[id]/route";
import * as webhooksIdSendWaiting from "./webhooks/[id]/send-waiting/route";
import * as webhooksIdTest from "./webhooks/[id]/test/route";
import * as webhooks from "./webhooks/route";

export const routes: Record<string, RouteModule> = {
  "/agents": agents,
  "/agents/export": agentsExport,
  "/agents/{id}": agentsId,
  "/agents/{id}/drain": agentsIdDrain,
  "/agents/{id}/heartbeat": agentsIdHeartbeat,
  "/agents/{id}/quarantine": agentsIdQuarantine,
  "/agents/{id}/reinstate": agentsIdReinstate,
  "/alerts": alerts,
  "/alerts/counts": alertsCounts,
  "/alerts/export": alertsExport,
  "/alerts/{id}": alertsId,
  "/alerts/{id}/acknowledge": alertsIdAcknowledge,
  "/alerts/{id}/escalate": alertsIdEscalate,
  "/alerts/{id}/resolve": alertsIdResolve,
  "/alerts/{id}/silence": alertsIdSilence,
  "/board": board,
  "/capacity-reservations": capacityReservations,
  "/capacity-reservations/{id}/end": capacityReservationsIdEnd,
  "/costs/budgets": costsBudgets,
  "/costs/budgets/check": costsBudgetsCheck,
  "/costs/budgets/export": costsBudgetsExport,
  "/costs/budgets/{id}": costsBudgetsId,
  "/costs/forecast": costsForecast,
  "/costs/prices": costsPrices,
  "/costs/reconciliation": costsReconciliation,
  "/costs/recommendations": costsRecommendations,
  "/costs/recommendations/export": costsRecommendationsExport,
  "/costs/recommendations/look-again": costsRecommendationsLookAgain,
  "/costs/recommendations/{id}/accept": costsRecommendationsIdAccept,
  "/costs/recommendations/{id}/dismiss": costsRecommendationsIdDismiss,
  "/costs/records": costsRecords,
  "/costs/records/export": costsRecordsExport,
  "/costs/rerate": costsRerate,
  "/costs/summary": costsSummary,
  "/events": events,
  "/events/export": eventsExport,
  "/events/stream": eventsStream,
  "/guardian/audit": guardianAudit,
  "/guardian/audit/export": guardianAuditExport,
  "/guardian/audit/verify": guardianAuditVerify,
  "/guardian/actions/{id}/approve": guardianActionsIdApprove,
  "/guardian/actions/{id}/extend": guardianActionsIdExtend,
  "/guardian/actions/{id}/reject": guardianActionsIdReject,
  "/guardian/actions/{id}/revert": guardianActionsIdRevert,
  "/guardian/actions/{id}/review": guardianActionsIdReview,
  "/guardian/actions/{id}": guardianActionsId,
  "/guardian/actions/export": guardianActionsExport,
  "/guardian/actions": guardianActions,
  "/guardian/intervention/cancel-task": guardianInterventionCancelTask,
  "/guardian/intervention/override-priority": guardianInterventionOverridePriority,
  "/guardian/intervention/pause": guardianInterventionPause,
  "/guardian/intervention/quarantine-agent": guardianInterventionQuarantineAgent,
  "/guardian/intervention/reallocate": guardianInterventionReallocate,
  "/guardian/intervention/replace-agent": guardianInterventionReplaceAgent,
  "/guardian/notices": guardianNotices,
  "/guardian/preview": guardianPreview,
  "/guardian/policies": guardianPolicies,
  "/guardian/policies/validate": guardianPoliciesValidate,
  "/guardian/policies/{name}": guardianPoliciesName,
  "/guardian/policies/{name}/dry-run": guardianPoliciesNameDryRun,
  "/guardian/policies/{name}/firings": guardianPoliciesNameFirings,
  "/guardian/policies/{name}/versions": guardianPoliciesNameVersions,
  "/holds": holds,
  "/holds/{id}/end": holdsIdEnd,
  "/hosts": hosts,
  "/hosts/{id}/drain": hostsIdDrain,
  "/hosts/{id}/heartbeat": hostsIdHeartbeat,
  "/hosts/{id}/requests": hostsIdRequests,
  "/hosts/{id}/requests/{request}/cancel": hostsIdRequestsRequestCancel,
  "/hosts/{id}/requests/{request}/result": hostsIdRequestsRequestResult,
  "/keys": keys,
  "/keys/{id}/revoke": keysIdRevoke,
  "/monitoring/metrics": monitoringMetrics,
  "/monitoring/rules": monitoringRules,
  "/monitoring/samples": monitoringSamples,
  "/overlays/export": overlaysExport,
  "/overview": overview,
  "/phases": phases,
  "/priority-overrides": priorityOverrides,
  "/priority-overrides/{id}/end": priorityOverridesIdEnd,
  "/projects": projects,
  "/projects/{id}": projectsId,
  "/reactions": reactions,
  "/reactions/{name}/failures/{event}/retry": reactionsNameFailuresEventRetry,
  "/system": system,
  "/tasks": tasks,
  "/tasks/batch": tasksBatch,
  "/tasks/claim": tasksClaim,
  "/tasks/complete": tasksComplete,
  "/tasks/export": tasksExport,
  "/tasks/{id}": tasksId,
  "/tasks/{id}/artifacts": tasksIdArtifacts,
  "/tasks/{id}/artifacts/{artifact}": tasksIdArtifactsArtifact,
  "/tasks/{id}/cancel": tasksIdCancel,
  "/tasks/{id}/complete": tasksIdComplete,
  "/tasks/{id}/fail": tasksIdFail,
  "/tasks/{id}/log": tasksIdLog,
  "/tasks/{id}/rerun": tasksIdRerun,
  "/tasks/{id}/start": tasksIdStart,
  "/tickets": tickets,
  "/tickets/export": ticketsExport,
  "/tickets/{id}": ticketsId,
  "/tickets/{id}/graph": ticketsIdGraph,
  "/tickets/{id}/transition": ticketsIdTransition,
  "/views": views,
  "/views/{id}": viewsId,
  "/webhook-deliveries/{id}": webhookDeliveriesId,
  "/webhook-deliveries/{id}/replay": webhookDeliveriesIdReplay,
  "/webhooks": webhooks,
  "/webhooks/{id}": webhooksId,
  "/webhooks/{id}/deliveries": webhooksIdDeliveries,
  "/webhooks/{id}/rotate": webhooksIdRotate,
  "/webhooks/{id}/send-waiting": webhooksIdSendWaiting,
  "/webhooks/{id}/test": webhooksIdTest,
};
