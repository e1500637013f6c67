import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

import { PageSkeleton } from "./page";

export type Params = Readonly<Record<string, string>>;
export type PageComponent = ComponentType<{ params: Params }>;

export interface Route {
  /** "/aushaenge/:id"; a last part "*" takes everything below. */
  readonly path: string;
  readonly page: PageComponent;
  /** A step that is answered before anything else: without the bar of areas, which would lead away and cover the answers. */
  readonly isStep?: boolean;
}

/** What a part of the address says; null when a mail program has cut it in the middle of a sign. */
function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

/** The values of the ":" parts when the path fits the pattern, else null. */
export function match(pattern: string, path: string): Params | null {
  const wanted = pattern.split("/").filter(Boolean);
  const given = path.split("/").filter(Boolean);
  const open = wanted.at(-1) === "*";
  if (open ? given.length < wanted.length - 1 : given.length !== wanted.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part === "*") break;
    const said = decoded(value);
    if (part.startsWith(":") && said !== null) params[part.slice(1)] = said;
    else if (part !== value) return null;
  }
  return params;
}

export function findRoute(routes: readonly Route[], path: string): { route: Route; params: Params } | null {
  for (const route of routes) {
    const params = match(route.path, path);
    if (params) return { route, params };
  }
  return null;
}

/** A page that is fetched when it is first shown. A failed fetch ends in the error boundary, which offers a reload. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [component, setComponent] = useState<{ page: ComponentType<P> } | null>(loaded && { page: loaded });
    const [failure, setFailure] = useState<Error | null>(null);
    useEffect(() => {
      if (loaded) return;
      load().then(
        (page) => {
          loaded = page;
          setComponent({ page });
        },
        (reason: unknown) => {
          setFailure(reason instanceof Error ? reason : new Error(String(reason)));
        },
      );
    }, []);
    if (failure) throw failure;
    if (!component) return <PageSkeleton />;
    const Page = component.page;
    return <Page {...props} />;
  };
}
