"""Where each province stands on the tile map: a grid of our own, which keeps neighbours near each other.

No outline is drawn: every province is a tile of one size, so that small ones are seen as well as large ones.
"""

TILES = {
    "11": (1, 1, "Aceh"),
    "12": (2, 2, "Sumut"),
    "13": (3, 2, "Sumbar"),
    "14": (3, 3, "Riau"),
    "15": (4, 4, "Jambi"),
    "16": (5, 4, "Sumsel"),
    "17": (4, 3, "Bengkulu"),
    "18": (6, 4, "Lampung"),
    "19": (4, 5, "Babel"),
    "21": (2, 5, "Kepri"),
    "31": (6, 6, "Jakarta"),
    "32": (7, 6, "Jabar"),
    "33": (7, 7, "Jateng"),
    "34": (8, 7, "DIY"),
    "35": (7, 8, "Jatim"),
    "36": (7, 5, "Banten"),
    "51": (7, 9, "Bali"),
    "52": (7, 10, "NTB"),
    "53": (7, 11, "NTT"),
    "61": (2, 7, "Kalbar"),
    "62": (3, 7, "Kalteng"),
    "63": (3, 8, "Kalsel"),
    "64": (2, 8, "Kaltim"),
    "65": (1, 8, "Kaltara"),
    "71": (1, 11, "Sulut"),
    "72": (3, 10, "Sulteng"),
    "73": (4, 9, "Sulsel"),
    "74": (4, 10, "Sultra"),
    "75": (2, 10, "Gorontalo"),
    "76": (3, 9, "Sulbar"),
    "81": (3, 12, "Maluku"),
    "82": (2, 12, "Malut"),
    "91": (3, 15, "Papua"),
    "92": (3, 13, "Papua Barat"),
    "93": (5, 15, "Papua Selatan"),
    "94": (4, 14, "Papua Tengah"),
    "95": (4, 15, "Papua Peg."),
    "96": (2, 13, "PBD"),
}
"""By a province's code: its row and its column, both from 1, and what it is called where there is little room."""

BANDS = (0.0, 0.25, 0.5, 0.75)
"""Shares from which a tile is darker; one of which nothing is covered is lighter than all."""


def band(share: float) -> int:
    """How dark a tile is, from 0 for nothing covered."""
    return sum(share >= each for each in BANDS) if share else 0
