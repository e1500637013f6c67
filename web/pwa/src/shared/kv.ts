/**
 * A handful of values that outlive the page and that the service worker can read too (it has no localStorage).
 * Kept here: the id of this installation, and what was last seen for reading without a network. Never documents.
 */
const DATABASE = "mieterportal";
const STORE = "values";

export type Slot = "installation" | "snapshot" | "pushKey";

function finished<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error("IndexedDB failed"));
    };
  });
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STORE);
  };
  return finished(request);
}

async function run<T>(mode: IDBTransactionMode, work: (values: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await finished(work(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

/** The stored value, or null; also null where the browser keeps nothing (private windows). */
export async function recall(slot: Slot): Promise<unknown> {
  try {
    return ((await run("readonly", (values) => values.get(slot))) as unknown) ?? null;
  } catch {
    return null;
  }
}

/** Stores a value; says whether the browser kept it. */
export async function keep(slot: Slot, value: unknown): Promise<boolean> {
  try {
    await run("readwrite", (values) => values.put(value, slot));
    return true;
  } catch {
    return false;
  }
}

export async function forget(slot: Slot): Promise<void> {
  try {
    await run("readwrite", (values) => values.delete(slot));
  } catch {
    // Nothing was kept, so nothing needs forgetting.
  }
}
