// Every duration the runner waits, in one place; tests shorten some.
export const TIMINGS = {
  /** Long poll for work. */
  claimWaitMs: 25_000,
  /** The longest long poll of a heartbeat, whatever interval the control room asks for. */
  beatWaitMaxMs: 25_000,
  /** A request fails when its reply is this late, beyond the wait it asked for. */
  requestTimeoutMs: 15_000,
  backoffBaseMs: 500,
  backoffMaxMs: 30_000,
  /** Heartbeats keep leases alive, so they never back off as far as the rest. */
  beatBackoffMaxMs: 8_000,
  /** Pause after a long poll that answered at once with nothing new. */
  emptyReplyPauseMs: 1_000,
  /** From SIGTERM to SIGKILL on cancel, timeout and shutdown. */
  killGraceMs: 5_000,
  /** SIGKILL comes this long before a cancel's deadline, so that the confirmation still arrives in time. */
  deadlineMarginMs: 500,
  /** From SIGTERM to SIGKILL when the work is no longer ours, or its leader has already ended. */
  leftoverGraceMs: 1_000,
  /** How long output may still arrive after the whole group is gone. */
  outputCloseMs: 1_000,
  logFlushMs: 250,
  /** How long the last log chunk may hold up the confirmation of a cancel. */
  cancelLogWaitMs: 300,
  /** How long the report of a cancelled attempt's usage may hold up the confirmation that it stopped. */
  cancelUsageWaitMs: 1_000,
  /** The longest that one git command may take: a first fetch of a large repository included. */
  gitTimeoutMs: 600_000,
  /** How long a drained runner tries to deliver what it still has. */
  drainDeliveryMs: 10_000,
  /** How long a runner that has nothing left waits until the control room has heard that it drains. */
  drainAnnounceMs: 3_000,
  /** A host: how often it looks at a runner that it did not start itself, or that has yet to register. */
  agentPollMs: 200,
  /** A host: how often it looks whether a runner's log has grown too long. */
  logCheckMs: 10_000,
  /** A host: before a runner that crashed is started again, doubling; one that ran for `steadyMs` begins anew. */
  restartBaseMs: 1_000,
  restartMaxMs: 60_000,
  steadyMs: 600_000,
  /** How long a pending claim may still bring work after a drain began. */
  drainClaimMs: 1_000,
};
export type Timings = typeof TIMINGS;
