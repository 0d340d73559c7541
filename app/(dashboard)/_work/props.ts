export type Search = Promise<Record<string, string | string[] | undefined>>;

export interface ListProps {
  searchParams: Search;
}

export interface DetailProps {
  params: Promise<{ id: string }>;
}
