"""How does a comparison become a picture to take away? SVG with its title, its source and the number in each cell."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import escape

from dataset.site.comparison import Cell, Compared, shade
from dataset.site.language import Language

SHADES = ("#ffffff", "#eef5f7", "#dcebef", "#c5dee5", "#a9cdd7", "#1f5f73")
_ROW, _COLUMN, _NAMES, _HEAD, _FOOT = 26, 92, 280, 64, 48
_FONT = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"


def heatmap(
    title: str, source: str, rows: Sequence[Compared], years: Sequence[int], *, rate: bool, words: Language
) -> str:
    """The rows as a picture, a column a year; a year without a report is hatched."""
    width, height = _NAMES + _COLUMN * len(years) + 16, _HEAD + _ROW * len(rows) + _FOOT
    values = [cell.value for row in rows for year, cell in row.cells.items() if year in years]
    highest = max((value for value in values if value is not None), default=0.0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="{_FONT}" font-size="12" role="img" aria-labelledby="t"><title id="t">{escape(title)}</title>',
        '<defs><pattern id="none" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="6" height="6" fill="#fff"/><path d="M0 0V6" stroke="#c9d2d6" stroke-width="2"/></pattern></defs>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="12" y="26" font-size="16">{escape(title)}</text>',
    ]
    parts += [
        f'<text x="{_NAMES + _COLUMN * (place + 0.5):.0f}" y="{_HEAD - 8}" text-anchor="middle">{year}</text>'
        for place, year in enumerate(years)
    ]
    for number, row in enumerate(rows):
        top = _HEAD + _ROW * number
        parts.append(f'<text x="12" y="{top + 17}">{escape(row.name)}</text>')
        for place, year in enumerate(years):
            parts.append(_cell(row.cells.get(year), _NAMES + _COLUMN * place, top, highest, rate))
    below = _HEAD + _ROW * len(rows) + 20
    notes = f"{words['compare_legend']} {words['original_prevails']} {source}"
    return "".join(parts) + f'<text x="12" y="{below}" fill="#57646b">{escape(notes)}</text></svg>'


def _cell(cell: Cell | None, left: float, top: float, highest: float, rate: bool) -> str:
    box = f'<rect x="{left}" y="{top}" width="{_COLUMN - 2}" height="{_ROW - 2}" '
    if cell is None:
        return f'{box}fill="url(#none)"/>'
    level = shade(cell.value, highest)
    text = (
        "–"
        if cell.value is None
        else f"{cell.value:.1%} {cell.num:.0f}/{cell.den:.0f}"
        if rate
        else f"{cell.value:,.0f}"
    )
    ink = "#63717a" if cell.few else "#fff" if level == 5 else "#1d2529"
    if cell.few:
        level = 0
    return (
        f'{box}fill="{SHADES[level]}" stroke="#d5dcdf"/><text x="{left + (_COLUMN - 2) / 2:.0f}" y="{top + 16}" '
        f'text-anchor="middle" font-size="11" fill="{ink}">{escape(text)}</text>'
    )
