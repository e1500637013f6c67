import type { NoticeRow } from "@/api/types";
import { useLive } from "@/api/live";
import { useRefreshAt } from "@/shared/now";
import { usePaged, type Paged } from "@/shared/paged";

import { StaffBoard, StaffBoardChanged, type StaffBoardQuery } from "./notices.generated";

const NOTHING = {};

function select(result: StaffBoardQuery): StaffBoardQuery["board"] {
  return result.board;
}

/** The notices staff may see, asked for anew when one appears or changes, and when an outage begins or ends. */
export function useBoard(first: number, archived: boolean): Paged<NoticeRow> {
  const board = usePaged(StaffBoard, { first, archived }, select);
  useLive(StaffBoardChanged, NOTHING, board.refresh);
  useRefreshAt(board.rows?.flatMap((notice) => [notice.startsAt, notice.endsAt]) ?? [], board.refresh);
  return board;
}
