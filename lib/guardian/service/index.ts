// The use cases of the guardian: the only way into this room.

export { extendAction, reviewAction } from "./amend";
export { startActions, tickActions } from "./clock";
export { approveAction, rejectAction } from "./decide";
export { exportActions, getAction, listActions } from "./list";
export * from "./policies";
export {
  listRollbacks,
  noteRollback,
  type PolicyFiring,
  previewByPolicy,
  proposeByPolicy,
} from "./policy";
export { intervene, previewIntervention } from "./propose";
export { previewRevert, revertAction } from "./revert";
