/**
 * Where the keyboard and a screen reader go on, for every form and card at once.
 *
 * A form that was refused takes the person to what is wrong: the first field with an error, or the sentence that stands above the
 * field and may be out of sight on a phone. And when what had the focus goes away (a button that opens a form, a form that was sent),
 * the focus goes to what has come in its place instead of to the top of the page.
 */
const WRONG = "[aria-invalid='true']";
const REFUSED = "[role='alert']";
const ANSWER = ".note[role='status'], [role='status'] .note, .note[role='alert']";
const FIELD = "input, select, textarea";
const CONTROL = `${FIELD}, button, a[href]`;
/** What a form or a button stands in. A new page is looked after by its heading, which has the focus by then. */
const PLACE = "form, fieldset, section, aside, li, .card, .stack";

function take(element: HTMLElement): void {
  if (!element.matches(CONTROL)) element.tabIndex = -1;
  element.focus();
}

/** Until something is typed again, what turns out wrong in the form is shown. */
function watchAnswer(form: HTMLFormElement): void {
  const look = (): void => {
    const wrong = form.querySelector<HTMLElement>(WRONG);
    const refused = form.querySelector(REFUSED);
    if (!wrong && !refused) return;
    stop();
    if (wrong) take(wrong);
    else refused?.scrollIntoView({ block: "nearest" });
  };
  const observer = new MutationObserver(look);
  const stop = (): void => {
    observer.disconnect();
    form.removeEventListener("input", stop);
  };
  observer.observe(form, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-invalid"] });
  form.addEventListener("input", stop);
  setTimeout(look);
}

/** The places around an element, the nearest first. */
function placesOf(element: Element): Element[] {
  const places: Element[] = [];
  for (let place = element.closest(PLACE); place; place = place.parentElement?.closest(PLACE) ?? null)
    places.push(place);
  return places;
}

function follow(places: readonly Element[]): void {
  const place = places.find((one) => one.isConnected && one.querySelector(CONTROL));
  if (!place) return;
  const next = place.querySelector<HTMLElement>(ANSWER) ?? place.querySelector<HTMLElement>(FIELD);
  const found = next ?? place.querySelector<HTMLElement>(CONTROL);
  if (found) take(found);
}

/** Watches forms and the focus of the whole page. Returns what ends it. */
export function watchFocus(): () => void {
  let last: Element | null = null;
  let places: readonly Element[] = [];
  const submitted = ({ target }: Event): void => {
    if (target instanceof HTMLFormElement) watchAnswer(target);
  };
  const focused = ({ target }: Event): void => {
    last = target instanceof Element ? target : null;
    places = last ? placesOf(last) : [];
  };
  const observer = new MutationObserver(() => {
    if (!last || last.isConnected) return;
    last = null;
    const holder = document.activeElement;
    if (holder === null || holder === document.body) follow(places);
  });
  document.addEventListener("submit", submitted);
  document.addEventListener("focusin", focused);
  observer.observe(document.body, { subtree: true, childList: true });
  return () => {
    document.removeEventListener("submit", submitted);
    document.removeEventListener("focusin", focused);
    observer.disconnect();
  };
}
