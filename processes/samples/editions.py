"""The editions of the samples: those of the year, with periods that let a life come as far as it should at once.

`contoh` has the year's deadlines, so that nothing falls due while somebody looks around, and `contoh-singkat` seconds
for what only time brings: what is overdue, and sustainability checks.
"""

import re

LASTING, SHORT = "contoh", "contoh-singkat"

TITLES = {
    LASTING: ("Edisi contoh (rekaan)", "Edition of samples (invented)"),
    SHORT: ("Edisi contoh dengan batas waktu singkat (rekaan)", "Edition of samples with short deadlines (invented)"),
}

PERIODS: dict[str, dict[str, str]] = {
    LASTING: {
        'amending = "1wd"': 'amending = "PT1S"',
        'shortest = "P1M"\n': "",
        'check_every = "P12M"': 'check_every = "P6M"',
    },
    SHORT: {
        'longest = "PT60S"': 'longest = "PT20M"',
        'report_every = "PT10S"': 'report_every = "PT10M"',
        'scoring = "PT30S"': 'scoring = "PT20M"',
        'wave = "PT20S"': 'wave = "PT60M"',
        'commitment = { due = "PT15S", remind = "PT10S" }': 'commitment = { due = "PT50M" }',
        'report_every = "PT15S"': 'report_every = "PT20M"',
        'completion = { due = "PT60S", remind = "PT40S" }': 'completion = { due = "PT50M" }',
        'check_every = "PT6S"': 'check_every = "PT20S"',
        'report = { due = "PT4S", remind = "PT2S" }': 'report = { due = "PT9S" }',
        'assessment = { due = "PT2S", remind = "PT1S",': 'assessment = { due = "PT9S",',
        "checks_before_institutionalisation = 2": "checks_before_institutionalisation = 1",
    },
}
"""What differs from the edition that each is made of."""

MADE_OF = {LASTING: "kipp-2025", SHORT: "ringkas"}


def edition_text(name: str, committed: str) -> str:
    """An edition of the samples, of the text of the committed one that it is made of.

    Raises:
        ValueError: the committed one has changed, so that this isn't what it should be.
    """
    changes = {f'name = "{MADE_OF[name]}"': f'name = "{name}"', **PERIODS[name]}
    text = committed
    for old, new in changes.items():
        if text.count(old) != 1:
            raise ValueError(f"{MADE_OF[name]} hasn't exactly one {old!r}")
        text = text.replace(old, new)
    indonesian, english = TITLES[name]
    title = f'[title]\nid = "{indonesian}"\nen = "{english}"\n'
    return re.sub(r"^\[title\]\nid = .*\nen = .*\n", title, text, count=1, flags=re.MULTILINE)
