/** Ends something that runs in the background; resolves when it has ended. */
export type Stop = () => Promise<void>;
