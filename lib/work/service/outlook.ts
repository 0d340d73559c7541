// The queue as a whole, for rooms above that foretell and advise; asks nobody's right.
export {
  countEnded,
  countWaiting,
  type EndedTask,
  hasOpenSince,
  listBegun,
  listBusyProjects,
  listEnded,
  listOpenAt,
  listOutcomes,
  type QueuePart,
  type WaitingTasks,
} from "../store/outlook";
