// Every endpoint of the API, for its OpenAPI document. A test fails when one is missing here.

import type { RouteModule } from "@/lib/platform/http/openapi";
import * as agentsIdDrain from "./agents/[id]/drain/route";
import * as agentsIdHeartbeat from "./agents/[id]/heartbeat/route";
import * as agentsId from "./agents/[id]/route";
import * as agents from "./agents/route";
import * as events from "./events/route";
import * as eventsStream from "./events/stream/route";
import * as keysIdRevoke from "./keys/[id]/revoke/route";
import * as keys from "./keys/route";
import * as overview from "./overview/route";
import * as phases from "./phases/route";
import * as projectsId from "./projects/[id]/route";
import * as projects from "./projects/route";
import * as tasksIdArtifactsArtifact from "./tasks/[id]/artifacts/[artifact]/route";
import * as tasksIdArtifacts from "./tasks/[id]/artifacts/route";
import * as tasksIdCancel from "./tasks/[id]/cancel/route";
import * as tasksIdComplete from "./tasks/[id]/complete/route";
import * as tasksIdFail from "./tasks/[id]/fail/route";
import * as tasksIdLog from "./tasks/[id]/log/route";
import * as tasksId from "./tasks/[id]/route";
import * as tasksIdStart from "./tasks/[id]/start/route";
import * as tasksClaim from "./tasks/claim/route";
import * as tasks from "./tasks/route";
import * as ticketsId from "./tickets/[id]/route";
import * as ticketsIdTransition from "./tickets/[id]/transition/route";
import * as tickets from "./tickets/route";

export const routes: Record<string, RouteModule> = {
  "/agents": agents,
  "/agents/{id}": agentsId,
  "/agents/{id}/drain": agentsIdDrain,
  "/agents/{id}/heartbeat": agentsIdHeartbeat,
  "/events": events,
  "/events/stream": eventsStream,
  "/keys": keys,
  "/keys/{id}/revoke": keysIdRevoke,
  "/overview": overview,
  "/phases": phases,
  "/projects": projects,
  "/projects/{id}": projectsId,
  "/tasks": tasks,
  "/tasks/{id}": tasksId,
  "/tasks/{id}/artifacts": tasksIdArtifacts,
  "/tasks/{id}/artifacts/{artifact}": tasksIdArtifactsArtifact,
  "/tasks/{id}/cancel": tasksIdCancel,
  "/tasks/{id}/complete": tasksIdComplete,
  "/tasks/{id}/fail": tasksIdFail,
  "/tasks/{id}/log": tasksIdLog,
  "/tasks/{id}/start": tasksIdStart,
  "/tasks/claim": tasksClaim,
  "/tickets": tickets,
  "/tickets/{id}": ticketsId,
  "/tickets/{id}/transition": ticketsIdTransition,
};
