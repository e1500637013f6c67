import { useCallback, useEffect, useState } from "preact/hooks";

import { request } from "@/api/client";
import type { PortalError } from "@/api/errors";
import type { Operation } from "@/api/operation";
import { asPortalError, useQuery } from "@/api/use-query";

export interface Connection<N> {
  readonly edges: readonly { readonly node: N }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount?: number;
}

export interface Paged<N> {
  readonly rows: readonly N[] | null;
  /** How many there are in all; null before the first answer and where it was not asked for. */
  readonly total: number | null;
  readonly error: PortalError | null;
  readonly loading: boolean;
  readonly refresh: () => void;
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  readonly more: () => void;
}

interface Rest<N> {
  readonly from: string | null;
  readonly rows: readonly N[];
  readonly hasMore: boolean;
  readonly cursor: string | null;
}

/**
 * A list that grows by a page at a time. The first page is asked for anew at every change; the older pages stay as long
 * as it still ends where it ended.
 */
export function usePaged<
  R,
  V extends { readonly after?: string | null | undefined },
  N extends { readonly id: string },
>(operation: Operation<R, V>, variables: V, select: (result: R) => Connection<N>): Paged<N> {
  const { data, error, loading, refresh } = useQuery(operation, variables);
  const [rest, setRest] = useState<Rest<N> | null>(null);
  const [loadingMore, setLoadingMore] = useState(false);
  const [moreError, setMoreError] = useState<PortalError | null>(null);
  const head = data === null ? null : select(data);
  const end = head?.pageInfo.endCursor ?? null;
  const grown = rest !== null && rest.from === end ? rest : null;
  const cursor = grown?.cursor ?? end;

  useEffect(() => {
    setMoreError(null);
  }, [end]);

  const more = useCallback(() => {
    if (cursor === null || loadingMore) return;
    setLoadingMore(true);
    request(operation, { ...variables, after: cursor })
      .then(
        (answer) => {
          const page = select(answer);
          const rows = [...(grown?.rows ?? []), ...page.edges.map(({ node }) => node)];
          setRest({ from: end, rows, hasMore: page.pageInfo.hasNextPage, cursor: page.pageInfo.endCursor });
          setMoreError(null);
        },
        (reason: unknown) => {
          setMoreError(asPortalError(reason));
        },
      )
      .finally(() => {
        setLoadingMore(false);
      });
  }, [operation, variables, select, cursor, end, grown, loadingMore]);

  const rows = head && [...head.edges.map(({ node }) => node), ...(grown?.rows ?? [])];
  return {
    rows,
    total: head?.totalCount ?? null,
    error: error ?? moreError,
    loading,
    refresh,
    hasMore: grown ? grown.hasMore : (head?.pageInfo.hasNextPage ?? false),
    loadingMore,
    more,
  };
}
