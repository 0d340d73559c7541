/** A request in which only these fields must be given; the server has a default for the others. */
export type Draft<T, K extends keyof T> = Pick<T, K> & { [P in keyof T]?: T[P] | undefined };
