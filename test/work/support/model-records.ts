// What the queue's model knows of: as few facts as it needs.
export const PRIORITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW"] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface ModelTask {
  id: string;
  ticket: string;
  phase: string;
  base: Priority;
  skills: string[];
  dependsOn: ModelTask[];
  ignores: boolean;
  maxAttempts: number;
  state: "pending" | "held" | "completed" | "failed" | "cancelled";
  attempts: number;
  stop: "cancel" | "timeout" | "deadline" | "preempt" | null;
  graceOver: boolean;
  deadlineOver: boolean;
  backingOff: boolean;
  /** The task in whose place it came. */
  repeatOf?: ModelTask;
}

export interface ModelAgent {
  id: string;
  skills: string[];
  phases: string[];
  capacity: number;
  state: "active" | "draining" | "quarantined" | "lost" | "retired";
  silent: boolean;
  /** It has left in quarantine: so it comes back. */
  aside?: boolean;
}

export interface ModelAttempt {
  id: string;
  task: ModelTask;
  agent: ModelAgent;
  live: boolean;
  started: boolean;
  leaseOver: boolean;
  timeoutOver: boolean;
  /** It was stopped for its task to be cancelled. */
  wasCancelled?: boolean;
}

export interface Scope {
  kind: "project" | "ticket" | "phase" | "priority" | "agent" | "task";
  target: string;
}
export interface Overlay {
  id: string;
  scope: Scope;
  /** Of a hold: the share of its tasks, in percent, that it has let go. */
  released?: number;
}
export type Reservation = Overlay & { agent: ModelAgent; slots: number };
