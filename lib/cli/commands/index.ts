import type { Command } from "../command";
import * as agents from "./agents";
import * as alerts from "./alerts";
import { auditExport, auditVerify } from "./audit";
import { budgetsCheck } from "./budgets";
import { costsImport } from "./costs-import";
import * as events from "./events";
import * as guardian from "./guardian";
import * as interventions from "./guardian-interventions";
import * as holds from "./holds";
import * as hosts from "./hosts";
import * as keys from "./keys";
import * as policies from "./policies";
import * as projects from "./projects";
import * as tasks from "./tasks";
import * as tickets from "./tickets";
import * as watch from "./watch-tasks";

/** In the order of the help. */
export const COMMANDS: Command[] = [
  ...[tasks.tasksList, tasks.tasksShow, tasks.tasksCreate, tasks.tasksCancel, tasks.tasksRerun],
  ...[watch.tasksLog, watch.tasksWait],
  ...[
    tickets.ticketsList,
    tickets.ticketsShow,
    tickets.ticketsCreate,
    tickets.ticketsEdit,
    tickets.ticketsMove,
  ],
  ...[
    agents.agentsList,
    agents.agentsShow,
    agents.agentsDrain,
    agents.agentsQuarantine,
    agents.agentsReinstate,
  ],
  ...[events.eventsList],
  ...[holds.holdsList, holds.holdsPlace, holds.holdsEnd],
  ...[
    interventions.guardianPause,
    interventions.guardianCancel,
    interventions.guardianReallocate,
    interventions.guardianOverride,
    interventions.guardianQuarantine,
    interventions.guardianReplace,
  ],
  ...[guardian.guardianList, guardian.guardianShow, guardian.guardianWait],
  ...[guardian.guardianRevert, guardian.guardianWithdraw],
  ...[alerts.alertsList, alerts.alertsShow, alerts.alertsAcknowledge, alerts.alertsSilence],
  ...[alerts.alertsResolve, alerts.alertsEscalate],
  ...[policies.policiesList, policies.policiesShow, policies.policiesCheck, policies.policiesDryRun],
  ...[hosts.hostsList, hosts.hostsRequests, hosts.hostsStart, hosts.hostsCancel, hosts.hostsDrain],
  ...[projects.projectsList, projects.projectsShow, projects.projectsCreate],
  budgetsCheck,
  costsImport,
  ...[auditVerify, auditExport],
  ...[keys.keysList, keys.keysIssue, keys.keysRevoke],
];

/** `tasks`, `tickets` and so on. */
export const GROUPS: string[] = [...new Set(COMMANDS.map(({ words }) => words.split(" ")[0] ?? ""))];
