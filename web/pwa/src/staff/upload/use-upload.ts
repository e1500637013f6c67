import { useEffect, useRef, useState } from "preact/hooks";

import type { PortalError } from "@/api/errors";
import { asPortalError } from "@/api/use-query";

import { checkFile, send, type Purpose, type Sending } from "./send";

export interface Upload {
  readonly file: File | null;
  /** 0 to 1 while it is sent. */
  readonly share: number;
  /** What a mutation names; null until the server has the file. */
  readonly id: string | null;
  readonly error: PortalError | null;
  readonly isSending: boolean;
  readonly take: (file: File) => void;
  readonly clear: () => void;
  /** The server does not know the id any more: the file has to be chosen again. */
  readonly fail: (error: PortalError) => void;
}

interface State {
  readonly file: File | null;
  readonly share: number;
  readonly id: string | null;
  readonly error: PortalError | null;
}

const NOTHING: State = { file: null, share: 0, id: null, error: null };

/** One file on its way to the server; a second one replaces it. */
export function useUpload(purpose: Purpose): Upload {
  const [state, setState] = useState<State>(NOTHING);
  const current = useRef<Sending | null>(null);
  const stop = (): void => {
    current.current?.stop();
    current.current = null;
  };
  useEffect(() => stop, []);
  const take = (file: File): void => {
    stop();
    const refused = checkFile(file, purpose);
    setState({ ...NOTHING, file: refused ? null : file, error: refused });
    if (refused) return;
    const sending = send(file, purpose, (share) => {
      if (current.current === sending) setState((last) => ({ ...last, share }));
    });
    current.current = sending;
    sending.done.then(
      (id) => {
        if (current.current === sending) setState((last) => ({ ...last, id, share: 1 }));
      },
      (reason: unknown) => {
        if (current.current === sending) setState({ ...NOTHING, error: asPortalError(reason) });
      },
    );
  };
  return {
    ...state,
    isSending: state.file !== null && state.id === null,
    take,
    clear: () => {
      stop();
      setState(NOTHING);
    },
    fail: (error) => {
      stop();
      setState({ ...NOTHING, error });
    },
  };
}
