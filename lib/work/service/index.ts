// The use cases of the queue: the only way into this room.

export { listHeldBy } from "../store/attempts";
export { type ExhaustedTask, listExhausted } from "../store/exhausted";
export {
  countWaitingParts,
  type LiveAgent,
  type LiveHost,
  type LiveTask,
  listLiveAgents,
  listLiveHosts,
  listLiveTasks,
  type QueueNow,
  type Rates,
  readQueueNow,
  readRates,
  type WaitingPart,
} from "../store/facts";
export { findGovernorOfAgent, findGovernorOfTask } from "../store/governed";
// How it was, for rooms above that ask what would have been; asks nobody's right.
export {
  type AgentLife,
  type AttemptLife,
  countTaskLives,
  listAgentLives,
  listAttemptLives,
  listOverrideLives,
  listTaskLives,
  type OverrideLife,
  type TaskLife,
} from "../store/history";
export { countCovered, isHeld, readReleased } from "../store/holds";
export { findOrigin } from "../store/host-requests";
// The queue as a whole, for rooms above that foretell and advise; asks nobody's right.
export {
  type CountedTasks,
  countBegun,
  countEnded,
  countWaiting,
  type EndedTask,
  findOldestOpen,
  listBegun,
  listBusyProjects,
  listEnded,
  listOpenAt,
  listOutcomes,
  type QueuePart,
} from "../store/outlook";
export { extendOverlay, findEndedOverlays, type OverlayKind, type StoredScope } from "../store/overlays";
export { findPause } from "../store/pauses";
export { limitQuarantine } from "../store/quarantine";
// What a plan of an intervention is made of; asks nobody's right.
export { listRunningIn, shutOutClaims } from "../store/running";
export { readDemand } from "../store/slots";
export {
  findRepeat,
  getTargetAgent,
  getTargetTask,
  getTargetTicket,
  lockTargets,
  readVersions,
} from "../store/targets";
export { isReopenable } from "../store/tasks";
export {
  drainAgent,
  getAgent,
  liftQuarantine,
  listAgents,
  quarantineAgent,
  registerAgent,
  reinstateAgent,
  setQuarantine,
} from "./agents";
export { appendLog, downloadArtifact, putArtifact, readLog } from "./artifacts";
export {
  findLatestStints,
  findOnlyAgent,
  findPlaces,
  findStints,
  listUsage,
  type Place,
  phaseNames,
  type UsedAttempt,
} from "./attribution";
export { claimTasks } from "./claim";
export { startWork, tick } from "./clock";
export { createTasks } from "./enqueue";
export { exportAgents, exportOverlays, exportTasks, exportTickets } from "./export";
export { completeTask, completeTasks, failTask, startTask } from "./finish";
export { beat } from "./heartbeat";
export {
  easeHold,
  endHold,
  layHold,
  layHoldFor,
  liftHold,
  listHolds,
  placeHold,
  reviewHolds,
} from "./holds";
export { beatHost } from "./host-beat";
export { cancelStart, listHostRequests, reportStart, startAgent } from "./host-requests";
export { drainHost, listHosts, registerHost } from "./hosts";
export { expireLeases, renewAfterStart, reviewAgents } from "./lives";
export { aboutHold, aboutScope, entityOf, resolveScope } from "./overlays";
export { endOverride, layOverride, liftOverride, listOverrides, placeOverride } from "./overrides";
export { setAsideBeyond } from "./parking";
export { createProject, findProjectBySlug, getProject, listProjects, updateProject } from "./projects";
export { preemptLatecomers, releaseClaims } from "./release";
export { findTaskHolder, releaseTask } from "./release-task";
export {
  findHostRequest,
  planReplacement,
  replaceAgent,
  retireReplacement,
} from "./replacement";
export {
  endReservation,
  layReservation,
  liftReservation,
  listReservations,
  placeReservation,
} from "./reservations";
export { listSlotSources, type SlotSource, type SlotWork } from "./slots";
export { cancelTask, cancelWithin, closeOverdueStops, preemptWithin, requireCancellable } from "./stops";
export {
  createTask,
  getGraph,
  getOverview,
  getTask,
  listTasks,
  reopenWithin,
  rerunTask,
  rerunWithin,
  updateTask,
} from "./tasks";
export {
  createTicket,
  getBoard,
  getPhases,
  getTicket,
  listTickets,
  transitionTicket,
  updateTicket,
} from "./tickets";
