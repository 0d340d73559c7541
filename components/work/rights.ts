/** What the person who looks may do with what is shown; the services decide, pages only hide. */
export interface Rights {
  mayWrite: boolean;
  mayAct: boolean;
}
