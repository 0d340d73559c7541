/** What whoever looks may do at all; what they may decide about an action, the action says. */
export interface Viewer {
  mayAct: boolean;
}
