import { useQuery } from "@/api/use-query";
import { t } from "@/i18n";
import { dateMedium } from "@/i18n/format";
import { Icon } from "@/shared/icon";

import { Pane } from "../parts/pane";
import { OpenTasks, type OpenTasksQuery } from "./today.generated";

const FIRST = 5;

type Node = OpenTasksQuery["memberTasks"]["edges"][number]["node"];

function Item({ task }: { task: Node }) {
  return (
    <li>
      <a class="item" href={`/verwaltung/mitglieder/${task.memberId}`}>
        <span class="tile">
          <Icon name="person" />
        </span>
        <span>
          <span class="item__title">{task.memberName}</span>
          <span class="item__meta">
            {t(`staffMember.tasks.kind.${task.kind}`)},{" "}
            {t("staffMember.tasks.since", { date: dateMedium(new Date(task.createdAt)) })}
          </span>
        </span>
        <Icon name="next" turn />
      </a>
    </li>
  );
}

/** What the desk has to settle by hand, the oldest first; nothing where nothing waits. */
export function TasksPane() {
  const { data } = useQuery(OpenTasks, { first: FIRST });
  const n = data?.memberTasks.totalCount ?? 0;
  if (!data || n === 0) return null;
  const shown = data.memberTasks.edges;
  return (
    <Pane flush title={t("staffMember.tasks.title", { n })}>
      <ul class="list">
        {shown.map(({ node }) => (
          <Item key={node.id} task={node} />
        ))}
      </ul>
      {n > shown.length && <p class="pane__body second sm">{t("staffMember.tasks.more", { n: n - shown.length })}</p>}
    </Pane>
  );
}
