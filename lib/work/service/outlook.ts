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
