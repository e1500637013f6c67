"""The cooperative's colour as theme.css: fill, ink, soft, line and plate with their OKLCH lightness clamped, so that every hue reads.

New browsers compute the same from --brand by relative colours (web/pwa/src/design/tokens.css); the baseline cannot, so the
server does it once. OKLab by Björn Ottosson, https://bottosson.github.io/posts/oklab/
"""

from dataclasses import dataclass
from math import cbrt, hypot


@dataclass(frozen=True, slots=True)
class Oklch:
    """Lightness 0 to 1, chroma, and the unit vector of the hue."""

    lightness: float
    chroma: float
    hue: tuple[float, float]

    @classmethod
    def from_hex(cls, color: str) -> "Oklch":
        """Of an sRGB colour like `#1d4b82`."""
        red, green, blue = (_linear(int(color[start : start + 2], 16) / 255) for start in (1, 3, 5))
        long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
        medium = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
        short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
        lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
        a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
        b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
        chroma = hypot(a, b)
        return cls(lightness, chroma, (a / chroma, b / chroma) if chroma > 1e-6 else (1.0, 0.0))

    def at(self, lightness: float, most_chroma: float) -> str:
        """The sRGB colour with this hue at `lightness`, its chroma limited; out of gamut it is clipped as browsers do."""
        chroma = min(self.chroma, most_chroma)
        a, b = chroma * self.hue[0], chroma * self.hue[1]
        long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
        green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
        blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
        return "#" + "".join(f"{round(255 * _gamma(part)):02x}" for part in (red, green, blue))


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _gamma(part: float) -> float:
    clipped = min(max(part, 0.0), 1.0)
    return 12.92 * clipped if clipped <= 0.0031308 else 1.055 * clipped ** (1 / 2.4) - 0.055


def _clamp(low: float, value: float, high: float) -> float:
    return min(max(low, value), high)


def light(color: str) -> dict[str, str]:
    """The roles on light ground."""
    brand = Oklch.from_hex(color)
    fill = _clamp(0.30, brand.lightness, 0.46)
    return {
        "--brand": color,
        "--brand-fill": brand.at(fill, 0.15),
        "--brand-fill-hover": brand.at(fill - 0.06, 0.15),
        "--brand-ink": brand.at(_clamp(0.30, brand.lightness, 0.44), 0.14),
        "--brand-soft": brand.at(0.942, 0.018),
        "--brand-line": brand.at(0.82, 0.04),
        "--plate": plate(color),
    }


def dark(color: str) -> dict[str, str]:
    """The roles on dark ground; the plate is enamel and stays as it is."""
    brand = Oklch.from_hex(color)
    return {
        "--brand-fill": brand.at(0.80, 0.08),
        "--brand-fill-hover": brand.at(0.86, 0.07),
        "--on-brand": brand.at(0.22, 0.04),
        "--brand-ink": brand.at(0.82, 0.08),
        "--brand-soft": brand.at(0.29, 0.04),
        "--brand-line": brand.at(0.45, 0.06),
        "--plate": plate(color),
    }


def plate(color: str) -> str:
    """The enamel house plate."""
    brand = Oklch.from_hex(color)
    return brand.at(_clamp(0.32, brand.lightness, 0.46), 0.15)


def stylesheet(color: str) -> str:
    """theme.css, to be loaded after the tokens. Paper is always bright."""
    bright, dim = _declarations(light(color)), _declarations(dark(color))
    wish = f'@media screen and (prefers-color-scheme: dark) {{\n:root:not([data-theme="light"]) {{\n{dim}}}\n}}\n'
    choice = f'@media screen {{\n:root[data-theme="dark"] {{\n{dim}}}\n}}\n'
    return f":root {{\n{bright}}}\n{wish}{choice}"


def _declarations(roles: dict[str, str]) -> str:
    return "".join(f"  {name}: {value};\n" for name, value in roles.items())
