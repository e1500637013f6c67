import { useRef, useState } from "preact/hooks";

import { errorText } from "@/api/errors";
import { t } from "@/i18n";
import { fileSize } from "@/i18n/format";
import { rich } from "@/i18n/rich";
import { Note } from "@/shared/feedback";
import { Button } from "@/shared/form";
import { Icon } from "@/shared/icon";

import { KINDS, uploadErrorText, type Purpose } from "./send";
import type { Upload } from "./use-upload";

interface DropProps {
  readonly purpose: Purpose;
  readonly upload: Upload;
  readonly label: string;
  readonly formats: string;
  readonly error?: string | undefined;
}

function Held({ upload }: { upload: Upload }) {
  const { file, share, id } = upload;
  if (!file) return null;
  return (
    <div class="drop__held stack stack-2">
      <p class="line">
        <Icon name={id ? "ok" : "upload"} />
        <span>
          <b class="break">{file.name}</b>
          <span class="item__meta" role="status">
            {id
              ? t("staffDocument.uploaded", { size: fileSize(file.size) })
              : t("staffDocument.uploading", { percent: Math.floor(share * 100) })}
          </span>
        </span>
      </p>
      {!id && (
        <progress
          class="progress"
          value={share}
          max={1}
          aria-label={t("staffDocument.uploading", { percent: Math.floor(share * 100) })}
        />
      )}
      <Button look="quiet" onClick={upload.clear}>
        {t(id ? "staffDocument.another" : "staffDocument.stop")}
      </Button>
    </div>
  );
}

/** Takes one file, dropped or chosen, and sends it at once. */
export function Drop({ purpose, upload, label, formats, error }: DropProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const problem = upload.error && (uploadErrorText(upload.error, purpose) ?? errorText(upload.error));
  return (
    <div class="stack stack-3">
      {problem && (
        <Note tone="danger" role="alert">
          <p>{rich(problem)}</p>
        </Note>
      )}
      {!problem && error && !upload.file && (
        <Note tone="danger" role="alert">
          <p>{error}</p>
        </Note>
      )}
      {upload.file ? (
        <Held upload={upload} />
      ) : (
        // Dropping is a shortcut; the button inside does the same by keyboard.
        // eslint-disable-next-line jsx-a11y-x/no-noninteractive-element-interactions
        <div
          class={isOver ? "drop is-over" : "drop"}
          role="group"
          aria-label={label}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => {
            setOver(false);
          }}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            const file = event.dataTransfer?.files[0];
            if (file) upload.take(file);
          }}
        >
          <Icon name="upload" size="lg" />
          <p class="drop__label">{label}</p>
          <Button
            look="second"
            onClick={() => {
              input.current?.click();
            }}
          >
            {t("staffDocument.choose")}
          </Button>
          <p class="sm quiet">{formats}</p>
        </div>
      )}
      <input
        ref={input}
        class="vh"
        type="file"
        tabIndex={-1}
        aria-hidden="true"
        accept={KINDS[purpose].accept}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) upload.take(file);
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
