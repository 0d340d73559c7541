// The use cases of the queue: the only way into this room.
export {
  drainAgent,
  expireLeases,
  getAgent,
  listAgents,
  registerAgent,
  renewAfterStart,
  reviewAgents,
} from "./agents";
export { appendLog, downloadArtifact, putArtifact, readLog } from "./artifacts";
export { cancelTask, closeOverdueCancels } from "./cancel";
export { claimTasks } from "./claim";
export { startWork } from "./clock";
export { completeTask, failTask, startTask } from "./finish";
export { beat } from "./heartbeat";
export { createProject, findProjectBySlug, getProject, listProjects, updateProject } from "./projects";
export { createTask, getOverview, getTask, listTasks, updateTask } from "./tasks";
export { createTicket, getPhases, getTicket, listTickets, transitionTicket, updateTicket } from "./tickets";
