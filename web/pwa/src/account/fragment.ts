/** Values that come behind the # of a link: they never reach a server's log. Read once, then taken off the address. */
export function takeFragment(): URLSearchParams {
  const found = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  return found;
}
