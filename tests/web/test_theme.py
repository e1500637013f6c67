"""The brand from one colour: the numbers of the design's relative colours, readable for every hue."""

import colorsys
import re

import pytest

from tests.rules.tracked import ROOT
from web import theme
from web.theme import Oklch

BRANDS = [
    "#1d4b82",
    "#ffd400",
    "#e2001a",
    "#00a650",
    "#7a1fa2",
    "#ffffff",
    "#000000",
    "#808080",
    "#00ffff",
    "#f39200",
    "#003300",
    "#ff00ff",
]


def luminance(color: str) -> float:
    """WCAG 2.2 relative luminance."""
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_the_conversion_gives_back_what_it_took() -> None:
    """Reference: CSS Color 4 gives oklch(40.8% 0.107 254.8) for #1d4b82."""
    for color in BRANDS:
        converted = Oklch.from_hex(color)
        assert converted.at(converted.lightness, 1.0) == color
    brand = Oklch.from_hex("#1d4b82")
    assert (round(brand.lightness, 3), round(brand.chroma, 3)) == (0.411, 0.105)
    assert Oklch.from_hex("#808080").chroma < 1e-6


@pytest.mark.parametrize("color", BRANDS)
def test_every_brand_is_readable(color: str) -> None:
    """The contrasts the design measured, on the grounds of tokens.css."""
    light, dark = theme.light(color), theme.dark(color)
    assert contrast("#ffffff", light["--brand-fill"]) >= 5.9
    assert contrast("#ffffff", light["--plate"]) >= 5.9
    assert contrast(light["--brand-ink"], "#f5f2ea") >= 5.5
    assert contrast(dark["--on-brand"], dark["--brand-fill"]) >= 8.5
    assert contrast(dark["--brand-ink"], "#1e2125") >= 7


@pytest.mark.parametrize("color", ["#1d4b82", "#e2001a", "#00a650", "#7a1fa2"])
def test_the_hue_stays(color: str) -> None:
    def hue(given: str) -> float:
        red, green, blue = (int(given[start : start + 2], 16) / 255 for start in (1, 3, 5))
        return colorsys.rgb_to_hsv(red, green, blue)[0]

    distance = abs(hue(theme.light(color)["--brand-fill"]) - hue(color))
    assert min(distance, 1 - distance) < 0.05


def test_the_numbers_are_those_of_the_tokens() -> None:
    """tokens.css computes the same in new browsers: the same roles, the same lightness and chroma."""
    tokens = (ROOT / "web/pwa/src/design/tokens.css").read_text(encoding="utf-8")
    derived = tokens[tokens.index("@supports (color: oklch(from") :]
    rules = re.findall(r"(--[a-z-]+): oklch\(from var\(--brand\) (.+?) min\(c, ([0-9.]+)\) h\);", derived)
    light = {name: (lightness, chroma) for name, lightness, chroma in rules[:6]}
    dark = {name: (lightness, chroma) for name, lightness, chroma in rules[6:12]}
    assert light == {
        "--brand-fill": ("clamp(0.3, l, 0.46)", "0.15"),
        "--brand-fill-hover": ("calc(clamp(0.3, l, 0.46) - 0.06)", "0.15"),
        "--brand-ink": ("clamp(0.3, l, 0.44)", "0.14"),
        "--brand-soft": ("0.942", "0.018"),
        "--brand-line": ("0.82", "0.04"),
        "--plate": ("clamp(0.32, l, 0.46)", "0.15"),
    }
    brand = Oklch.from_hex("#e2001a")
    assert theme.light("#e2001a")["--brand-fill"] == brand.at(0.46, 0.15)
    assert theme.light("#e2001a")["--brand-fill-hover"] == brand.at(0.40, 0.15)
    computed = theme.dark("#e2001a")
    assert {name: brand.at(float(lightness), float(chroma)) for name, (lightness, chroma) in dark.items()} == {
        name: computed[name] for name in dark
    }
    assert set(computed) == {*dark, "--plate"}


def test_the_stylesheet_has_both_themes_and_both_ways_to_dark() -> None:
    css = theme.stylesheet("#1d4b82")
    assert css.startswith(":root {\n  --brand: #1d4b82;\n")
    assert css.count(f"--brand-fill: {theme.dark('#1d4b82')['--brand-fill']};") == 2
    assert '@media screen and (prefers-color-scheme: dark) {\n:root:not([data-theme="light"]) {' in css
    assert '@media screen {\n:root[data-theme="dark"] {' in css
