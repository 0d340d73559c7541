import type { BookModel, BookProvider, Match } from "./book";

/** Whether a name, in lower case, is meant. */
export function isMatch(match: Match, name: string): boolean {
  if ("or" in match) return match.or.some((part) => isMatch(part, name));
  if ("and" in match) return match.and.every((part) => isMatch(part, name));
  if ("equals" in match) return name === match.equals.toLowerCase();
  if ("starts_with" in match) return name.startsWith(match.starts_with.toLowerCase());
  if ("ends_with" in match) return name.endsWith(match.ends_with.toLowerCase());
  if ("contains" in match) return name.includes(match.contains.toLowerCase());
  return new RegExp(match.regex).test(name);
}

/** The provider's first model of that name, else one that it sells for another provider. */
export function findModel(
  providers: readonly BookProvider[],
  provider: BookProvider,
  name: string,
): BookModel | undefined {
  const dashed = withDashedDate(name);
  const sellers = [
    provider,
    ...(provider.alsoSells ?? []).flatMap((id) => providers.find((p) => p.id === id) ?? []),
  ];
  const find = (wanted: string) =>
    sellers.flatMap(({ models }) => models.find((model) => isMatch(model.match, wanted)) ?? [])[0];
  return (
    find(name) ??
    (dashed === name ? undefined : find(dashed)) ??
    // Some models' own names are not among those that mean them.
    provider.models.find((model) => model.id.toLowerCase() === name)
  );
}

/** Some write a version's date as 20250807 where the price list has 2025-08-07. */
function withDashedDate(name: string): string {
  return name.replace(/-(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=-|:|$)/g, "-$1-$2-$3");
}
