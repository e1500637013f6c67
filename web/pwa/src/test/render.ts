/** A component in a real (happy-dom) document, for tests. */
import { render, type ComponentChild } from "preact";
import { act } from "preact/test-utils";

export interface Shown {
  readonly root: HTMLElement;
  readonly find: (selector: string) => HTMLElement;
  readonly input: (selector: string) => HTMLInputElement;
  readonly text: () => string;
  readonly close: () => void;
}

export async function show(node: ComponentChild): Promise<Shown> {
  const root = document.createElement("div");
  document.body.append(root);
  await act(() => {
    render(node, root);
  });
  const find = (selector: string): HTMLElement => {
    const found = root.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`nothing matches ${selector}`);
    return found;
  };
  return {
    root,
    find,
    input: (selector) => {
      const found = find(selector);
      if (!(found instanceof HTMLInputElement)) throw new Error(`${selector} is no input`);
      return found;
    },
    text: () => root.textContent.replace(/[\s\u00ad]+/gu, " ").trim(),
    close: () => {
      render(null, root);
      root.remove();
    },
  };
}

export async function type(input: HTMLInputElement, value: string): Promise<void> {
  await act(() => {
    input.value = value;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
}

export async function press(element: HTMLElement): Promise<void> {
  await act(async () => {
    element.click();
    await Promise.resolve();
  });
}

/** Lets promises and effects settle until the check holds; fails after a second. */
export async function until(check: () => boolean): Promise<void> {
  const end = performance.now() + 1000;
  while (!check()) {
    if (performance.now() > end) throw new Error("it never came true");
    await act(() => new Promise((resolve) => setTimeout(resolve, 5)));
  }
}
