"""Whatever stands in a text, a terminal only shows it."""

import pytest

from proof.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Kartu Anak: 12,5 %\n\tbaris kedua – é 𝟙", "Kartu Anak: 12,5 %\n\tbaris kedua – é 𝟙"),
        ("\x1b[31mmerah", "\\x1b[31mmerah"),
        ("\x9b2J", "\\x9b2J"),
        ("lunas\rbelum", "lunas\\rbelum"),
        ("a\u202etxt.exe", "a\\u202etxt.exe"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("\x00\x07\x7f", "\\x00\\x07\\x7f"),
    ],
)
def test_what_nobody_sees_stands_there_escaped(text: str, shown: str) -> None:
    assert visible(text) == shown
