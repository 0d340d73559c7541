/** A query as an object: a name that occurs once is a text, one that is repeated a list. */
export function toQuery(params: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(params.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const [first = "", ...rest] = params.getAll(name);
      return [name, rest.length === 0 ? first : [first, ...rest]];
    }),
  );
}
