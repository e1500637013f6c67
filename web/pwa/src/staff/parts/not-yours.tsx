import { T } from "@/i18n/rich";
import { Note } from "@/shared/feedback";

import { Top } from "./pane";

/** A page by its address that the role may not use. */
export function NotYours({ title }: { title: string }) {
  return (
    <div class="stack stack-5">
      <Top title={title} />
      <Note tone="mute" icon="lock">
        <p>
          <T k="staff.notAllowed" />
        </p>
      </Note>
    </div>
  );
}
