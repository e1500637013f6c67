/** The words that writing begins with, where staff chose other ones than the portal's. The same for everybody at the desk. */
import { useQuery } from "@/api/use-query";
import type { PortalError } from "@/api/errors";
import type { NoticeKind } from "@/api/types";

import { NoticeTemplates, type NoticeTemplatesQuery } from "./templates.generated";

export type OwnTemplate = NoticeTemplatesQuery["noticeTemplates"][number];

let own: ReadonlyMap<NoticeKind, OwnTemplate> = new Map();

export function keepTemplates(templates: readonly OwnTemplate[]): void {
  own = new Map(templates.map((template) => [template.kind, template]));
}

export function ownTemplate(kind: NoticeKind): OwnTemplate | null {
  return own.get(kind) ?? null;
}

interface Templates {
  /** Null while they are on their way. Where they cannot be had, writing begins with the portal's own words. */
  readonly templates: readonly OwnTemplate[] | null;
  readonly isReady: boolean;
  readonly error: PortalError | null;
  readonly refresh: () => void;
}

export function useTemplates(): Templates {
  const { data, error, refresh } = useQuery(NoticeTemplates, {});
  if (data) keepTemplates(data.noticeTemplates);
  return { templates: data?.noticeTemplates ?? null, isReady: data !== null || error !== null, error, refresh };
}
