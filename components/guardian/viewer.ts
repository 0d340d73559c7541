/** Who looks, and what they may do with what is shown; the services decide, pages only hide. */
export interface Viewer {
  id: string;
  mayAct: boolean;
  /** Where one lead is alone, whoever asked may approve. */
  mayApproveOwn: boolean;
}
