"""Compiles the catalogues, for images and read-only checkouts."""

from texts.catalogues import compiled, files
from texts.languages import LANGUAGES

for lang in LANGUAGES:
    for written in files(lang):
        compiled(written)
