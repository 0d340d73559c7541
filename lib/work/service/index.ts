// The use cases of the queue: the only way into this room.

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
export {
  drainAgent,
  getAgent,
  listAgents,
  quarantineAgent,
  registerAgent,
  reinstateAgent,
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
export { endHold, layHold, liftHold, listHolds, placeHold, reviewHolds } from "./holds";
export { beatHost } from "./host-beat";
export { cancelStart, listHostRequests, reportStart, startAgent } from "./host-requests";
export { drainHost, listHosts, registerHost } from "./hosts";
export { expireLeases, renewAfterStart, reviewAgents } from "./lives";
export { resolveScope } from "./overlays";
export { endOverride, listOverrides, placeOverride } from "./overrides";
export { setAsideBeyond } from "./parking";
export { createProject, findProjectBySlug, getProject, listProjects, updateProject } from "./projects";
export { endReservation, listReservations, placeReservation } from "./reservations";
export { cancelTask, closeOverdueStops } from "./stops";
export { createTask, getGraph, getOverview, getTask, listTasks, rerunTask, updateTask } from "./tasks";
export {
  createTicket,
  getBoard,
  getPhases,
  getTicket,
  listTickets,
  transitionTicket,
  updateTicket,
} from "./tickets";
