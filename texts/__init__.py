"""Every sentence that a person reads, in catalogues: `locale/id` and `locale/en`, one file per area.

A message's id is its code, in dots: `refusal.too_young`, `refusal.too_young.hint`, `event.ScoreSubmitted`,
`stage.pilot`, `count.event`, `column.due_at`, `cli.help.admit`. Both languages are catalogues: no English
text is a key. A message that a language lacks is shown in English, and one that both lack as its code.

    text("refusal.too_young", "id", started_on="2025-01-01", minimum="P1Y")     a sentence with its facts
    title("stage", Stage.PILOT, "en")                                          a name: of a stage, role, command …
    moment(instant, "id")                                                      24 November 2026 12.44 WIB

A message names its facts in braces, each with how it is shown (`filling.py` has the kinds):

    Ditangguhkan sejak {since:time}. Tersedia pada tahap: {stages:stage}. Ada {events:count.event}.

`events.py` has the sentence of an event. Everything below the command line, the trail and the notices gives codes and
facts, never sentences.
"""

from texts.filling import text, title
from texts.languages import LANGUAGES, Lang, language
from texts.locales import day, moment, number

__all__ = ["LANGUAGES", "Lang", "day", "language", "moment", "number", "text", "title"]
