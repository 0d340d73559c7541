// The use cases of policies, and their engine.
export { putPolicy } from "./change";
export { startPolicies } from "./clock";
export { dryRunPolicy } from "./dry-run";
export {
  getPolicy,
  listPolicies,
  listPolicyFirings,
  listPolicyVersions,
  validatePolicy,
} from "./get";
export { lookAtPolicies } from "./pass";
