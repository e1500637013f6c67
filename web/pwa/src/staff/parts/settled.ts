import { useEffect, useState } from "preact/hooks";

/** A value that follows the typed one when the keys have been quiet for a moment. */
export function useSettled<T>(value: T, pause = 300): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (Object.is(value, settled)) return undefined;
    const timer = setTimeout(() => {
      setSettled(value);
    }, pause);
    return () => {
      clearTimeout(timer);
    };
  }, [value, settled, pause]);
  return settled;
}
