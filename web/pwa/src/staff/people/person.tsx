import { useEffect, useState } from "preact/hooks";

import { request } from "@/api/client";
import type { PortalError } from "@/api/errors";
import { useAction } from "@/api/use-action";
import { asPortalError } from "@/api/use-query";
import { t } from "@/i18n";
import { Empty, Failure, Note, SkeletonList } from "@/shared/feedback";
import { Button } from "@/shared/form";

import { NotYours } from "../parts/not-yours";
import { Pane, Top } from "../parts/pane";
import { everything } from "../places/stock";
import { useMay } from "../role";
import { Actions } from "./actions";
import { AccessOf } from "./list";
import { areaText, type Colleague } from "./look";
import { lacksPlaces, placesInput, type Chosen } from "./places";
import { ChangeStaffRole, Colleagues } from "./people.generated";
import { RoleFields } from "./role-fields";

function chosenOf({ role, districts, houses }: Colleague): Chosen {
  return {
    role,
    everywhere: districts.length === 0 && houses.length === 0,
    districts: districts.map(({ id }) => id),
    houses: houses.map(({ id, address }) => ({ id, name: address })),
  };
}

interface PersonProps {
  readonly person: Colleague;
  readonly onPerson: (person: Colleague) => void;
}

function RoleOf({ person, onPerson }: PersonProps) {
  const [chosen, setChosen] = useState(() => chosenOf(person));
  const [checked, setChecked] = useState(false);
  const [done, setDone] = useState(false);
  const changing = useAction(async () => {
    const { changeStaffRole } = await request(ChangeStaffRole, {
      id: person.id,
      role: chosen.role,
      places: placesInput(chosen),
    });
    onPerson(changeStaffRole);
    setDone(true);
  });
  const isLast = changing.error?.code === "conflict";
  return (
    <Pane title={t("staffPeople.change.title")}>
      <RoleFields
        chosen={chosen}
        onChosen={(next) => {
          setChosen(next);
          setDone(false);
        }}
        error={checked && lacksPlaces(chosen) ? t("staffPeople.places.missing") : undefined}
      />
      <p class="sm second">{t("staffPeople.change.text")}</p>
      {isLast && (
        <Note tone="danger" role="alert">
          <p>{t("staffPeople.lastAdmin")}</p>
        </Note>
      )}
      {changing.error && !isLast && <Failure error={changing.error} />}
      {done && (
        <Note tone="ok" role="status">
          <p>{t("staffPeople.change.done")}</p>
        </Note>
      )}
      <div class="row">
        <Button
          busy={changing.busy}
          onClick={() => {
            setChecked(true);
            if (!lacksPlaces(chosen)) changing.run();
          }}
        >
          {t("staffPeople.change.submit")}
        </Button>
      </div>
    </Pane>
  );
}

function Person({ person, onPerson, onGone }: PersonProps & { readonly onGone: () => void }) {
  return (
    <>
      <Pane title={t("staffPeople.access")} aside={<AccessOf person={person} />}>
        <p>
          {person.email}
          <br />
          {t(`staff.role.${person.role}`)}, {areaText(person)}
          {/* A caretaker comes in by the link of the day and six digits. */}
          {person.role !== "CARETAKER" && <br />}
          {person.role !== "CARETAKER" &&
            t(person.hasSecondFactor ? "staffPeople.secondFactor.yes" : "staffPeople.secondFactor.no")}
        </p>
        {person.isSelf ? (
          <Note icon="person">
            <p>{t("staffPeople.self")}</p>
          </Note>
        ) : (
          <Actions person={person} onPerson={onPerson} onGone={onGone} />
        )}
      </Pane>
      {!person.isSelf && <RoleOf person={person} onPerson={onPerson} />}
    </>
  );
}

/** One employee: how they get in, what they may do, and what the administration can change of it. */
export function PersonPage({ params }: { params: Readonly<Record<string, string>> }) {
  const may = useMay();
  const id = params["id"] ?? "";
  const [person, setPerson] = useState<Colleague | null>(null);
  const [missing, setMissing] = useState(false);
  const [error, setError] = useState<PortalError | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let current = true;
    setError(null);
    everything(Colleagues, {}, (result) => result.colleagues).then(
      (found) => {
        if (!current) return;
        const one = found.find((colleague) => colleague.id === id) ?? null;
        setPerson(one);
        setMissing(one === null);
      },
      (reason: unknown) => {
        if (current) setError(asPortalError(reason));
      },
    );
    return () => {
      current = false;
    };
  }, [id, turn]);
  if (!may("manageStaff")) return <NotYours title={t("staffPeople.title")} />;
  return (
    <div class="stack stack-4 measure">
      <Top
        title={person?.name ?? t("staffPeople.title")}
        back={{ href: "/verwaltung/mitarbeitende", label: t("staffPeople.back") }}
      />
      {error && (
        <Failure
          error={error}
          retry={() => {
            setTurn((last) => last + 1);
          }}
        />
      )}
      {!person && !missing && !error && <SkeletonList label={t("staffPeople.loading")} rows={3} />}
      {missing && (
        <Empty icon="people" tone="mute">
          <p>{t("staffPeople.gone")}</p>
        </Empty>
      )}
      {person && (
        <Person
          person={person}
          onPerson={setPerson}
          onGone={() => {
            setPerson(null);
            setMissing(true);
          }}
        />
      )}
    </div>
  );
}
