"""axe-core, from the app's own development packages, run inside the page."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page

_SOURCE = Path(__file__).parents[2] / "web/pwa/node_modules/axe-core/axe.min.js"
_RUN = """async () => {
  const found = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
  return found.violations.map((one) => ({ id: one.id, nodes: one.nodes.map((node) => node.html) }));
}"""


async def violations(page: Page) -> list[dict[str, Any]]:
    """What WCAG 2.2 AA objects to on the page as it stands."""
    await page.evaluate(_SOURCE.read_text("utf-8"))
    found: list[dict[str, Any]] = await page.evaluate(_RUN)
    return found
