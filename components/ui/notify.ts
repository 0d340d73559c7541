// Apart from the Toaster, so that the shell does not load what shows toasts before the page works.
export { toast as notify } from "sonner";
