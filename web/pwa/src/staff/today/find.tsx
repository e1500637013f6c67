import { useState } from "preact/hooks";

import { t } from "@/i18n";
import { navigate } from "@/shared/router";

import { Pane } from "../parts/pane";
import { Seek } from "../parts/seek";

/** The telephone rings: one field to the person who calls. */
export function FindMember() {
  const [search, setSearch] = useState("");
  return (
    <Pane title={t("staffNotice.today.findMember")}>
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          navigate(`/verwaltung/mitglieder?q=${encodeURIComponent(search.trim())}`);
        }}
      >
        <Seek label={t("staffNotice.today.findHint")} value={search} onValue={setSearch} />
      </form>
    </Pane>
  );
}
