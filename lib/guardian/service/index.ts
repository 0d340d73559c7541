// The use cases of the guardian: the only way into this room.

export { aboutAction, aboutIntervention } from "./about";
export { extendAction, reviewAction } from "./amend";
export {
  listRollbacks,
  noteRollback,
  type PolicyFiring,
  previewByPolicy,
  proposeByPolicy,
} from "./by-policy";
export { startActions, tickActions } from "./clock";
export { approveAction, rejectAction } from "./decide";
export { exportActions, getAction, listActions } from "./list";
export { readNotices } from "./notices";
export * from "./policies";
export { intervene, previewIntervention } from "./propose";
export { previewRevert, revertAction } from "./revert";
